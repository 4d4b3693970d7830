#pragma once

#include <string>

#include "base/core/clock.hpp"
#include "licensing/core/ladder.hpp"

namespace kontor::licensing {

// The ladder of a licence that ended: its ledger grants nothing any more, so it is read-only at
// once, for as long as the whole ladder lasts. The notices came in the ninety days before.
Step lapse_step(TimeMs ended_at_ms, const Grace& grace, TimeMs now_ms);
// The same for a licence, "" for one without an end. A missed instalment goes down the whole
// ladder, notices first (License::usable_at).
struct Lapse {
  Step step;
  std::string why;  // "", "lapsed" or "instalment-missed".
};
Lapse lapse_of(const License& license, TimeMs now_ms);

// Terms are judged by a clock that never runs back (invariant 5): at the later of the wall
// clock and the latest time that was seen. A value; the caller keeps `mark_ms` over restarts.
class TermClock {
 public:
  explicit TermClock(TimeMs mark_ms = 0) : mark_ms_(mark_ms) {}
  // Takes a look at the wall clock: the time to judge by.
  TimeMs look(TimeMs wall_ms);
  // The wall clock stands further back than an honest correction: to be told, no extension.
  bool needs_sync(TimeMs wall_ms) const { return wall_ms + kToleranceMs < mark_ms_; }
  TimeMs mark_ms() const { return mark_ms_; }

  // A zone put in for UTC and daylight saving are no alarm.
  static constexpr std::int64_t kToleranceMs = 26LL * 3'600'000;
  // A clock set far ahead once must not shut everything: the mark moves so far at a look.
  static constexpr std::int64_t kLeapMaxMs = 400LL * 86'400'000;

 private:
  TimeMs mark_ms_;
};

}  // namespace kontor::licensing
