#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string_view>

#include "sdk/runtime/plugin_process.hpp"

namespace kontor::runtime {

// "debug", "info", "warning" or "error".
std::string_view name_of(LogLevel level);

// What a plugin logs, made harmless: so many lines a second, the rest counted; known
// levels, bounded length, UTF-8. Any thread.
class PluginLog {
 public:
  using Sink = std::function<void(LogLevel, std::string_view text)>;
  explicit PluginLog(Sink sink) : sink_(std::move(sink)) {}

  void line(std::int32_t level, std::string_view text);

 private:
  static constexpr int kLinesPerSecondMax = 100;
  // How many lines were dropped since the last one let through; -1 to drop this one.
  int admit(std::chrono::steady_clock::time_point now);

  const Sink sink_;
  std::mutex mutex_;  // Guards what follows.
  std::chrono::steady_clock::time_point second_{};
  int lines_ = 0;
  int dropped_ = 0;
};

}  // namespace kontor::runtime
