#include "marketplace/cli/desk/vendor_roles.hpp"

#include "base/tuf/limits.hpp"
#include "marketplace/cli/desk/published_role.hpp"
#include "marketplace/core/target_path.hpp"

namespace kontor::marketplace {

std::string VendorRoles::role_of(const std::string& target_path) const {
  return bins ? bins->role_of(target_path) : vendor_role(vendor);
}

std::vector<std::string> VendorRoles::holders() const {
  return bins ? bins->roles() : std::vector<std::string>{vendor_role(vendor)};
}

Result<VendorRoles> vendor_roles(Desk& desk, const std::string& vendor) {
  const std::string name = vendor_role(vendor);
  VendorRoles roles;
  roles.vendor = vendor;
  roles.own = TRY(published_role(desk, name));
  if (roles.own.empty()) return roles;
  const auto document = tuf::parse_document(roles.own, "targets", name, tuf::kTargetsBytesMax);
  if (!document) return tuf::to_error(document.error());
  auto targets = tuf::parse_targets(document->body, name);
  if (!targets) return tuf::to_error(targets.error());
  if (targets->bins && targets->bins->bit_length > tuf::kListedBinBitsMax)
    return Error{ErrorCode::untrusted, name + " has more bins than a vendor may have"};
  roles.bins = std::move(targets->bins);
  return roles;
}

Result<std::string> present_role(Desk& desk, const VendorRoles& roles, const std::string& role) {
  if (role == vendor_role(roles.vendor)) return roles.own;
  return published_role(desk, role);
}

Result<Json> put_roles(Desk& desk, const std::string& vendor, const SignedRoles& roles) {
  const std::string address = "/vendors/" + http::percent_encode(vendor);
  if (roles.size() == 1 && roles.front().first == vendor_role(vendor))
    return desk.put("PUT", address + "/role", roles.front().second, "application/json");
  Json documents = Json::array();
  for (const auto& [role, text] : roles) documents.push_back({{"role", role}, {"document", text}});
  return desk.call("PUT", address + "/roles", {{"documents", std::move(documents)}});
}

}  // namespace kontor::marketplace
