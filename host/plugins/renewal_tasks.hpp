#pragma once

#include "host/plugins/plugins.hpp"

namespace kontor::host {

class CompanySeats;

// Ninety days before a plugin's licence ends the company gets one task and one notice (N11),
// also when the host was off that day, restarted in the middle, or looked a thousand times.
// One thread.
class RenewalTasks {
 public:
  RenewalTasks(const PluginsParts& parts, CompanySeats& seats) : parts_(parts), seats_(seats) {}

  // Cheap; looks once an hour. Number of licences told of.
  Result<std::int64_t> step();

  static constexpr std::int64_t kAheadMs = 90LL * 86'400'000;
  static constexpr std::int64_t kEveryMs = 3'600'000;

 private:
  Result<bool> was_told(const licensing::License& license);
  Status tell(const licensing::License& license);

  const PluginsParts& parts_;
  CompanySeats& seats_;
  std::int64_t due_ms_ = 0;  // Monotonic.
};

}  // namespace kontor::host
