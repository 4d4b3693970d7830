#include "host/core/business_hours.hpp"

#include <unicode/gregocal.h>
#include <unicode/timezone.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "host/core/calendar_date.hpp"

namespace kontor::host {

namespace {

constexpr std::array<const char*, 7> kWeekdays{"monday", "tuesday",  "wednesday", "thursday",
                                               "friday", "saturday", "sunday"};
constexpr std::size_t kSpansMax = 4;
constexpr std::size_t kHolidaysMax = 1000;
constexpr int kDaysMax = 3660;
constexpr TimeMs kDayOfMs = 86'400'000;
constexpr TimeMs kMinuteMs = 60'000;

Error refuse_hours(const std::string& place, const std::string& why) {
  return Error{ErrorCode::invalid_argument, "business hours: " + place + ": " + why};
}

// "09:30" as minutes, -1 if it is none; "24:00" is the end of a day.
int minutes_of(const Json& text) {
  if (!text.is_string()) return -1;
  const auto& value = text.get_ref<const std::string&>();
  if (value == "24:00") return 24 * 60;
  const auto digit = [&](std::size_t at) { return value[at] >= '0' && value[at] <= '9'; };
  if (value.size() != 5 || value[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4))
    return -1;
  const int hour = (value[0] - '0') * 10 + value[1] - '0';
  const int minute = (value[3] - '0') * 10 + value[4] - '0';
  return hour < 24 && minute < 60 ? hour * 60 + minute : -1;
}

std::string written(int minutes) {
  const auto two = [](int number) {
    return std::string(1, static_cast<char>('0' + number / 10)) +
           static_cast<char>('0' + number % 10);
  };
  return two(minutes / 60) + ":" + two(minutes % 60);
}

std::unique_ptr<icu::GregorianCalendar> calendar_in(const std::string& zone) {
  UErrorCode status = U_ZERO_ERROR;
  auto calendar = std::make_unique<icu::GregorianCalendar>(
      icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(zone)), status);
  return U_FAILURE(status) != 0 ? nullptr : std::move(calendar);
}

bool is_time_zone(const std::string& name) {
  const std::unique_ptr<icu::TimeZone> zone(
      icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name)));
  return zone && *zone != icu::TimeZone::getUnknown();
}

// A local date as the milliseconds of its midnight in UTC, which sort and step as dates do.
TimeMs local_date(icu::GregorianCalendar& calendar, TimeMs moment) {
  UErrorCode status = U_ZERO_ERROR;
  calendar.setTime(static_cast<UDate>(moment), status);
  const int offset = calendar.get(UCAL_ZONE_OFFSET, status) + calendar.get(UCAL_DST_OFFSET, status);
  const TimeMs local = moment + offset;
  return local - ((local % kDayOfMs) + kDayOfMs) % kDayOfMs;
}

// The moment at which clocks of the zone show this minute of the date. A minute that a
// change of clocks leaves out is the one that follows.
TimeMs moment_at(icu::GregorianCalendar& calendar, TimeMs date, int minute) {
  const std::string text = to_date_text(date + (minute == 24 * 60 ? kDayOfMs : 0));
  const int of_day = minute % (24 * 60);
  UErrorCode status = U_ZERO_ERROR;
  calendar.clear();
  calendar.set(std::stoi(text.substr(0, 4)), std::stoi(text.substr(5, 2)) - 1,
               std::stoi(text.substr(8, 2)), of_day / 60, of_day % 60);
  return static_cast<TimeMs>(calendar.getTime(status));
}

}  // namespace

Result<BusinessHours> BusinessHours::parse(const Json& json) {
  BusinessHours hours;
  hours.time_zone_ = TRY(json_text(json, "time_zone"));
  if (!is_time_zone(hours.time_zone_))
    return refuse_hours("time_zone", "unknown: " + hours.time_zone_.substr(0, 60));
  bool any = false;
  for (std::size_t day = 0; day < kWeekdays.size(); ++day) {
    const Json spans = json.value(kWeekdays[day], Json::array());
    if (!spans.is_array() || spans.size() > kSpansMax)
      return refuse_hours(kWeekdays[day], "a list of [from, until] is wanted");
    int reached = 0;
    for (const Json& span : spans) {
      const bool pair = span.is_array() && span.size() == 2;
      const int from = pair ? minutes_of(span[0]) : -1;
      const int until = pair ? minutes_of(span[1]) : -1;
      if (from < reached || until <= from)
        return refuse_hours(kWeekdays[day], "hours are [\"10:00\", \"18:00\"], one after another");
      reached = until;
      hours.week_[day].push_back({from, until});
      any = true;
    }
  }
  if (!any) return refuse_hours("week", "there is no hour in it");
  const Json holidays = json.value("holidays", Json::array());
  if (!holidays.is_array() || holidays.size() > kHolidaysMax)
    return refuse_hours("holidays", "a list of dates is wanted");
  for (const Json& date : holidays) {
    if (!date.is_string() || !parse_date(date.get_ref<const std::string&>()))
      return refuse_hours("holidays", "a date is written 2026-12-25");
    hours.holidays_.insert(date.get<std::string>());
  }
  return hours;
}

BusinessHours BusinessHours::usual(std::string zone) {
  BusinessHours hours;
  hours.time_zone_ = std::move(zone);
  for (std::size_t day = 0; day < 5; ++day) hours.week_[day].push_back({10 * 60, 18 * 60});
  return hours;
}

Json BusinessHours::to_json() const {
  Json json{{"time_zone", time_zone_}, {"holidays", holidays_}};
  for (std::size_t day = 0; day < kWeekdays.size(); ++day) {
    json[kWeekdays[day]] = Json::array();
    for (const Span& span : week_[day])
      json[kWeekdays[day]].push_back({written(span.from_minute), written(span.until_minute)});
  }
  return json;
}

TimeMs BusinessHours::after(TimeMs start, std::int64_t minutes) const {
  const TimeMs far = start + kDaysMax * kDayOfMs;
  const auto calendar = calendar_in(time_zone_);
  if (!calendar) return far;
  TimeMs left = minutes * kMinuteMs;
  TimeMs date = local_date(*calendar, start);
  for (int day = 0; day < kDaysMax; ++day, date += kDayOfMs) {
    if (holidays_.contains(to_date_text(date))) continue;
    // 1970-01-01 was a Thursday.
    const auto weekday = static_cast<std::size_t>((date / kDayOfMs + 3) % 7);
    for (const Span& span : week_[weekday]) {
      const TimeMs from = std::max(start, moment_at(*calendar, date, span.from_minute));
      const TimeMs until = moment_at(*calendar, date, span.until_minute);
      if (until <= from) continue;
      if (left <= until - from) return from + left;
      left -= until - from;
    }
  }
  return far;
}

std::int64_t BusinessHours::minutes_between(TimeMs start, TimeMs end) const {
  const auto calendar = calendar_in(time_zone_);
  if (!calendar) return 0;
  TimeMs passed = 0;
  TimeMs date = local_date(*calendar, start);
  for (int day = 0; day < kDaysMax && moment_at(*calendar, date, 0) < end; ++day) {
    const auto weekday = static_cast<std::size_t>((date / kDayOfMs + 3) % 7);
    if (!holidays_.contains(to_date_text(date))) {
      for (const Span& span : week_[weekday]) {
        const TimeMs from = std::max(start, moment_at(*calendar, date, span.from_minute));
        const TimeMs until = std::min(end, moment_at(*calendar, date, span.until_minute));
        passed += std::max<TimeMs>(until - from, 0);
      }
    }
    date += kDayOfMs;
  }
  return passed / kMinuteMs;
}

}  // namespace kontor::host
