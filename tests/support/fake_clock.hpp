#pragma once

#include <atomic>

#include "base/core/clock.hpp"

namespace kontor::testing {

// A clock that stands still until told otherwise. Any thread.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(TimeMs now = 1'790'000'000'000) : now_ms_(now) {}
  TimeMs now_ms() const override { return now_ms_; }
  std::int64_t monotonic_ms() const override { return monotonic_ms_; }

  // Time passes: both clocks move.
  void advance(std::int64_t duration_ms) {
    now_ms_ += duration_ms;
    monotonic_ms_ += duration_ms;
  }
  // Somebody sets the wall clock; no time passes.
  void set_wall_clock(TimeMs now) { now_ms_ = now; }

 private:
  std::atomic<TimeMs> now_ms_;
  std::atomic<std::int64_t> monotonic_ms_{1000};
};

}  // namespace kontor::testing
