#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/crypto/keys.hpp"

namespace kontor::marketplace {

// What vendors and the operator sign at their own desks. Pure: bytes in, bytes out. The
// result is what Repository::accept takes.

// {"signatures":[…],"signed":body}, each key's signature over the canonical form of `body`.
Result<std::string> sign_metadata(const Json& body, const std::vector<crypto::SigningKey>& keys);

// The TUF key object of an Ed25519 key, and its recomputed key id.
Json tuf_key(const crypto::PublicKey& key);
Result<std::string> tuf_key_id(const crypto::PublicKey& key);

// The next version of an off-line shard, with `vendor` delegated to exactly these keys for
// the paths <vendor>/*/*. A vendor already there gets its keys replaced. `shard` is the
// present signed shard.
Result<std::string> shard_with_vendor(const std::string& shard, const std::string& vendor,
                                      const std::vector<crypto::PublicKey>& keys, int threshold,
                                      const crypto::SigningKey& shard_key, TimeMs expires);

struct ReleasedTarget {
  std::string path;    // "<vendor>/<plugin id>/<version>.kpkg"
  std::string sha256;  // Hexadecimal.
  std::int64_t length;
  Json custom;  // {"plugin_id","version","sdk"}
};

// The next version of a vendor's role with the targets added or replaced; `role` is the
// present signed role, or empty for version 1. Without targets: the same, with a new expiry.
Result<std::string> role_with_targets(const std::string& role,
                                      const std::vector<ReleasedTarget>& added,
                                      const crypto::SigningKey& vendor_key, TimeMs expires);

// True for a namespace a vendor may claim: [a-z0-9-]{2,40}, no hyphen at either end.
bool is_vendor_name(std::string_view name);
// "<vendor>/<plugin id>/<version>.kpkg"; the vendor is the plugin id's part before its first dot.
std::string package_path(const std::string& plugin_id, const std::string& version);

}  // namespace kontor::marketplace
