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
#include "marketplace/repository/published_state.hpp"

namespace kontor::marketplace {

// The market's side of The Update Framework: takes metadata that vendors and the operator
// signed elsewhere, checks it as a client would, and publishes it under a new snapshot and
// timestamp. Holds the snapshot, timestamp and license keys and no other, so it can hide or
// delay a package but not forge one.
//
//   DATA/keys/{snapshot,timestamp,license}.key          mode 0600; see online_keys.hpp
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

  using Submission = PublishedState::Submission;

  // Publishes the next versions of roles that somebody else signed, all in one visible step:
  // "root", "targets", "vendors-NN" (a shard) or "vendor.<name>". untrusted when the delegator's
  // threshold is not met or it is expired; conflict (detail {"code":"wrong-version",
  // "expected":N}) when a version is not the present one + 1, except that the very bytes already
  // published count as done; conflict ("would-orphan") when a role that stays would no longer be
  // believed: send its next version in the same set; conflict ("license-key-not-held") when the
  // list of licence keys names none of this market. A root may name other snapshot and timestamp
  // keys when they lie in DATA/keys as snapshot.next.key and timestamp.next.key, and the list of
  // licence keys one that lies there as license.next.key. A vendor role may name only targets below
  // its own namespace that store_target() holds.
  virtual Status accept_all(const std::vector<Submission>& set) = 0;
  // The same judgement, and nothing published.
  virtual Status check(const std::vector<Submission>& set) const = 0;
  // One role; answers the version now visible.
  Result<std::int64_t> accept(const std::string& role, const std::string& signed_json);

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
  // How many of them must sign its role.
  virtual Result<std::int64_t> vendor_threshold(const std::string& vendor) const = 0;
  // True if the shard lets the vendor speak for this target path, before any other vendor.
  virtual bool speaks_for(const std::string& vendor, const std::string& path) const = 0;

  // The file behind GET /tuf/<path>; not_found for anything that is not published metadata
  // or a stored target. Metadata but timestamp.json may be cached for ever.
  virtual Result<std::filesystem::path> served_file(std::string_view path) const = 0;

  // Signs timestamp and snapshot again when half of their life is over. Call it every minute.
  virtual Status refresh() = 0;

  // Signs licence documents from now on; listed by its crypto::key_id in target
  // market/license-keys.json.
  virtual crypto::SigningKey license_key() const = 0;
  // All that are listed there: whose licence documents count.
  virtual std::vector<crypto::PublicKey> license_keys() const = 0;
};

}  // namespace kontor::marketplace
