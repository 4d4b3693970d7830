#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/json.hpp"
#include "sdk/check/contents.hpp"
#include "sdk/check/scan.hpp"

namespace kontor::marketplace::review {

// Names of the checks, as findings carry them. Those of packages and libraries are the SDK's:
// kontor check tells a vendor the same beforehand.
using check::kArchiveProfile;
using check::kManifestSchema;
using check::kVendorSignature;
inline constexpr std::string_view kVendorNamespace = "vendor.namespace";
inline constexpr std::string_view kVersionOrder = "version.order";
inline constexpr std::string_view kVersionTaken = "version.taken";
inline constexpr std::string_view kMalware = "malware.scan";
// All findings of the trial in the sandbox; one of them, "trial.fuzz", may be set apart.
inline constexpr std::string_view kTrial = "trial";
inline constexpr std::string_view kTrialDeadline = "trial.deadline";
using check::kLibraryChange;
using check::kLibraryEntry;
using check::kLibraryExports;
using check::kLibraryGlibc;
using check::kLibraryHardening;
using check::kLibraryImports;
using check::kLibraryMachine;
using check::kLibraryMemory;
using check::kLibraryMissing;
using check::kLibraryNeeds;
using check::kLibrarySearchPath;
using check::kLicensePracticeKey;
using check::kListingHandbook;
using check::kListingScreenshots;
using check::kOperationsDraft;
using check::kPermissionsUnasked;
using check::kPermissionsUnused;
using check::kSbomFiles;
using check::kSbomForm;
using check::kSbomMissing;

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

  // Of a rule; one of the trial that was not set apart follows "trial".
  CheckSetting setting(std::string_view rule) const;
  // False for what proves whose the package is: an appeal cannot reach it either.
  bool may_change(std::string_view rule) const;
  // Every check that may be changed, in the order of their names.
  std::vector<std::string> rules() const;

 private:
  std::map<std::string, CheckSetting, std::less<>> settings_;
};

}  // namespace kontor::marketplace::review
