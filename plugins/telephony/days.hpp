#pragma once

#include <cstdint>
#include <functional>
#include <kontor/host.hpp>
#include <kontor/json.hpp>
#include <string>

namespace kontor::telephony {

constexpr std::int64_t kDayMs = 86'400'000;

// The day of a time in the company's zone, "2026-11-22", and its hour.
struct LocalHour {
  std::string day;
  int hour = 0;
};
LocalHour local_hour(std::int64_t at_ms, const std::string& time_zone);

// Removes what storage keeps as PREFIX<day>/... of days that are over for longer than
// `keep_days`; `leave(value)` comes before each. Returns how many.
std::int64_t remove_old_days(const Host& host, const std::string& prefix, std::int64_t keep_days,
                             std::int64_t now_ms, const std::function<void(const Json&)>& leave);

}  // namespace kontor::telephony
