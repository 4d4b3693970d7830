#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/db/database.hpp"
#include "marketplace/core/vendor.hpp"

namespace kontor::marketplace {

// Vendors and the hashes of their tokens. Lives inside one transaction.
class VendorStore {
 public:
  explicit VendorStore(db::Session& session) : session_(session) {}

  // conflict if the name is taken.
  Status insert(const Vendor& vendor, const std::string& token_hash);
  Result<Vendor> get(const std::string& name);  // not_found
  Result<std::optional<Vendor>> find_by_token(const std::string& token_hash);
  Result<std::vector<Vendor>> list(std::optional<VendorState> state);
  // Active, with these keys.
  Status activate(const std::string& name, const std::vector<std::string>& public_keys);
  Status set_token(const std::string& name, const std::string& token_hash);

 private:
  db::Session& session_;
};

}  // namespace kontor::marketplace
