#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/result.hpp"
#include "base/crypto/keys.hpp"

namespace kontor::marketplace {

// The market's side of The Update Framework: takes metadata that vendors and the operator
// signed elsewhere, checks it as a client would, and publishes it under a new snapshot and
// timestamp. Holds the snapshot, timestamp and license keys and no other, so it can hide or
// delay a package but not forge one.
//
//   DATA/keys/{snapshot,timestamp,license}.key          mode 0600
//   DATA/tuf/<N>.<role>.json, DATA/tuf/timestamp.json   immutable but for timestamp.json
//   DATA/tuf/targets/<folder>/<sha256>.<file>           immutable
//
// Replacing timestamp.json is the one step that makes a publication visible; whatever a
// killed process wrote before it is overwritten by the next publication. Any thread; one
// process a folder (a lock file sees to it).
class Repository {
 public:
  // Opens the folder a key ceremony made and signs what is missing or close to expiry.
  // not_found without a ceremony; unavailable if another process has it open.
  static Result<std::unique_ptr<Repository>> open(const std::filesystem::path& data,
                                                  const Clock& clock);
  virtual ~Repository() = default;

  // Publishes the next version of a role somebody else signed: "root", "targets",
  // "vendors-NN" (a shard, made by shard_with_vendor) or "vendor.<name>". Answers the version
  // now visible. untrusted when the delegator's threshold is not met or it is expired;
  // conflict (detail {"code":"wrong-version","expected":N}) when the version is not the present
  // one + 1, except that the very bytes already published are answered with their version;
  // a vendor role may name only targets below its own namespace that store_target() holds.
  virtual Result<std::int64_t> accept(const std::string& role, const std::string& signed_json) = 0;

  struct Stored {
    std::string sha256;  // Hexadecimal.
    std::int64_t length;
  };
  // Keeps a copy of `source` for the target path ("<vendor>/<plugin id>/<version>.kpkg") and
  // makes it servable. Repeating it is harmless. Call it on approval, before the vendor signs.
  virtual Result<Stored> store_target(const std::string& path,
                                      const std::filesystem::path& source) = 0;

  // The published bytes of a role, and its version (0: never published).
  virtual Result<std::string> metadata(const std::string& role) const = 0;
  virtual std::int64_t version(const std::string& role) const = 0;

  // Keys the off-line shard delegates a vendor's namespace to; not_found for other names.
  // These countersign offers.
  virtual Result<std::vector<crypto::PublicKey>> vendor_keys(const std::string& vendor) const = 0;

  // The file behind GET /tuf/<path>; not_found for anything that is not published metadata
  // or a stored target. Metadata but timestamp.json may be cached for ever.
  virtual Result<std::filesystem::path> served_file(std::string_view path) const = 0;

  // Signs timestamp and snapshot again when half of their life is over. Call it every minute.
  virtual Status refresh() = 0;

  // Signs licence documents; listed by its crypto::key_id in target market/license-keys.json.
  virtual const crypto::SigningKey& license_key() const = 0;
};

}  // namespace kontor::marketplace
