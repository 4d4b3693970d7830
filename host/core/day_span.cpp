#include "host/core/day_span.hpp"

#include <array>
#include <chrono>
#include <utility>

#include "host/core/calendar_date.hpp"

namespace kontor::host {

namespace {

constexpr TimeMs kSpanDayMs = 86'400'000;

// The first of the month so many months after that of a day.
TimeMs first_of_month(TimeMs day_ms, int months_after) {
  const std::chrono::sys_days day{std::chrono::days{day_ms / kSpanDayMs}};
  const std::chrono::year_month_day date{day};
  const auto month = date.year() / date.month() + std::chrono::months{months_after};
  return std::chrono::sys_days{month / 1}.time_since_epoch().count() * kSpanDayMs;
}

// How many months the day's is after the first of its quarter or year.
int months_into(TimeMs day_ms, unsigned months) {
  const std::chrono::sys_days day{std::chrono::days{day_ms / kSpanDayMs}};
  const unsigned month{std::chrono::year_month_day{day}.month()};
  return static_cast<int>((month - 1) % months);
}

DaySpan months_from(TimeMs first_ms, int months) {
  return {first_ms, first_of_month(first_ms, months)};
}

struct Calendar {
  std::string_view period;
  int months;  // How long it is.
  int back;    // So many of them before the present one.
};
constexpr std::array<Calendar, 6> kCalendars{{{"this_month", 1, 0},
                                              {"last_month", 1, 1},
                                              {"this_quarter", 3, 0},
                                              {"last_quarter", 3, 1},
                                              {"this_year", 12, 0},
                                              {"last_year", 12, 1}}};
constexpr std::array<std::pair<std::string_view, int>, 3> kLastDays{
    {{"days_30", 30}, {"days_90", 90}, {"days_365", 365}}};

}  // namespace

Result<DaySpan> days_of_bucket(std::string_view part, const std::string& bucket) {
  if (part == "day" || part == "week") {
    const TimeMs first = TRY(parse_date(bucket));
    return DaySpan{first, first + (part == "day" ? 1 : 7) * kSpanDayMs};
  }
  if (part == "month") return months_from(TRY(parse_date(bucket + "-01")), 1);
  if (part == "year") return months_from(TRY(parse_date(bucket + "-01-01")), 12);
  const bool quarter = part == "quarter" && bucket.size() == 7 && bucket.substr(4, 2) == "-Q" &&
                       bucket[6] >= '1' && bucket[6] <= '4';
  if (!quarter) return Error{ErrorCode::invalid_argument, "no such days: " + bucket.substr(0, 40)};
  const TimeMs year = TRY(parse_date(bucket.substr(0, 4) + "-01-01"));
  return months_from(first_of_month(year, 3 * (bucket[6] - '1')), 3);
}

Result<DaySpan> days_of_period(std::string_view period, TimeMs today_ms) {
  for (const auto& [name, days] : kLastDays) {
    if (name == period) return DaySpan{today_ms - (days - 1) * kSpanDayMs, today_ms + kSpanDayMs};
  }
  for (const Calendar& one : kCalendars) {
    if (one.period != period) continue;
    const int into = months_into(today_ms, static_cast<unsigned>(one.months));
    return months_from(first_of_month(today_ms, -into - one.back * one.months), one.months);
  }
  return Error{ErrorCode::invalid_argument, "no such period: " + std::string(period.substr(0, 40))};
}

}  // namespace kontor::host
