#pragma once

#include <map>
#include <string>
#include <vector>

#include "marketplace/core/release_terms.hpp"

namespace kontor::marketplace {

// A release as a vendor's role names it.
struct RoleTarget {
  std::string sha256 = {};
  std::int64_t length = 0;
  Json custom = {};
  ReleaseTerms terms = {};
  bool same_bytes(const RoleTarget& other) const {
    return sha256 == other.sha256 && length == other.length;
  }
};
using RoleTargets = std::map<std::string, RoleTarget>;

// What a signed role says it releases. Its signature is the repository's to judge.
Result<RoleTargets> targets_of(const std::string& signed_role);

// The bins to which a vendor's signed role delegates its releases; empty if it has none.
Result<std::vector<std::string>> bins_of_role(const std::string& signed_role);

// Plugin and version of a target path "<namespace>/<plugin id>/<version>.kpkg".
struct NamedRelease {
  std::string plugin, version;
};
Result<NamedRelease> release_of_path(const std::string& path);

// What has to be in the log before `after` may follow `before`: new releases, and what is newly
// yanked or deprecated. Entries as Log::append_all takes them.
Result<std::vector<Json>> entries_between(const std::string& vendor, const RoleTargets& before,
                                          const RoleTargets& after);

}  // namespace kontor::marketplace
