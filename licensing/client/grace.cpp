#include "licensing/client/grace.hpp"

#include <algorithm>

#include "licensing/core/calendar.hpp"

namespace kontor::licensing {

Step lapse_step(TimeMs ended_at_ms, const Grace& grace, TimeMs now_ms) {
  const Step step = ladder(grace, ended_at_ms, now_ms);
  if (step.standing != Standing::notices) return step;
  return {Standing::read_only, ended_at_ms + (grace.notice_days + grace.read_only_days) * kDayMs};
}

Lapse lapse_of(const License& license, TimeMs now_ms) {
  if (!license.expires_at_ms) return {};
  const bool instalments = license.grant == Grant::instalments;
  const Grace& grace = license.offer.grace;
  Lapse lapse{instalments ? ladder(grace, license.expires_at_ms, now_ms)
                          : lapse_step(*license.expires_at_ms, grace, now_ms),
              ""};
  if (lapse.step.standing != Standing::full)
    lapse.why = instalments ? "instalment-missed" : "lapsed";
  return lapse;
}

TimeMs TermClock::look(TimeMs wall_ms) {
  const bool first = mark_ms_ == 0;
  if (first || (wall_ms > mark_ms_ && wall_ms - mark_ms_ <= kLeapMaxMs)) mark_ms_ = wall_ms;
  return std::max(wall_ms, mark_ms_);
}

}  // namespace kontor::licensing
