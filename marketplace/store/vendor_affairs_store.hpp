#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/db/database.hpp"
#include "marketplace/core/vendor_affairs.hpp"

namespace kontor::marketplace {

// What vendors asked for and what is on its way: claimed domains, new keys, plugins that change
// hands. Lives inside one transaction.
class VendorAffairsStore {
 public:
  explicit VendorAffairsStore(db::Session& session) : session_(session) {}

  // Replaces an earlier claim.
  Status put_claim(const DomainClaim& claim);
  Result<std::optional<DomainClaim>> claim(const std::string& vendor);

  // Replaces an earlier request.
  Status put_key_request(const std::string& vendor, const Json& envelope, TimeMs now);
  Result<std::optional<Json>> key_request(const std::string& vendor);
  Status drop_key_request(const std::string& vendor);

  // Replaces an earlier transfer of the plugin that is done or withdrawn; conflict if one is
  // on its way.
  Status announce(const Transfer& transfer);
  Result<std::optional<Transfer>> transfer(const std::string& plugin_id);
  Status set_state(const std::string& plugin_id, TransferState state);

 private:
  db::Session& session_;
};

}  // namespace kontor::marketplace
