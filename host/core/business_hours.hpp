#pragma once

#include <array>
#include <set>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"

namespace kontor::host {

// When a company works: hours by weekday in one time zone, and days off. A clock that
// counts only these follows daylight saving, since each day's hours are placed in time one
// by one. Immutable; any thread.
class BusinessHours {
 public:
  // {"time_zone": "Europe/Moscow", "monday": [["10:00","18:00"]], …, "holidays": ["2026-12-25"]}
  // A weekday left out is a day off; "24:00" is the end of a day. invalid_argument names
  // the member; a week without an hour is refused.
  static Result<BusinessHours> parse(const Json& json);
  // Weekdays, 10:00 to 18:00, and where nothing else is said in Europe/Moscow: what requirement
  // N10 names. `zone` is one that time_zone.hpp knows.
  static BusinessHours usual(std::string zone = "Europe/Moscow");
  Json to_json() const;
  const std::string& time_zone() const { return time_zone_; }

  // The moment at which `minutes` of business time have passed since `start`. Nothing
  // within ten years: `start` plus ten years.
  TimeMs after(TimeMs start, std::int64_t minutes) const;
  // Whole minutes of business time from `start` to `end`; 0 if there are none.
  std::int64_t minutes_between(TimeMs start, TimeMs end) const;

 private:
  struct Span {
    int from_minute;
    int until_minute;
  };
  std::string time_zone_;
  std::array<std::vector<Span>, 7> week_;  // Monday first.
  std::set<std::string> holidays_;
};

}  // namespace kontor::host
