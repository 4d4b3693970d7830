#pragma once

#include <string>
#include <string_view>

#include "base/core/clock.hpp"

namespace kontor::host {

// Whole days, `to` not among them: midnights as a calendar without a time zone counts them.
struct DaySpan {
  TimeMs from_ms = 0;
  TimeMs to_ms = 0;
};

// The days of what aggregates answer for a date in parts: ("week", "2026-11-16"),
// ("quarter", "2026-Q3"), ("month", "2026-11") …
Result<DaySpan> days_of_bucket(std::string_view part, const std::string& bucket);

// days_30, days_90, days_365 (today is the last); this_month, last_month, this_quarter,
// last_quarter, this_year, last_year.
Result<DaySpan> days_of_period(std::string_view period, TimeMs today_ms);

}  // namespace kontor::host
