#pragma once

#include <optional>
#include <string>

#include "base/db/database.hpp"
#include "marketplace/core/order.hpp"

namespace kontor::marketplace {

// Buyers and the hashes of their tokens. Lives inside one transaction.
class CompanyStore {
 public:
  explicit CompanyStore(db::Session& session) : session_(session) {}

  Status insert(const Company& company, const std::string& token_hash);
  Status set_party(const std::string& company_id, const Party& party);
  Result<Company> get(const std::string& company_id);  // not_found
  Result<std::optional<Company>> find_by_token(const std::string& token_hash);

 private:
  db::Session& session_;
};

}  // namespace kontor::marketplace
