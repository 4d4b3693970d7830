#include "licensing/seats/terms_clock.hpp"

#include <algorithm>

namespace kontor::licensing {

TimeMs TermsClock::lived() const { return start_ms_ + clock_.monotonic_ms() - start_monotonic_ms_; }

void TermsClock::begin(const Mark& stored) {
  const std::lock_guard lock(mutex_);
  start_ms_ = std::max(clock_.now_ms(), stored.high_water_ms);
  start_monotonic_ms_ = clock_.monotonic_ms();
  behind_since_ms_ = stored.behind_since_ms;
}

TermsClock::Mark TermsClock::mark() {
  const std::lock_guard lock(mutex_);
  const TimeMs lived_now = lived();
  const TimeMs wall = clock_.now_ms();
  if (wall >= lived_now - kToleranceMs) {
    behind_since_ms_.reset();
  } else if (!behind_since_ms_) {
    behind_since_ms_ = lived_now;
  }
  return {.high_water_ms = lived_now, .behind_since_ms = behind_since_ms_};
}

TimeMs TermsClock::now_ms() const {
  const std::lock_guard lock(mutex_);
  return std::max(clock_.now_ms(), lived());
}

TimeMs TermsClock::lived_ms() const {
  const std::lock_guard lock(mutex_);
  return lived();
}

bool TermsClock::needs_sync() const {
  const std::lock_guard lock(mutex_);
  return clock_.now_ms() < lived() - kToleranceMs;
}

bool TermsClock::grace_is_over() const {
  const std::lock_guard lock(mutex_);
  return clock_.now_ms() < lived() - kToleranceMs && behind_since_ms_ &&
         lived() - *behind_since_ms_ > kGraceMs;
}

}  // namespace kontor::licensing
