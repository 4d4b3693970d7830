#pragma once

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>

namespace kontor {

using Time = std::chrono::system_clock::time_point;

inline Time now() { return std::chrono::system_clock::now(); }

// RFC 3339 in UTC with milliseconds, as every operation wants its times.
inline std::string rfc3339(Time time) {
  using std::chrono::milliseconds;
  const auto since = std::chrono::duration_cast<milliseconds>(time.time_since_epoch());
  const auto seconds = static_cast<std::time_t>(since.count() / 1000);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 40> day{};
  const std::size_t size = std::strftime(day.data(), day.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  std::array<char, 8> rest{};
  std::snprintf(rest.data(), rest.size(), ".%03dZ", static_cast<int>(since.count() % 1000));
  return std::string(day.data(), size) + rest.data();
}

}  // namespace kontor
