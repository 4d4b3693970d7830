#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/clock.hpp"
#include "base/tuf/document.hpp"

namespace kontor::tuf {

// Digests in hexadecimal by algorithm. Only sha256 and sha512 are looked at.
using Hashes = std::map<std::string, std::string>;
// hash_mismatch unless at least one known algorithm is listed and every known one fits.
Verdict<> check_hashes(const Hashes& hashes, std::string_view bytes, const std::string& role);

// What every metadata file says of itself.
struct Header {
  std::int64_t version = 0;
  TimeMs expires = 0;
};

// What one metadata file says of another.
struct FileFacts {
  std::int64_t version = 0;
  std::optional<std::int64_t> length;
  Hashes hashes;  // May be empty.
};

struct Root {
  Header header;
  bool consistent_snapshot = false;
  KeyTable keys;
  std::map<std::string, RoleKeys> roles;  // root, timestamp, snapshot, targets are all there.
};

struct Timestamp {
  Header header;
  FileFacts snapshot;
};

struct Snapshot {
  Header header;
  std::map<std::string, FileFacts> files;  // By role name, without ".json".
};

struct TargetFile {
  std::int64_t length = 0;
  Hashes hashes;
  Json custom;  // Null if there is none.
};

// One delegation: a role and the paths it may speak for.
struct Delegation {
  std::string role;
  RoleKeys signers;
  std::vector<std::string> paths;
  std::vector<std::string> path_hash_prefixes;
  bool terminating = false;

  bool covers(std::string_view target_path) const;
};

// Delegation to 2^bit_length bins by the hash of the target path ("succinct roles", TAP 15):
// bin 3 of 32 is the role "<name_prefix>-03". All bins have the same signers and terminate.
struct HashBins {
  RoleKeys signers;
  int bit_length = 1;  // 1 to 32.
  std::string name_prefix;

  std::string role_of(std::string_view target_path) const;
  bool holds(std::string_view role) const;  // True for the name of one of the bins.
  std::size_t digits() const;               // Hexadecimal, of a bin's number.
  std::vector<std::string> roles() const;   // Of all bins, by number; they may be very many.
};

struct Targets {
  Header header;
  std::map<std::string, TargetFile> targets;
  KeyTable keys;                        // Of the delegations.
  std::vector<Delegation> delegations;  // By falling priority; empty when there are bins.
  std::optional<HashBins> bins;

  // Who this role says may sign `role`; null when it delegates nothing to it.
  const RoleKeys* signers_of(std::string_view role) const;

  struct Child {
    std::string role;
    bool terminating;
  };
  // The roles it lets speak for a target, by falling priority, up to a terminating one.
  std::vector<Child> children_for(std::string_view target_path) const;
};

Verdict<Root> parse_root(const Json& body);
Verdict<Timestamp> parse_timestamp(const Json& body);
Verdict<Snapshot> parse_snapshot(const Json& body);
Verdict<Targets> parse_targets(const Json& body, const std::string& role);

// Shell pattern: `*` any characters and `?` one, neither of them a "/".
bool path_matches(std::string_view pattern, std::string_view path);

// True for the four roles that root itself names; they cannot be delegated to.
bool is_top_level(std::string_view role);

// The role as one component of a path or URL, percent-encoded.
std::string encode_role(std::string_view role);

}  // namespace kontor::tuf
