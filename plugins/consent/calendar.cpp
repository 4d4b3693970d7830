#include "calendar.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace kontor::consent {
namespace {

namespace chrono = std::chrono;

std::optional<int> digits(std::string_view text) {
  int number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<chrono::sys_days> day_of(std::string_view text) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  if (text.size() > 10 && text[10] != 'T') return std::nullopt;
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5, 2));
  const auto day = digits(text.substr(8, 2));
  if (!year || !month || !day || *month < 1 || *day < 1) return std::nullopt;
  const chrono::year_month_day date{chrono::year{*year},
                                    chrono::month{static_cast<unsigned>(*month)},
                                    chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return chrono::sys_days(date);
}

std::string to_text(chrono::sys_days day) {
  const chrono::year_month_day date(day);
  std::array<char, 32> text{};
  const int size =
      std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return std::string(text.data(), static_cast<std::size_t>(size));
}

chrono::sys_days months_later(chrono::sys_days day, int months) {
  const chrono::year_month_day date(day);
  const chrono::year_month_day moved = date + chrono::months(months);
  if (moved.ok()) return chrono::sys_days(moved);
  return chrono::sys_days(moved.year() / moved.month() / chrono::last);
}

chrono::sys_days answer_by(chrono::sys_days received, bool extended) {
  const chrono::sys_days end = months_later(received, extended ? 3 : 1);
  const chrono::weekday weekday(end);
  if (weekday == chrono::Saturday) return end + chrono::days(2);
  if (weekday == chrono::Sunday) return end + chrono::days(1);
  return end;
}

}  // namespace kontor::consent
