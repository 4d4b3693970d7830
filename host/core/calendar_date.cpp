#include "host/core/calendar_date.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

namespace kontor::host {

namespace {

constexpr std::int64_t kDayMs = 86'400'000;

Result<TimeMs> make_date(int year, int month, int day, std::string_view text) {
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (year < 1000 || year > 9999 || !date.ok()) {
    return Error{ErrorCode::invalid_argument, "no such date: " + std::string(text.substr(0, 40))};
  }
  return std::chrono::sys_days{date}.time_since_epoch().count() * kDayMs;
}

// Three numbers with `separator` between them, as many digits each as in `widths`.
bool read_parts(std::string_view text, char separator, std::array<int, 3>& parts) {
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::size_t i = 0; i < 3; ++i) {
    if (i > 0) {
      if (at == end || *at != separator) return false;
      ++at;
    }
    if (at == end || *at < '0' || *at > '9') return false;
    const auto [next, problem] = std::from_chars(at, end, parts[i]);
    if (problem != std::errc{} || next - at > 4) return false;
    at = next;
  }
  return at == end;
}

}  // namespace

std::string to_date_text(TimeMs midnight_ms) {
  const auto days = std::chrono::floor<std::chrono::days>(std::chrono::milliseconds(midnight_ms));
  const std::chrono::year_month_day date{std::chrono::sys_days{days}};
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text.data();
}

Result<TimeMs> parse_date(std::string_view iso_text) {
  std::array<int, 3> parts{};
  if (iso_text.size() != 10 || !read_parts(iso_text, '-', parts)) {
    return Error{ErrorCode::invalid_argument, "a date is written 2026-11-22"};
  }
  return make_date(parts[0], parts[1], parts[2], iso_text);
}

Result<TimeMs> parse_written_date(std::string_view text) {
  std::array<int, 3> parts{};
  if (read_parts(text, '-', parts)) return make_date(parts[0], parts[1], parts[2], text);
  if (read_parts(text, '.', parts) || read_parts(text, '/', parts)) {
    return make_date(parts[2], parts[1], parts[0], text);
  }
  return Error{ErrorCode::invalid_argument,
               "not a date: " + std::string(text.substr(0, 40)) +
                   " (2026-11-22, 22.11.2026 and 22/11/2026 are understood)"};
}

}  // namespace kontor::host
