#pragma once

#include <optional>
#include <string_view>

#include "base/core/clock.hpp"
#include "licensing/core/terms.hpp"

namespace kontor::licensing {

// How far down the grace ladder a licence stands (invariant 9). The CRM's own core and the
// company's data stand on no rung: they are never locked.
enum class Rung {
  full,       // As bought.
  notices,    // As bought, and the administrator is told.
  read_only,  // Looking and exporting.
  off,
};
std::string_view name_of(Rung rung);

struct GraceStep {
  Rung rung = Rung::full;
  std::optional<TimeMs> until_ms = {};  // When the next rung begins; none: by itself never.
};

// Where a licence stands whose last good token was good until `good_until_ms`.
GraceStep grace_step(TimeMs good_until_ms, const Grace& grace, TimeMs now_ms);
// The same for a licence that ended: its ledger grants nothing any more, so it is read-only at
// once, for as long as the whole ladder lasts. The notices came in the ninety days before.
GraceStep lapse_step(TimeMs ended_at_ms, const Grace& grace, TimeMs now_ms);

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
