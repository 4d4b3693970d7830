#include <algorithm>
#include <functional>
#include <set>

#include "base/crypto/hash.hpp"
#include "base/tuf/limits.hpp"
#include "base/tuf/updater.hpp"

namespace kontor::tuf {
namespace {

struct Step {
  std::string role;
  const Targets* delegator;
};

// As children_for(), but all bins where it would answer one of a few.
std::vector<Targets::Child> children_to_list(const Targets& targets, const std::string& path) {
  if (!targets.bins || targets.bins->bit_length > kListedBinBitsMax)
    return targets.children_for(path);
  std::vector<Targets::Child> children;
  for (std::string& role : targets.bins->roles())
    children.push_back({std::move(role), /*terminating=*/true});
  return children;
}

Refusal missing(const std::string& path) {
  return {Fault::target_missing, "targets", "no role that may speak for \"" + path + "\" lists it"};
}

}  // namespace

Verdict<> Updater::walk(const std::string& target_path, const Visit& visit, Bins bins) {
  if (!trusted_ || !trusted_->snapshot())
    return Refusal{Fault::unreachable, "targets", "there was no successful refresh"};
  if (target_path.empty() || target_path.size() > kTargetPathBytesMax) return missing(target_path);

  const auto lock = TRY(store_.lock());
  std::vector<Step> ahead = {{"targets", nullptr}};  // The next one is the last.
  std::set<std::string> visited;
  while (!ahead.empty()) {
    const Step step = ahead.back();
    ahead.pop_back();
    if (!visited.insert(step.role).second) continue;  // 5.6.7.1: a cycle
    if (static_cast<int>(visited.size()) > kDelegationVisitsMax)
      return Refusal{Fault::too_large, step.role, "too many delegations for one target"};
    const Targets* targets = TRY(load_targets(step.role, step.delegator));
    if (visit(step.role, *targets)) return accepted();

    // 5.6.7.2: in pre-order, so what this role delegates to comes before what waits already
    // (5.6.7.2.2); a terminating delegation forgets all that waits behind it (5.6.7.2.1).
    const std::vector<Targets::Child> children = bins == Bins::all
                                                     ? children_to_list(*targets, target_path)
                                                     : targets->children_for(target_path);
    if (!children.empty() && children.back().terminating) ahead.clear();
    for (auto child = children.rbegin(); child != children.rend(); ++child)
      ahead.push_back({child->role, targets});
  }
  return accepted();
}

Verdict<Updater::Found> Updater::find(const std::string& target_path) {
  std::optional<Found> found;
  TRY(walk(target_path, [&](const std::string& role, const Targets& targets) {
    const auto entry = targets.targets.find(target_path);
    if (entry == targets.targets.end()) return false;
    found = Found{entry->second, role};
    return true;
  }));
  if (!found) return missing(target_path);
  return *std::move(found);
}

Verdict<std::vector<std::string>> Updater::names(const std::string& prefix,
                                                 const std::string& probe) {
  std::set<std::string> found;
  TRY(walk(
      probe,
      [&](const std::string&, const Targets& targets) {
        for (auto entry = targets.targets.lower_bound(prefix);
             entry != targets.targets.end() && entry->first.starts_with(prefix); ++entry)
          found.insert(entry->first);
        return false;
      },
      Bins::all));
  return std::vector<std::string>(found.begin(), found.end());
}

Verdict<std::vector<crypto::PublicKey>> Updater::delegated_keys(const std::string& role,
                                                                const std::string& probe) {
  std::optional<std::vector<crypto::PublicKey>> keys;
  // The delegation is believed, not the role's own file: there may be none yet.
  const Verdict<> walked = walk(probe, [&](const std::string&, const Targets& targets) {
    const auto children = targets.children_for(probe);
    if (std::ranges::find(children, role, &Targets::Child::role) == children.end()) return false;
    keys.emplace();
    for (const std::string& id : targets.signers_of(role)->key_ids)
      if (const auto key = targets.keys.find(id); key != targets.keys.end())
        keys->push_back(key->second);
    return true;
  });
  if (!walked) return walked.error();
  if (!keys) return Refusal{Fault::role_missing, role, "nobody delegates to it"};
  return *std::move(keys);
}

std::string Updater::location(const std::string& target_path, const TargetFile& file) const {
  if (!trusted_ || !trusted_->root().consistent_snapshot) return target_path;
  const auto sha256 = file.hashes.find("sha256");
  const std::string& digest =
      sha256 != file.hashes.end() ? sha256->second : file.hashes.begin()->second;
  const std::size_t slash = target_path.rfind('/');
  if (slash == std::string::npos) return digest + "." + target_path;
  return target_path.substr(0, slash + 1) + digest + "." + target_path.substr(slash + 1);
}

}  // namespace kontor::tuf
