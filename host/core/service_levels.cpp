#include "host/core/service_levels.hpp"

namespace kontor::host {

namespace {

constexpr std::int64_t kLevelMinutesMax = std::int64_t{60} * 24 * 365;

Result<std::int64_t> minutes_at(const Json& level, const char* name) {
  const std::int64_t minutes = TRY(json_integer(level, name));
  if (minutes < 1 || minutes > kLevelMinutesMax)
    return Error{ErrorCode::invalid_argument,
                 std::string(name) + ": 1 to " + std::to_string(kLevelMinutesMax)};
  return minutes;
}

}  // namespace

Result<ServiceLevels> ServiceLevels::parse(const Json& json) {
  ServiceLevels service;
  if (!json.is_object()) return Error{ErrorCode::invalid_argument, "an object is wanted"};
  if (json.contains("hours")) service.hours = TRY(BusinessHours::parse(json["hours"]));
  const Json levels = json.value("levels", Json::object());
  if (!levels.is_object()) return Error{ErrorCode::invalid_argument, "levels: an object is wanted"};
  for (const auto& [priority, level] : levels.items()) {
    if (!level.is_object())
      return Error{ErrorCode::invalid_argument, "levels: an object is wanted for a priority"};
    const auto known = service.levels.find(priority);
    if (known == service.levels.end())
      return Error{ErrorCode::invalid_argument, "levels: no priority " + priority.substr(0, 40)};
    known->second.response_minutes = TRY(minutes_at(level, "response_minutes"));
    known->second.resolution_minutes = TRY(minutes_at(level, "resolution_minutes"));
  }
  return service;
}

Json ServiceLevels::to_json() const {
  Json json{{"hours", hours.to_json()}};
  for (const auto& [priority, level] : levels) {
    json["levels"][priority] = {{"response_minutes", level.response_minutes},
                                {"resolution_minutes", level.resolution_minutes}};
  }
  return json;
}

}  // namespace kontor::host
