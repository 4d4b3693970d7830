#include "licensing/seats/lease_watch.hpp"

#include <algorithm>

namespace kontor::licensing {

void LeaseWatch::enter(Node& node, std::int64_t patience_ms) {
  Lane& lane = lanes_[patience_ms];
  lane.patience_ms = patience_ms;
  Watched& watched = node.second;
  watched.lane = &lane;
  watched.before = lane.last;
  watched.after = nullptr;
  (lane.last == nullptr ? lane.first : lane.last->second.after) = &node;
  lane.last = &node;
}

void LeaseWatch::leave(Node& node) {
  const Watched& watched = node.second;
  Lane& lane = *watched.lane;
  (watched.before == nullptr ? lane.first : watched.before->second.after) = watched.after;
  (watched.after == nullptr ? lane.last : watched.after->second.before) = watched.before;
  if (lane.first == nullptr) lanes_.erase(lane.patience_ms);
}

// A sign of life now.
void LeaseWatch::touch(Node& node) {
  node.second.since_ms = clock_.monotonic_ms();
  const std::int64_t patience_ms = node.second.lane->patience_ms;
  leave(node);
  enter(node, patience_ms);
}

void LeaseWatch::begin(const std::string& lease_id, const Seen& seen) {
  const auto [entry, is_new] = watched_.try_emplace(lease_id);
  Watched& watched = entry->second;
  if (!is_new) {
    texts_.drop(watched.license_id);
    texts_.drop(watched.device_key);
    leave(*entry);
  }
  watched = {.fence = seen.fence,
             .sequence = seen.sequence,
             .since_ms = clock_.monotonic_ms(),
             .license_id = texts_.keep(seen.license_id),
             .device_key = texts_.keep(seen.device_key),
             .state = seen.state};
  enter(*entry, seen.patience_ms);
}

void LeaseWatch::see(const std::string& lease_id, const Seen& seen) {
  const std::lock_guard lock(mutex_);
  begin(lease_id, seen);
}

void LeaseWatch::read(const std::string& lease_id, const Seen& seen) {
  const std::lock_guard lock(mutex_);
  const auto known = watched_.find(lease_id);
  if (known != watched_.end() && known->second.fence == seen.fence &&
      known->second.sequence == seen.sequence && known->second.state == seen.state) {
    return;
  }
  begin(lease_id, seen);
}

void LeaseWatch::advance(const LeaseStep& step) {
  const std::lock_guard lock(mutex_);
  const auto known = watched_.find(step.lease_id);
  if (known == watched_.end()) return;
  known->second.sequence = step.sequence;
  touch(*known);
}

void LeaseWatch::use(const std::string& lease_id) {
  const std::lock_guard lock(mutex_);
  const auto known = watched_.find(lease_id);
  if (known != watched_.end()) touch(*known);
}

void LeaseWatch::forget(const std::string& lease_id) {
  const std::lock_guard lock(mutex_);
  const auto known = watched_.find(lease_id);
  if (known == watched_.end()) return;
  texts_.drop(known->second.license_id);
  texts_.drop(known->second.device_key);
  leave(*known);
  watched_.erase(known);
}

std::optional<std::int64_t> LeaseWatch::patience_left_ms(const std::string& lease_id) const {
  const std::lock_guard lock(mutex_);
  const auto known = watched_.find(lease_id);
  if (known == watched_.end()) return std::nullopt;
  return std::max<std::int64_t>(0, known->second.due_ms() - clock_.monotonic_ms());
}

std::optional<std::string> LeaseWatch::device_key(const std::string& lease_id) const {
  const std::lock_guard lock(mutex_);
  const auto known = watched_.find(lease_id);
  if (known == watched_.end()) return std::nullopt;
  return *known->second.device_key;
}

std::string LeaseWatch::license_id(const std::string& lease_id) const {
  const std::lock_guard lock(mutex_);
  const auto known = watched_.find(lease_id);
  return known == watched_.end() ? std::string() : *known->second.license_id;
}

std::vector<LeaseWatch::Due> LeaseWatch::due() {
  std::vector<Due> due;
  const std::int64_t now = clock_.monotonic_ms();
  const std::lock_guard lock(mutex_);
  for (const auto& [patience_ms, lane] : lanes_) {
    for (const Node* node = lane.first; node != nullptr; node = node->second.after) {
      const Watched& watched = node->second;
      if (watched.due_ms() > now) break;
      due.push_back({node->first, watched.fence, watched.sequence, watched.state});
    }
  }
  return due;
}

}  // namespace kontor::licensing
