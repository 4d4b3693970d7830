#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/db/database.hpp"
#include "marketplace/core/receipt.hpp"

namespace kontor::marketplace {

// Money that came in. Lives inside one transaction.
class ReceiptStore {
 public:
  explicit ReceiptStore(db::Session& session) : session_(session) {}

  // False, with nothing written, if its reference is known.
  Result<bool> insert(const Receipt& receipt);
  Result<Receipt> get(const std::string& receipt_id);  // not_found
  Result<std::optional<Receipt>> find(const std::string& reference);
  Result<std::vector<Receipt>> of_order(const std::string& order_id);
  // Those with money held, oldest first.
  Result<std::vector<Receipt>> held(const std::string& after_id, int limit);
  // What became of it since; conflict if it changed meanwhile.
  Status update(const Receipt& before, const Receipt& after);

 private:
  db::Session& session_;
};

}  // namespace kontor::marketplace
