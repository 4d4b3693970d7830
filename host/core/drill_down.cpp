#include "host/core/drill_down.hpp"

#include "host/core/aggregate.hpp"
#include "host/core/calendar_date.hpp"
#include "host/core/day_span.hpp"
#include "host/core/time_zone.hpp"

namespace kontor::host {

namespace {

Json group_condition(const std::string& field, const char* op, Json value) {
  return {{"field", field}, {"op", op}, {"value", std::move(value)}};
}

std::optional<std::string> bound_of(FieldType type, TimeMs midnight_ms, const std::string& zone) {
  if (type == FieldType::date) return to_date_text(midnight_ms);
  const auto offsets = zone_offsets(zone.empty() ? kUtc : zone);
  if (!offsets) return std::nullopt;
  const TimeMs moment = moment_of_clock_time(**offsets, midnight_ms);
  if (moment < 0) return std::nullopt;
  return to_rfc3339(moment);
}

std::optional<Json> conditions_of(const Entity& entity, const std::string& group, const Json& value,
                                  const std::string& time_zone) {
  const std::string field = fields_of_group(group)[0];
  if (value.is_null()) return Json::array({group_condition(field, "is_null", true)});
  const auto type = type_of(entity, field);
  if (!type) return std::nullopt;
  if (group == field) {
    // By eq a phone is the same in all ways to write it; as a group it is not.
    if (*type == FieldType::phone)
      return Json::array({group_condition(field, "in", Json::array({value}))});
    return Json::array({group_condition(field, "eq", value)});
  }
  if (!value.is_string()) return std::nullopt;
  if (group.substr(field.size()) == kCurrencyPart)
    return Json::array({group_condition(group, "eq", value)});
  const auto days = days_of_bucket(group.substr(field.size() + 1), value.get<std::string>());
  if (!days) return std::nullopt;
  auto from = bound_of(*type, days->from_ms, time_zone);
  auto to = bound_of(*type, days->to_ms, time_zone);
  if (!from || !to) return std::nullopt;
  return Json::array({group_condition(field, "ge", std::move(*from)),
                      group_condition(field, "lt", std::move(*to))});
}

}  // namespace

bool has_filter(const Entity& entity, const std::string& group) {
  const auto fields = fields_of_group(group);
  const auto type = type_of(entity, fields[0]);
  return type && fields.size() == 1 && *type != FieldType::multi_choice;
}

std::optional<Json> filter_of_group(const Entity& entity, const std::string& group,
                                    const Json& value, const std::string& time_zone) {
  if (!has_filter(entity, group)) return std::nullopt;
  auto conditions = conditions_of(entity, group, value, time_zone);
  // What the language refuses, a text too long or a moment too early, it has no words for.
  if (!conditions || !parse_filter(*conditions, entity)) return std::nullopt;
  return conditions;
}

}  // namespace kontor::host
