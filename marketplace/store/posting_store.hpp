#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/db/database.hpp"
#include "marketplace/core/posting.hpp"
#include "marketplace/core/vendor_account.hpp"

namespace kontor::marketplace {

// The books. Rows are added and never changed. Lives inside one transaction.
class PostingStore {
 public:
  explicit PostingStore(db::Session& session) : session_(session) {}

  // conflict if this kind of posting was made for the reference before.
  Status insert(const Posting& posting);
  Result<std::vector<Posting>> of_order(const std::string& order_id);
  Result<std::vector<Posting>> of_reference(PostingKind kind, const std::string& reference);
  // Of a vendor in [from, to), by time.
  Result<std::vector<Posting>> between(const std::string& vendor, TimeMs from_ms, TimeMs to_ms,
                                       int limit);
  // What the vendor's share came to before a time, by currency.
  Result<std::map<std::string, std::int64_t>> owed_before(const std::string& vendor, TimeMs at_ms);

 private:
  db::Session& session_;
};

}  // namespace kontor::marketplace
