#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/tuf/metadata.hpp"

namespace kontor::marketplace {

// A role's delegations, found by role and by target path without looking at all of them: a shard
// lists a thousand vendors. Immutable.
class DelegationIndex {
 public:
  explicit DelegationIndex(tuf::Targets targets);
  DelegationIndex(const DelegationIndex&) = delete;
  DelegationIndex& operator=(const DelegationIndex&) = delete;

  const tuf::Targets& targets() const { return targets_; }
  // Null if it delegates nothing to this role.
  const tuf::Delegation* find(const std::string& role) const;
  // The first delegation, in the order of the list, that covers the path; null if none does.
  const tuf::Delegation* first_covering(const std::string& path) const;

 private:
  using Places = std::vector<std::size_t>;  // In targets_.delegations, rising.

  tuf::Targets targets_;
  std::unordered_map<std::string, std::size_t> by_role_;
  // By the first component of patterns in which it is no pattern ("acme" of "acme/*/*").
  std::unordered_map<std::string, Places> by_folder_;
  Places anywhere_;  // All the others.
};

}  // namespace kontor::marketplace
