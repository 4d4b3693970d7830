#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "sdk/runtime/plugin_process.hpp"

namespace kontor::runtime {

// "debug", "info", "warning" or "error".
std::string_view name_of(LogLevel level);

// What a plugin logs, made harmless: so many lines a second, the rest counted; the same warning
// or error once a minute, with how often it came meanwhile; known levels, bounded length, UTF-8.
// Any thread.
class PluginLog {
 public:
  using Clock = std::chrono::steady_clock;
  using Sink = std::function<void(LogLevel, std::string_view text)>;
  explicit PluginLog(Sink sink) : sink_(std::move(sink)) {}

  void line(std::int32_t level, std::string_view text, Clock::time_point now = Clock::now());

 private:
  static constexpr int kLinesPerSecondMax = 100;
  static constexpr std::chrono::minutes kSaidAgainAfter{1};
  static constexpr std::size_t kWarningsKnownMax = 32;
  struct Warning {
    std::string text;
    Clock::time_point said_at;
    int times = 0;  // Since then.
  };
  // How many lines were dropped since the last one let through; -1 to drop this one.
  int admit(Clock::time_point now);
  // How often the warning came since it was said last; -1 when that was just now.
  int times_since(std::string_view text, Clock::time_point now);

  const Sink sink_;
  std::mutex mutex_;  // Guards what follows.
  Clock::time_point second_{};
  int lines_ = 0;
  int dropped_ = 0;
  std::deque<Warning> warnings_;  // The last ones.
};

}  // namespace kontor::runtime
