#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/crypto/keys.hpp"
#include "marketplace/core/upload.hpp"
#include "marketplace/review/policy.hpp"
#include "sdk/package/package.hpp"

namespace kontor::marketplace::review {

// What is known of the vendor before its package is opened.
struct Sender {
  std::string vendor = {};
  std::vector<crypto::PublicKey> keys = {};
};

// What the validation of a package gave. With a package there may still be findings.
struct Validation {
  std::optional<package::Archive> archive = {};
  std::optional<package::Manifest> manifest = {};  // Set once the signature holds.
  std::vector<Finding> findings = {};
};

// The checks on a submitted package that look at its bytes: none of its code runs, no network,
// no database. Any thread.
Validation validate(const std::filesystem::path& file, const Sender& sender);

// `version` must be above every one of `before`, by SemVer precedence.
std::vector<Finding> check_version_order(const std::string& version,
                                         const std::vector<std::string>& before,
                                         const Policy& policy);

// Looks at the libraries, the permissions and the bill of materials; with the package of the
// last released version also at what changed since (null: there is none).
std::vector<Finding> scan(const package::Archive& archive, const package::Manifest& manifest,
                          const package::Archive* previous, const Policy& policy);

// What the SDK's checker found, as the policy weighs it: only of enabled checks, and only an
// error of an enforced one rejects.
std::vector<Finding> weighed(const check::Findings& seen, const Policy& policy);

// Where findings send a package.
UploadState verdict(const std::vector<Finding>& findings);

// What each check came to, for people and for the attestation: "passed", "found", "off", or
// "not run" for those in `not_run`.
std::vector<CheckResult> results(const std::vector<Finding>& findings, const Policy& policy,
                                 const std::vector<std::string_view>& not_run);

}  // namespace kontor::marketplace::review
