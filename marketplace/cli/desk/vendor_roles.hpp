#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/tuf/metadata.hpp"
#include "marketplace/cli/desk/desk.hpp"

namespace kontor::marketplace {

// Where a vendor's releases are: in its own role, or in bins that it delegates to.
struct VendorRoles {
  std::string vendor;
  std::string own;  // The signed role; empty before its first version.
  std::optional<tuf::HashBins> bins = {};

  std::string role_of(const std::string& target_path) const;
  std::vector<std::string> holders() const;  // Of releases: the own role, or all bins.
};
// As the market shows it, unverified.
Result<VendorRoles> vendor_roles(Desk& desk, const std::string& vendor);

// The signed role; its own is not fetched again.
Result<std::string> present_role(Desk& desk, const VendorRoles& roles, const std::string& role);

using SignedRoles = std::vector<std::pair<std::string, std::string>>;
// Publishes them in one step; code "wrong-version" in the error's detail when somebody was faster.
Result<Json> put_roles(Desk& desk, const std::string& vendor, const SignedRoles& roles);

}  // namespace kontor::marketplace
