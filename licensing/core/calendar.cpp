#include "licensing/core/calendar.hpp"

#include <chrono>

namespace kontor::licensing {

TimeMs add_months(TimeMs from_ms, std::int64_t months) {
  using namespace std::chrono;
  const sys_time<milliseconds> from{milliseconds{from_ms}};
  const auto day = floor<days>(from);
  year_month_day date{day};
  date += std::chrono::months{static_cast<int>(months)};
  if (!date.ok()) date = date.year() / date.month() / last;
  return (sys_days{date} + (from - day)).time_since_epoch().count();
}

TimeMs end_of_day(TimeMs time_ms) {
  using namespace std::chrono;
  const auto day = floor<days>(sys_time<milliseconds>{milliseconds{time_ms}});
  return duration_cast<milliseconds>((day + days{1}).time_since_epoch()).count();
}

}  // namespace kontor::licensing
