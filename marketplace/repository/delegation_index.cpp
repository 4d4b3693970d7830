#include "marketplace/repository/delegation_index.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace kontor::marketplace {
namespace {

// What comes before the first "/" of a path or pattern; all of it if there is none.
std::string folder_of(std::string_view path) {
  return std::string(path.substr(0, std::min(path.find('/'), path.size())));
}

bool is_plain(std::string_view text) { return text.find_first_of("*?") == std::string_view::npos; }

}  // namespace

DelegationIndex::DelegationIndex(tuf::Targets targets) : targets_(std::move(targets)) {
  for (std::size_t place = 0; place < targets_.delegations.size(); ++place) {
    const tuf::Delegation& delegation = targets_.delegations[place];
    by_role_.emplace(delegation.role, place);
    const auto has_folder = [](const std::string& pattern) { return is_plain(folder_of(pattern)); };
    if (delegation.paths.empty() || !std::ranges::all_of(delegation.paths, has_folder)) {
      anywhere_.push_back(place);
      continue;
    }
    for (const std::string& pattern : delegation.paths) {
      Places& places = by_folder_[folder_of(pattern)];
      if (places.empty() || places.back() != place) places.push_back(place);
    }
  }
}

const tuf::Delegation* DelegationIndex::find(const std::string& role) const {
  const auto found = by_role_.find(role);
  return found == by_role_.end() ? nullptr : &targets_.delegations[found->second];
}

const tuf::Delegation* DelegationIndex::first_covering(const std::string& path) const {
  constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  const auto first_of = [&](const Places& places) {
    const auto found = std::ranges::find_if(
        places, [&](std::size_t place) { return targets_.delegations[place].covers(path); });
    return found == places.end() ? kNone : *found;
  };
  const auto folder = by_folder_.find(folder_of(path));
  const std::size_t first =
      std::min(folder == by_folder_.end() ? kNone : first_of(folder->second), first_of(anywhere_));
  return first == kNone ? nullptr : &targets_.delegations[first];
}

}  // namespace kontor::marketplace
