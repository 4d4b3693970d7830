#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/crypto/keys.hpp"

// What the operator's people prepare, sign one by one and put together, on machines that need
// no network. Pure: text in, text out. A draft is a metadata file without its signatures;
// every holder adds his to a copy, and copies of one draft become one document.
namespace kontor::marketplace {

// A top-level role's keys in the next root.
struct RoleChange {
  std::vector<crypto::PublicKey> add = {};
  std::vector<std::string> remove = {};  // Key ids.
  int threshold = 0;                     // 0: as it is, or 1 in a first root.
};

// The root after `present` (signed; empty: the first one): version + 1, with the keys of
// "root", "targets", "snapshot" and "timestamp" changed. invalid_argument for a threshold the
// keys cannot meet or a key id that is not there.
Result<Json> next_root(const std::string& present, const std::map<std::string, RoleChange>& changes,
                       TimeMs expires);

// An off-line shard of vendors as the top-level role delegates to it.
struct Shard {
  std::string name = {};  // "vendors-NN"
  std::vector<crypto::PublicKey> keys = {};
  int threshold = 1;
  std::vector<std::string> paths = {};  // Empty: as it is, or "*/*/*" for a new one.
};

struct TargetsChange {
  std::map<std::string, std::string> files = {};  // Target path → bytes.
  std::vector<Shard> shards = {};                 // Added, or given these keys.
};

// The off-line targets role after `present` (signed; empty: the first one).
Result<Json> next_targets(const std::string& present, const TargetsChange& change, TimeMs expires);

// A vendor's namespace as a shard delegates it.
struct VendorDelegation {
  std::string vendor = {};
  std::vector<crypto::PublicKey> keys = {};
  int threshold = 1;
};

// A shard takes this many vendors; the next one belongs into the next shard. Hosts read a whole
// shard, so its size is what a first install costs.
inline constexpr std::size_t kVendorsPerShard = 1000;

// The shard after `present` (signed; empty: the first version) with these vendors delegated to
// exactly these keys for <vendor>/*/*. Without vendors: the same with a new expiry. A vendor
// keeps the plugins that were transferred to it. exhausted when the shard is full.
Result<Json> next_shard(const std::string& present, const std::vector<VendorDelegation>& vendors,
                        TimeMs expires);

// The shard after `present` in which `vendor`, delegated there, also speaks for the plugin,
// before the vendor whose name the plugin bears.
Result<Json> shard_with_transfer(const std::string& present, const std::string& plugin_id,
                                 const std::string& vendor, TimeMs expires);

// The same role with version + 1 and a new expiry.
Result<Json> renewed(const std::string& present, TimeMs expires);

std::string draft_of(const Json& body);
// The draft with this key's signature added, or replaced.
Result<std::string> with_signature(const std::string& draft, const crypto::SigningKey& key);
// One document with the signatures of all copies; conflict if they are not of one draft.
Result<std::string> assembled(const std::vector<std::string>& copies);

// The member "signed" of a metadata file, unverified.
Result<Json> signed_part(const std::string& document);

}  // namespace kontor::marketplace
