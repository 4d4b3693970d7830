#include "base/core/clock.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

namespace kontor {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

// Reads exactly `digits` digits at `at`, or -1.
int number_at(std::string_view text, std::size_t at, std::size_t digits) {
  if (text.size() < at + digits) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

bool has(std::string_view text, std::size_t at, char wanted) {
  return at < text.size() && (text[at] == wanted || text[at] == (wanted | 32));
}

// Offset in minutes at `text`, which must be "Z" or "+hh:mm"; nothing may follow.
Result<int> parse_offset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  const int hours = number_at(text, 1, 2);
  const int minutes = number_at(text, 4, 2);
  const bool signed_offset = has(text, 0, '+') || has(text, 0, '-');
  if (text.size() != 6 || !signed_offset || text[3] != ':' || hours < 0 || hours > 23 ||
      minutes < 0 || minutes > 59)
    return Error{ErrorCode::invalid_argument, "time lacks an offset such as Z or +02:00"};
  return (text[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

void put_number(std::string& text, std::size_t at, std::size_t digits, int number) {
  for (std::size_t i = at + digits; i-- > at; number /= 10)
    text[i] = static_cast<char>('0' + number % 10);
}

// Outside of what RFC 3339 can say.
std::string odd_year(const std::chrono::year_month_day& date,
                     const std::chrono::hh_mm_ss<milliseconds>& clock) {
  std::array<char, 64> text{};
  const int size = std::snprintf(
      text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", int{date.year()},
      unsigned{date.month()}, unsigned{date.day()}, static_cast<int>(clock.hours().count()),
      static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
      static_cast<int>(clock.subseconds().count()));
  return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace

TimeMs SystemClock::now_ms() const {
  return duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::int64_t SystemClock::monotonic_ms() const {
  return duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string to_rfc3339(TimeMs time) {
  const std::chrono::sys_time<milliseconds> point{milliseconds{time}};
  const auto day = std::chrono::floor<std::chrono::days>(point);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{point - day};
  const int year{date.year()};
  if (year < 0 || year > 9999) return odd_year(date, clock);
  // By hand: an answer of 500 records has a thousand times.
  std::string text = "0000-00-00T00:00:00.000Z";
  put_number(text, 0, 4, year);
  put_number(text, 5, 2, static_cast<int>(unsigned{date.month()}));
  put_number(text, 8, 2, static_cast<int>(unsigned{date.day()}));
  put_number(text, 11, 2, static_cast<int>(clock.hours().count()));
  put_number(text, 14, 2, static_cast<int>(clock.minutes().count()));
  put_number(text, 17, 2, static_cast<int>(clock.seconds().count()));
  put_number(text, 20, 3, static_cast<int>(clock.subseconds().count()));
  return text;
}

Result<TimeMs> parse_rfc3339(std::string_view text) {
  const Error bad{ErrorCode::invalid_argument,
                  "not an RFC 3339 time, such as 2026-11-22T03:05:34Z"};
  const int year = number_at(text, 0, 4), month = number_at(text, 5, 2),
            day = number_at(text, 8, 2);
  const int hour = number_at(text, 11, 2), minute = number_at(text, 14, 2),
            second = number_at(text, 17, 2);
  if (year < 1970 || !has(text, 4, '-') || !has(text, 7, '-') || !has(text, 10, 'T') ||
      !has(text, 13, ':') || !has(text, 16, ':') || hour < 0 || hour > 23 || minute < 0 ||
      minute > 59 || second < 0 || second > 60)
    return bad;
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (month < 1 || day < 1 || !date.ok()) return bad;

  std::size_t at = 19;
  std::int64_t fraction_ms = 0;
  if (has(text, at, '.')) {
    std::int64_t scale_ms = 100;
    const std::size_t first = ++at;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale_ms /= 10)
      fraction_ms += (text[at] - '0') * scale_ms;
    if (at == first || at - first > 9) return bad;
  }
  if (at > text.size()) return bad;
  const int offset_minutes = TRY(parse_offset(text.substr(at)));
  const auto days = std::chrono::sys_days{date}.time_since_epoch();
  const std::int64_t seconds = std::int64_t{days.count()} * 86400 + std::int64_t{hour} * 3600 +
                               std::int64_t{minute} * 60 + second -
                               std::int64_t{offset_minutes} * 60;
  return seconds * 1000 + fraction_ms;
}

}  // namespace kontor
