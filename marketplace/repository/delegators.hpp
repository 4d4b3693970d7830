#pragma once

#include <map>
#include <string>

#include "base/tuf/trusted_set.hpp"
#include "marketplace/repository/published_state.hpp"

namespace kontor::marketplace {

// The delegations now published, parsed: root → targets → shards → vendors. Answers who may
// sign a role, as a client would find it.
class Delegators {
 public:
  static Result<Delegators> load(const PublishedState& state);

  struct Signers {
    const tuf::KeyTable* keys;  // Live as long as this object.
    const tuf::RoleKeys* role;
    const tuf::Delegation* delegation;  // Null for "targets".
  };
  // not_found for a role nobody delegates to.
  Result<Signers> signers(const std::string& role) const;

  // Call when the role's next version was published.
  void replace_root(tuf::Root root) { root_ = std::move(root); }
  void replace(const std::string& role, tuf::Targets targets);
  const tuf::Root& root() const { return root_; }

 private:
  tuf::Root root_;
  tuf::Targets targets_;
  std::map<std::string, tuf::Targets> shards_;
};

// "vendors-NN": delegates to vendors and is kept parsed.
bool is_shard(const std::string& role);

}  // namespace kontor::marketplace
