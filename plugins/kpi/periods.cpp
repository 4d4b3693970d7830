#include "periods.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <kontor/time.hpp>

namespace kontor::kpi {
namespace {

constexpr double kDayMs = 86'400'000;
constexpr std::size_t kDayBytes = 10;  // YYYY-MM-DD

std::optional<int> digits_at(std::string_view text, std::size_t at, std::size_t size) {
  if (text.size() < at + size) return std::nullopt;
  int number = 0;
  const char* end = text.data() + at + size;
  const auto [stopped, problem] = std::from_chars(text.data() + at, end, number);
  if (problem != std::errc() || stopped != end) return std::nullopt;
  return number;
}

}  // namespace

std::optional<double> moment_ms(std::string_view text) {
  const auto year = digits_at(text, 0, 4);
  const auto month = digits_at(text, 5, 2);
  const auto day = digits_at(text, 8, 2);
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  double ms = static_cast<double>(days) * kDayMs;
  if (text.size() == kDayBytes) return ms;
  const auto hour = digits_at(text, 11, 2);
  const auto minute = digits_at(text, 14, 2);
  const auto second = digits_at(text, 17, 2);
  if (!hour || !minute || !second) return std::nullopt;
  ms += (*hour * 3600.0 + *minute * 60.0 + *second) * 1000;
  return ms;
}

std::string moment_text(double ms) {
  using std::chrono::milliseconds;
  return rfc3339(Time(milliseconds(static_cast<std::int64_t>(ms))));
}

std::string moved(const std::string& text, double ms) {
  const std::string moment = moment_text(moment_ms(text).value_or(0) + ms);
  return text.size() == kDayBytes ? moment.substr(0, kDayBytes) : moment;
}

op::Period in_days(const op::Period& period) {
  if (!period.from_day || !period.to_day) return period;
  return {.from = *period.from_day, .to = *period.to_day};
}

std::vector<op::Period> months_of(const op::Period& period) {
  std::vector<op::Period> months;
  const auto from = moment_ms(period.from);
  const auto to = moment_ms(period.to);
  if (!from || !to) return {period};
  namespace chrono = std::chrono;
  const chrono::sys_days day{chrono::days(static_cast<int>(*from / kDayMs))};
  const chrono::year_month_day date(day);
  std::string begin = period.from;
  for (chrono::year_month month = date.year() / date.month();; begin = months.back().to) {
    month += chrono::months(1);
    const double next =
        static_cast<double>(chrono::sys_days(month / 1).time_since_epoch().count()) * kDayMs;
    if (next >= *to) break;
    months.push_back({.from = begin, .to = moment_text(next).substr(0, kDayBytes)});
  }
  months.push_back({.from = begin, .to = period.to});
  return months;
}

double share_of_month(const std::string& month, const op::Period& period) {
  const std::string first = month + "-01";
  const double begin = moment_ms(first).value_or(0);
  const double end = moment_ms(moved(first, 31 * kDayMs).substr(0, 8) + "01").value_or(0);
  const double from = std::max(begin, moment_ms(period.from).value_or(0));
  const double to = std::min(end, moment_ms(period.to).value_or(0));
  return end > begin ? std::max(0.0, to - from) / (end - begin) : 0;
}

double days_of(const op::Period& period) {
  return (moment_ms(period.to).value_or(0) - moment_ms(period.from).value_or(0)) / kDayMs;
}

std::optional<op::Period> compared_with(const op::Period& period, std::string_view how) {
  const auto from = moment_ms(period.from);
  const auto to = moment_ms(period.to);
  if (!from || !to) return std::nullopt;
  if (how == "previous") {
    return op::Period{.from = moved(period.from, *from - *to), .to = period.from};
  }
  if (how != "year") return std::nullopt;
  const auto a_year_before = [](const std::string& text) {
    const double ms = moment_ms(text).value_or(0);
    const auto day = std::chrono::sys_days(std::chrono::days(static_cast<int>(ms / kDayMs)));
    const std::chrono::year_month_day date(day);
    std::chrono::year_month_day before = date - std::chrono::years(1);
    if (!before.ok()) before = before.year() / before.month() / std::chrono::last;
    const auto days = std::chrono::sys_days(before) - day;
    return moved(text, static_cast<double>(days.count()) * kDayMs);
  };
  return op::Period{.from = a_year_before(period.from), .to = a_year_before(period.to)};
}

}  // namespace kontor::kpi
