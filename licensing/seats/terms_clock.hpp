#pragma once

#include <cstdint>
#include <mutex>
#include <optional>

#include "base/core/clock.hpp"

namespace kontor::licensing {

// The time at which terms are judged (invariant 5): the wall clock, but never earlier than
// what this ledger has lived through. A clock that jumps ahead by mistake and comes back
// leaves no mark: what was lived through is the start's time plus what the monotonic clock
// saw pass. Any thread.
class TermsClock {
 public:
  explicit TermsClock(const Clock& clock) : clock_(clock) {}

  // Off by less than this (a forgotten daylight saving time, twice over) is no alarm.
  static constexpr std::int64_t kToleranceMs = std::int64_t{3} * 3'600'000;
  // So long a clock may be behind before claims are refused.
  static constexpr std::int64_t kGraceMs = std::int64_t{7} * 24 * 3'600'000;

  struct Mark {
    TimeMs high_water_ms = 0;
    std::optional<TimeMs> behind_since_ms = {};
  };
  // At the start, from what was stored.
  void begin(const Mark& stored);
  // What to store now.
  Mark mark();

  TimeMs now_ms() const;       // max(wall clock, lived through).
  TimeMs lived_ms() const;     // Nothing but what was lived through: no jump ends a borrowed seat.
  bool needs_sync() const;     // The wall clock is behind by more than the tolerance …
  bool grace_is_over() const;  // … and has been for too long.

 private:
  TimeMs lived() const;

  const Clock& clock_;
  mutable std::mutex mutex_;
  TimeMs start_ms_ = 0;
  std::int64_t start_monotonic_ms_ = 0;
  std::optional<TimeMs> behind_since_ms_;
};

}  // namespace kontor::licensing
