#pragma once

#include <string>
#include <vector>

#include "base/db/database.hpp"
#include "marketplace/core/commitment.hpp"

namespace kontor::marketplace {

// Commitments of sold licences and where the log has them. Lives inside one transaction.
class CommitmentStore {
 public:
  explicit CommitmentStore(db::Session& session) : session_(session) {}

  Status insert(const Commitment& commitment);
  Result<std::vector<Commitment>> not_logged(int limit);
  Status set_logged(const std::string& order_id, std::uint64_t log_index);
  // Of a vendor, made in [from, to).
  Result<std::vector<Commitment>> between(const std::string& vendor, TimeMs from_ms, TimeMs to_ms,
                                          int limit);

 private:
  db::Session& session_;
};

}  // namespace kontor::marketplace
