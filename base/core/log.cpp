#include "base/core/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/core/json_text.hpp"

namespace kontor::log {
namespace {

spdlog::logger& logger() {
  static const auto instance = [] {
    auto made = std::make_shared<spdlog::logger>("kontor",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    return made;
  }();
  return *instance;
}

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warning:
      return spdlog::level::warn;
    case Level::error:
      break;
  }
  return spdlog::level::err;
}

void append_value(std::string& line, const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    append_json_string(line, *text);
  } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
    line += std::to_string(*number);
  } else if (const auto* fraction = std::get_if<double>(&value)) {
    line += to_text(Json(*fraction));  // Not a number is null.
  } else {
    line += std::get<bool>(value) ? "true" : "false";
  }
}

void write(Level level, std::string_view name, std::string_view message, Fields fields) {
  if (!logger().should_log(to_spdlog(level))) return;
  std::string line = "{\"time\":\"" + to_rfc3339(SystemClock().now_ms()) + "\",\"level\":\"";
  line.append(name).append("\",\"message\":");
  append_json_string(line, message);
  for (const Field& field : fields) {
    line += ',';
    append_json_string(line, field.name);
    line += ':';
    append_value(line, field.value);
  }
  logger().log(to_spdlog(level), line += '}');
}

}  // namespace

void debug(std::string_view message, Fields fields) {
  write(Level::debug, "debug", message, fields);
}
void info(std::string_view message, Fields fields) { write(Level::info, "info", message, fields); }
void warning(std::string_view message, Fields fields) {
  write(Level::warning, "warning", message, fields);
}
void error(std::string_view message, Fields fields) {
  write(Level::error, "error", message, fields);
}

void set_level(Level level) { logger().set_level(to_spdlog(level)); }
bool is_on(Level level) { return logger().should_log(to_spdlog(level)); }

}  // namespace kontor::log
