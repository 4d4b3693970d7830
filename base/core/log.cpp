#include "base/core/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"

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

void write(Level level, std::string_view name, std::string_view message, Fields fields) {
  if (!logger().should_log(to_spdlog(level))) return;
  nlohmann::ordered_json line;
  line["time"] = to_rfc3339(SystemClock().now_ms());
  line["level"] = name;
  line["message"] = message;
  for (const Field& field : fields)
    std::visit([&](const auto& value) { line[std::string(field.name)] = value; }, field.value);
  logger().log(to_spdlog(level),
               line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
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

}  // namespace kontor::log
