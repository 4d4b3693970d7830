#pragma once

#include <algorithm>
#include <map>
#include <mutex>
#include <string>

#include "base/core/clock.hpp"
#include "base/core/result.hpp"

namespace kontor::host {

// How many events a plugin may emit: kPerSecond, and kBurst at once after a calm time. A
// plugin that floods is refused; the others have their own measure. Any thread.
class EventQuota {
 public:
  explicit EventQuota(const Clock& clock) : clock_(clock) {}

  // exhausted, naming the plugin, when its measure is used up.
  Status take(const std::string& plugin) {
    const std::lock_guard lock(mutex_);
    const std::int64_t now_ms = clock_.monotonic_ms();
    const auto [found, fresh] = measures_.try_emplace(plugin, Measure{kBurst, now_ms});
    Measure& measure = found->second;
    const double refilled = static_cast<double>(now_ms - measure.at_ms) * kPerSecond / 1000;
    measure = {std::min<double>(kBurst, measure.left + refilled), now_ms};
    if (measure.left < 1)
      return Error{ErrorCode::exhausted, plugin + " emits more than " + std::to_string(kPerSecond) +
                                             " events a second; this one was not taken"};
    measure.left -= 1;
    return ok();
  }

  static constexpr int kBurst = 1000;
  static constexpr int kPerSecond = 100;

 private:
  struct Measure {
    double left = 0;
    std::int64_t at_ms = 0;
  };
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Measure> measures_;  // By plugin.
};

}  // namespace kontor::host
