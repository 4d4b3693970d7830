#include "licensing/client/grace.hpp"

#include <algorithm>

#include "licensing/core/calendar.hpp"

namespace kontor::licensing {

std::string_view name_of(Rung rung) {
  switch (rung) {
    case Rung::full:
      return "full";
    case Rung::notices:
      return "notices";
    case Rung::read_only:
      return "read_only";
    case Rung::off:
      break;
  }
  return "off";
}

GraceStep grace_step(TimeMs good_until_ms, const Grace& grace, TimeMs now_ms) {
  const TimeMs reading_from = good_until_ms + grace.notice_days * kDayMs;
  const TimeMs off_from = reading_from + grace.read_only_days * kDayMs;
  if (now_ms < good_until_ms) return {Rung::full, good_until_ms};
  if (now_ms < reading_from) return {Rung::notices, reading_from};
  if (now_ms < off_from) return {Rung::read_only, off_from};
  return {Rung::off, {}};
}

GraceStep lapse_step(TimeMs ended_at_ms, const Grace& grace, TimeMs now_ms) {
  GraceStep step = grace_step(ended_at_ms, grace, now_ms);
  if (step.rung != Rung::notices) return step;
  return {Rung::read_only, ended_at_ms + (grace.notice_days + grace.read_only_days) * kDayMs};
}

TimeMs TermClock::look(TimeMs wall_ms) {
  const bool first = mark_ms_ == 0;
  if (first || (wall_ms > mark_ms_ && wall_ms - mark_ms_ <= kLeapMaxMs)) mark_ms_ = wall_ms;
  return std::max(wall_ms, mark_ms_);
}

}  // namespace kontor::licensing
