#include "marketplace/repository/delegators.hpp"

#include "base/tuf/limits.hpp"
#include "marketplace/core/target_path.hpp"

namespace kontor::marketplace {
namespace {

Result<tuf::Targets> load_targets(const PublishedState& state, const std::string& role) {
  const std::string bytes = TRY(state.read(role));
  const auto document = tuf::parse_document(bytes, "targets", role, tuf::kTargetsBytesMax);
  if (!document) return broken_repository(document.error());
  auto targets = tuf::parse_targets(document->body, role);
  if (!targets) return broken_repository(targets.error());
  return std::move(targets).value();
}

}  // namespace

bool is_shard(const std::string& role) { return role.starts_with("vendors-"); }

Result<Delegators> Delegators::load(const PublishedState& state) {
  Delegators delegators;
  const std::string root = TRY(state.read("root"));
  auto trusted = tuf::TrustedSet::start(root, 0);
  if (!trusted) return broken_repository(trusted.error());
  delegators.replace_root(trusted->root());
  delegators.replace("targets", TRY(load_targets(state, "targets")));
  for (const std::string& shard : delegators.shards())
    if (state.version(shard) > 0) delegators.replace(shard, TRY(load_targets(state, shard)));
  for (const std::string& role : state.roles()) {
    const std::string vendor = is_bin(role) ? vendor_role(vendor_of_role(role)) : "";
    if (state.version(vendor) == 0 || delegators.binned_.contains(vendor)) continue;
    delegators.replace(vendor, TRY(load_targets(state, vendor)));
  }
  return delegators;
}

std::vector<std::string> Delegators::shards() const {
  std::vector<std::string> names;
  for (const tuf::Delegation& delegation : targets_->targets().delegations)
    if (is_shard(delegation.role)) names.push_back(delegation.role);
  return names;
}

Result<Delegators::Signers> Delegators::signers(const std::string& role) const {
  if (role == "targets") return Signers{&root_->keys, &root_->roles.at("targets"), nullptr};
  if (is_bin(role)) {
    const std::string vendor = vendor_role(vendor_of_role(role));
    const auto found = binned_.find(vendor);
    if (found != binned_.end() && found->second->bins->holds(role)) {
      const Signers by_shard = TRY(signers(vendor));
      return Signers{&found->second->keys, &found->second->bins->signers, by_shard.delegation,
                     &*found->second->bins};
    }
  }
  if (const auto* delegation = targets_->find(role))
    return Signers{&targets_->targets().keys, &delegation->signers, delegation};
  for (const auto& [name, shard] : shards_)
    if (const auto* delegation = shard->find(role))
      return Signers{&shard->targets().keys, &delegation->signers, delegation};
  return Error{ErrorCode::not_found, "nothing delegates to the role \"" + role + "\""};
}

std::vector<std::string> Delegators::bins_of(const std::vector<std::string>& vendor_roles) const {
  std::vector<std::string> all;
  for (const std::string& role : vendor_roles)
    if (const auto found = binned_.find(role); found != binned_.end())
      for (std::string& bin : found->second->bins->roles()) all.push_back(std::move(bin));
  return all;
}

std::string Delegators::speaker(const std::string& path) const {
  for (const std::string& name : shards()) {
    const auto shard = shards_.find(name);
    if (shard == shards_.end()) continue;
    if (const auto* delegation = shard->second->first_covering(path)) return delegation->role;
  }
  return {};
}

void Delegators::replace(const std::string& role, tuf::Targets targets) {
  if (role == "targets")
    targets_ = std::make_shared<DelegationIndex>(std::move(targets));
  else if (is_shard(role))
    shards_[role] = std::make_shared<DelegationIndex>(std::move(targets));
  else if (targets.bins)
    binned_[role] = std::make_shared<tuf::Targets>(std::move(targets));
  else
    binned_.erase(role);
}

}  // namespace kontor::marketplace
