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

// A large vendor's releases lie in "bins.<vendor>-0f" …, to which its own role delegates by the
// hash of the target path.
inline std::string bins_prefix(const std::string& vendor) { return "bins." + vendor; }
inline bool is_bin(const std::string& role) { return role.starts_with("bins."); }
// The vendor of its role or of one of its bins; empty for other roles.
inline std::string vendor_of_role(const std::string& role) {
  if (role.starts_with("vendor.")) return role.substr(role.find('.') + 1);
  if (!is_bin(role) || role.rfind('-') == std::string::npos) return {};
  return role.substr(role.find('.') + 1, role.rfind('-') - role.find('.') - 1);
}

// "<vendor>/<plugin id>/": what all releases of a plugin begin with.
inline std::string package_folder(const std::string& plugin_id) {
  return vendor_of(plugin_id) + "/" + plugin_id + "/";
}

}  // namespace kontor::marketplace
