#include "days.hpp"

#include <array>
#include <cstdlib>
#include <ctime>
#include <mutex>

namespace kontor::telephony {

LocalHour local_hour(std::int64_t at_ms, const std::string& time_zone) {
  static std::mutex mutex;  // The zone is the process's.
  const std::lock_guard lock(mutex);
  ::setenv("TZ", time_zone.c_str(), /*overwrite=*/1);
  ::tzset();
  const auto seconds = static_cast<std::time_t>(at_ms / 1000);
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  std::array<char, 16> day{};
  std::strftime(day.data(), day.size(), "%Y-%m-%d", &parts);
  return {.day = day.data(), .hour = parts.tm_hour};
}

std::int64_t remove_old_days(const Host& host, const std::string& prefix, std::int64_t keep_days,
                             std::int64_t now_ms, const std::function<void(const Json&)>& leave) {
  const std::string oldest = prefix + local_hour(now_ms - keep_days * kDayMs, "UTC0").day;
  std::int64_t removed = 0;
  bool more = true;
  while (more) {
    const auto page = host.storage_list({.prefix = prefix, .limit = 500, .cursor = {}});
    more = page.next.has_value();
    for (const auto& entry : page.entries) {
      if (entry.key.substr(0, oldest.size()) >= oldest) return removed;  // In order of days.
      leave(entry.value);
      host.storage_delete({.key = entry.key});
      ++removed;
    }
  }
  return removed;
}

}  // namespace kontor::telephony
