#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/tuf/trusted_set.hpp"
#include "marketplace/repository/delegation_index.hpp"
#include "marketplace/repository/published_state.hpp"

namespace kontor::marketplace {

// The delegations now published, parsed: root → targets → shards → vendors → bins. Answers who may
// sign a role, as a client would find it.
class Delegators {
 public:
  static Result<Delegators> load(const PublishedState& state);

  struct Signers {
    const tuf::KeyTable* keys;  // Live as long as this object.
    const tuf::RoleKeys* role;
    const tuf::Delegation* delegation;    // Null for "targets"; of a bin, the vendor's.
    const tuf::HashBins* bins = nullptr;  // Of a bin.
  };
  // not_found for a role nobody delegates to.
  Result<Signers> signers(const std::string& role) const;

  // All bins to which these vendors' roles delegate.
  std::vector<std::string> bins_of(const std::vector<std::string>& vendor_roles) const;

  // The vendor role that decides about a target path, as a client walks; empty if none does.
  std::string speaker(const std::string& path) const;

  // Call when the role's next version was published.
  void replace_root(tuf::Root root) { root_ = std::make_shared<tuf::Root>(std::move(root)); }
  void replace(const std::string& role, tuf::Targets targets);
  const tuf::Root& root() const { return *root_; }
  const tuf::Targets& top_level() const { return targets_->targets(); }
  // The shards the top-level role delegates to, whether they were published or not.
  std::vector<std::string> shards() const;

 private:
  // Shared by copies of this value, so that a set of changes can be tried on one; immutable.
  std::shared_ptr<const tuf::Root> root_;
  std::shared_ptr<const DelegationIndex> targets_;
  std::map<std::string, std::shared_ptr<const DelegationIndex>> shards_;
  std::map<std::string, std::shared_ptr<const tuf::Targets>> binned_;  // Vendors' roles with bins.
};

// "vendors-NN": delegates to vendors and is kept parsed.
bool is_shard(const std::string& role);

}  // namespace kontor::marketplace
