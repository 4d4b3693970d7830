#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/result.hpp"
#include "base/crypto/keys.hpp"
#include "sdk/package/archive.hpp"
#include "sdk/package/manifest.hpp"

namespace kontor::package {

inline constexpr std::string_view kManifestMember = "manifest.json";
inline constexpr std::string_view kSignatureMember = "signatures/vendor.dsse";
inline constexpr std::string_view kManifestPayloadType = "application/vnd.kontor.manifest+json";

// Makes an unsigned .kpkg of a folder that holds manifest.json and what it speaks of. Fills
// `files` of the manifest, writes it in canonical form and completes the bill of materials
// (sbom.hpp). Hidden files and *.kpkg are left out; links and devices are refused.
Result<std::string> write_package(const std::filesystem::path& folder);

// The same package with signatures/vendor.dsse by `key`; a signature that was there goes.
Result<std::string> sign_package(const Archive& package, const crypto::SigningKey& key);

// One step of verification, for people.
struct Line {
  bool passed;
  std::string text;
  std::string check = {};  // "vendor.signature", as the market's findings are named.
};

// A package all of which is known to be its vendor's.
struct VerifiedPackage {
  Manifest manifest;
  std::string manifest_text;  // The signed bytes.
  std::string sha256_hex;     // Of the file.
};

struct Explanation {
  std::vector<Line> lines;                  // What was looked at, up to the first failure.
  std::optional<VerifiedPackage> verified;  // Set if everything held.
  std::optional<Error> refusal;             // Set otherwise.
};

// Reads the manifest without trusting it: for listings of a quarantine, never for loading.
Result<Manifest> read_manifest(const Archive& package);

// Manifest, vendor's signature by one of `vendor_keys`, and the SHA-256 of every member. Every
// member is named in the manifest, and every name in the manifest is a member.
Result<VerifiedPackage> verify_package(const Archive& package,
                                       const std::vector<crypto::PublicKey>& vendor_keys);

// The same, with each step told, and the bill of materials looked at: the market takes no
// package without one.
Explanation explain_package(const Archive& package,
                            const std::vector<crypto::PublicKey>& vendor_keys);

// Writes a verified package's members below `folder`, which must exist and be empty. Fails
// without leaving anything half-written behind in it.
Status unpack(const Archive& package, const VerifiedPackage& verified,
              const std::filesystem::path& folder);

}  // namespace kontor::package
