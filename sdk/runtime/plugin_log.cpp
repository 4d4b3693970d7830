#include "sdk/runtime/plugin_log.hpp"

#include <string>
#include <utility>

#include "base/core/bytes.hpp"
#include "kontor/status.h"
#include "sdk/runtime/frame.hpp"

namespace kontor::runtime {

std::string_view name_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    case LogLevel::error:
      break;
  }
  return "error";
}

void PluginLog::line(std::int32_t level, std::string_view text, Clock::time_point now) {
  if (level < KONTOR_LOG_DEBUG || level > KONTOR_LOG_ERROR) level = KONTOR_LOG_INFO;
  text = text.substr(0, kLogBytesMax);
  if (!is_utf8(text)) text = "(a line that is not UTF-8)";
  const int times = level >= KONTOR_LOG_WARNING ? times_since(text, now) : 0;
  if (times < 0) return;
  const int dropped = admit(now);
  if (dropped < 0) return;
  if (dropped > 0)
    sink_(LogLevel::warning, std::to_string(dropped) + " lines of this plugin dropped");
  if (times == 0) return sink_(static_cast<LogLevel>(level), text);
  sink_(static_cast<LogLevel>(level),
        std::string(text) + " (and " + std::to_string(times) + " times since it was said last)");
}

int PluginLog::times_since(std::string_view text, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  for (Warning& known : warnings_) {
    if (known.text != text) continue;
    if (now - known.said_at < kSaidAgainAfter) {
      ++known.times;
      return -1;
    }
    known.said_at = now;
    return std::exchange(known.times, 0);
  }
  if (warnings_.size() == kWarningsKnownMax) warnings_.pop_front();
  warnings_.push_back({std::string(text), now});
  return 0;
}

int PluginLog::admit(Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  if (now - second_ >= std::chrono::seconds(1)) {
    second_ = now;
    lines_ = 0;
  }
  if (++lines_ > kLinesPerSecondMax) {
    ++dropped_;
    return -1;
  }
  return std::exchange(dropped_, 0);
}

}  // namespace kontor::runtime
