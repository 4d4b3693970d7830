#pragma once

#include <string>

// How plugins become target paths in the market's repository: the vendor's namespace is the
// plugin id up to its first dot.
namespace kontor::marketplace {

// Targets of the off-line top-level role.
inline constexpr const char* kLicenseKeysPath = "market/license-keys.json";
inline constexpr const char* kLogKeysPath = "market/log-keys.json";
inline constexpr const char* kReviewKeysPath = "market/review-keys.json";
inline constexpr const char* kKilledPath = "market/killed.json";

inline constexpr const char* kPackageSuffix = ".kpkg";

inline std::string vendor_of(const std::string& plugin_id) {
  return plugin_id.substr(0, plugin_id.find('.'));
}

inline std::string vendor_role(const std::string& vendor) { return "vendor." + vendor; }

// "<vendor>/<plugin id>/": what all releases of a plugin begin with.
inline std::string package_folder(const std::string& plugin_id) {
  return vendor_of(plugin_id) + "/" + plugin_id + "/";
}

}  // namespace kontor::marketplace
