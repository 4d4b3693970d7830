#pragma once

#include <cstdint>

#include "base/core/clock.hpp"

namespace kontor::licensing {

// Terms run by the calendar, in UTC: a year after 29 February is 28 February. Count from the
// first day of a term each time, never from the last step, so that 31 January is followed by
// 28 February and then by 31 March.
TimeMs add_months(TimeMs from_ms, std::int64_t months);

// Midnight after the day of `time_ms`. Windows told in days end with their last day.
TimeMs end_of_day(TimeMs time_ms);

inline constexpr std::int64_t kDayMs = 86'400'000;

}  // namespace kontor::licensing
