#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "licensing/seats/log_entry.hpp"

namespace kontor::licensing {

// Gathers refusals, so that a flood of them is a number and not a flood of rows: one entry
// for each licence, feature, reason and day, whenever somebody takes them to the log. A
// killed process loses what was not taken yet. Any thread.
class Denials {
 public:
  void note(std::string_view license_id, std::string_view feature, std::string_view code,
            TimeMs now_ms);
  // What was noted since the last time.
  std::vector<LogEntry> take();
  // After a transaction that failed: counts them again.
  void put_back(const std::vector<LogEntry>& entries);

  // More kinds of refusals than this between two takes are counted without their feature.
  static constexpr std::size_t kKindsMax = 1024;

 private:
  using Kind = std::tuple<std::string, std::string, std::string, std::int64_t>;
  struct Count {
    std::int64_t times = 0;
    TimeMs last_ms = 0;
  };
  void add(Kind kind, std::int64_t times, TimeMs at_ms);

  std::mutex mutex_;
  std::map<Kind, Count> counts_;
};

}  // namespace kontor::licensing
