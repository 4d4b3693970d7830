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

// The pure checks on a submitted package: none of its code runs, no network, no database.
// Any thread.
Validation validate(const std::filesystem::path& file, const Sender& sender);

// `version` must be above every one of `before`, by SemVer precedence.
std::vector<Finding> check_version_order(const std::string& version,
                                         const std::vector<std::string>& before,
                                         const Policy& policy);

// Looks at the libraries inside without loading them.
std::vector<Finding> scan(const package::Archive& archive, const package::Manifest& manifest,
                          const Policy& policy);

// Where findings send a package.
UploadState verdict(const std::vector<Finding>& findings);

}  // namespace kontor::marketplace::review
