#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/core/json.hpp"
#include "sdk/check/scan.hpp"

namespace kontor::marketplace::review {

// Names of the checks, as findings carry them. Those of libraries are the SDK's: kontor check
// tells a vendor the same beforehand.
inline constexpr std::string_view kArchiveProfile = "archive.profile";
inline constexpr std::string_view kManifestSchema = "manifest.schema";
inline constexpr std::string_view kVendorSignature = "vendor.signature";
inline constexpr std::string_view kVendorNamespace = "vendor.namespace";
inline constexpr std::string_view kVersionOrder = "version.order";
inline constexpr std::string_view kVersionTaken = "version.taken";
inline constexpr std::string_view kLibraryMachine = "library.machine";
using check::kLibraryEntry;
using check::kLibraryExports;
using check::kLibraryGlibc;
using check::kLibraryHardening;
using check::kLibraryMemory;
using check::kLibraryNeeds;
using check::kLibrarySearchPath;

struct CheckSetting {
  bool enabled = true;   // The check runs.
  bool enforced = true;  // Its findings reject; otherwise they send the package to a person.
};

// Which checks run and which of them reject. What proves whose the package is can neither be
// switched off nor softened.
class Policy {
 public:
  Policy();
  // {"version.order": {"enabled": true, "enforced": false}, …} over the built-in settings;
  // invalid_argument for an unknown check or one that may not be changed.
  static Result<Policy> parse(const Json& json);

  CheckSetting setting(std::string_view rule) const;

 private:
  std::map<std::string, CheckSetting, std::less<>> settings_;
};

}  // namespace kontor::marketplace::review
