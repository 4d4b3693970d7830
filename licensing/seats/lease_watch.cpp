#include "licensing/seats/lease_watch.hpp"

#include <algorithm>

namespace kontor::licensing {

namespace {
constexpr std::size_t kAppointmentsMin = 1024;
}

void LeaseWatch::begin(const std::string& lease_id, const Seen& seen) {
  const std::int64_t now = clock_.monotonic_ms();
  const Watched watched{.fence = seen.fence,
                        .sequence = seen.sequence,
                        .patience_ms = seen.patience_ms,
                        .since_ms = now,
                        .license_id = texts_.keep(seen.license_id),
                        .device_key = texts_.keep(seen.device_key),
                        .state = seen.state};
  const auto [entry, is_new] = watched_.try_emplace(lease_id, watched);
  const bool sooner = !is_new && watched.due_ms() < entry->second.due_ms();
  if (!is_new) {
    texts_.drop(entry->second.license_id);
    texts_.drop(entry->second.device_key);
    entry->second = watched;
  }
  if (is_new || sooner) appointments_.push({.at_ms = watched.due_ms(), .lease_id = lease_id});
  tidy();
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
  known->second.since_ms = clock_.monotonic_ms();
}

void LeaseWatch::use(const std::string& lease_id) {
  const std::lock_guard lock(mutex_);
  const auto known = watched_.find(lease_id);
  if (known != watched_.end()) known->second.since_ms = clock_.monotonic_ms();
}

void LeaseWatch::forget(const std::string& lease_id) {
  const std::lock_guard lock(mutex_);
  const auto known = watched_.find(lease_id);
  if (known == watched_.end()) return;
  texts_.drop(known->second.license_id);
  texts_.drop(known->second.device_key);
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

// Appointments with leases that are gone are dropped when they outnumber the others.
void LeaseWatch::tidy() {
  if (appointments_.size() < 2 * watched_.size() + kAppointmentsMin) return;
  std::vector<Appointment> kept;
  kept.reserve(watched_.size());
  for (const auto& [lease_id, watched] : watched_) {
    kept.push_back({.at_ms = watched.due_ms(), .lease_id = lease_id});
  }
  appointments_ = decltype(appointments_)(std::greater<>(), std::move(kept));
}

std::vector<LeaseWatch::Due> LeaseWatch::due() {
  std::vector<Due> due;
  const std::int64_t now = clock_.monotonic_ms();
  const std::lock_guard lock(mutex_);
  std::vector<Appointment> again;
  while (!appointments_.empty() && appointments_.top().at_ms <= now) {
    Appointment appointment = appointments_.top();
    appointments_.pop();
    const auto known = watched_.find(appointment.lease_id);
    if (known == watched_.end()) continue;
    const Watched& watched = known->second;
    appointment.at_ms = std::max(now, watched.due_ms());
    if (watched.due_ms() <= now) {
      due.push_back({appointment.lease_id, watched.fence, watched.sequence, watched.state});
    }
    again.push_back(std::move(appointment));
  }
  for (Appointment& appointment : again) appointments_.push(std::move(appointment));
  return due;
}

}  // namespace kontor::licensing
