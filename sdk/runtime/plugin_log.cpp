#include "sdk/runtime/plugin_log.hpp"

#include <string>

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

void PluginLog::line(std::int32_t level, std::string_view text) {
  const int dropped = admit(std::chrono::steady_clock::now());
  if (dropped < 0) return;
  if (dropped > 0)
    sink_(LogLevel::warning, std::to_string(dropped) + " lines of this plugin dropped");
  if (level < KONTOR_LOG_DEBUG || level > KONTOR_LOG_ERROR) level = KONTOR_LOG_INFO;
  text = text.substr(0, kLogBytesMax);
  sink_(static_cast<LogLevel>(level), is_utf8(text) ? text : "(a line that is not UTF-8)");
}

int PluginLog::admit(std::chrono::steady_clock::time_point now) {
  const std::lock_guard lock(mutex_);
  if (now - second_ >= std::chrono::seconds(1)) {
    second_ = now;
    lines_ = 0;
  }
  if (++lines_ > kLinesPerSecondMax) {
    ++dropped_;
    return -1;
  }
  const int dropped = dropped_;
  dropped_ = 0;
  return dropped;
}

}  // namespace kontor::runtime
