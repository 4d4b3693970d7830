#include "host/core/aggregate.hpp"

#include <array>
#include <utility>

#include "host/core/time_zone.hpp"

namespace kontor::host {

namespace {

constexpr std::array<std::pair<std::string_view, Function>, 7> kFunctions{
    {{"count", Function::count},
     {"count_distinct", Function::count_distinct},
     {"sum", Function::sum},
     {"average", Function::average},
     {"min", Function::min},
     {"max", Function::max},
     {"average_days_between", Function::average_days_between}}};

Error refuse_aggregate(const std::string& why) {
  return Error{ErrorCode::invalid_argument, "aggregate: " + why};
}

bool is_time(FieldType type) { return type == FieldType::time || type == FieldType::date; }
bool is_measurable(FieldType type) {
  return type == FieldType::number || type == FieldType::money || is_time(type);
}

Result<Measure> parse_measure(const Json& json, const Entity& entity) {
  if (!json.is_object()) return refuse_aggregate("a measure is {\"function\",\"field\"}");
  const std::string name = TRY(json_text(json, "function"));
  Measure measure;
  bool known = false;
  for (const auto& [text, function] : kFunctions) {
    if (text != name) continue;
    measure.function = function;
    known = true;
  }
  if (!known) return refuse_aggregate("unknown function " + name.substr(0, 40));
  if (measure.function == Function::count) return measure;
  if (json.contains("field") && json["field"].is_string()) measure.field = json["field"];
  const bool between = measure.function == Function::average_days_between;
  if (between && json.contains("to") && json["to"].is_string()) measure.to = json["to"];
  const FieldType type = TRY(type_of(entity, measure.field));
  if (between) {
    const FieldType until = TRY(type_of(entity, measure.to));
    if (!is_time(type) || !is_time(until)) {
      return refuse_aggregate("average_days_between needs two dates or times");
    }
  } else if (measure.function != Function::count_distinct && !is_measurable(type)) {
    return refuse_aggregate(name + " needs a number, an amount or a date: " + measure.field);
  }
  return measure;
}

Status check_group(const std::string& group, const Entity& entity) {
  const auto fields = fields_of_group(group);
  const FieldType type = TRY(type_of(entity, fields[0]));
  const auto colon = group.find(':');
  if (colon == std::string::npos) return ok();
  const std::string part = group.substr(colon + 1);
  if (fields.size() == 2) {
    const FieldType from = TRY(type_of(entity, fields[1]));
    if (is_time(type) && is_time(from)) return ok();
  }
  const bool bucket =
      part == "day" || part == "week" || part == "month" || part == "quarter" || part == "year";
  if (is_time(type) && bucket) return ok();
  if (type == FieldType::money && part == "currency") return ok();
  return refuse_aggregate("cannot group by " + group.substr(0, 80));
}

}  // namespace

std::vector<std::string> fields_of_group(const std::string& group) {
  const auto colon = group.find(':');
  std::vector<std::string> fields{group.substr(0, colon)};
  constexpr std::string_view kAfter = ":months_after:";
  if (colon != std::string::npos && group.compare(colon, kAfter.size(), kAfter) == 0)
    fields.push_back(group.substr(colon + kAfter.size()));
  return fields;
}

Result<AggregateRequest> parse_aggregate(const Json& json, const Entity& entity,
                                         const FilterContext& context) {
  if (!json.is_object()) return refuse_aggregate("an object is wanted");
  AggregateRequest request;
  request.entity = entity.name;
  request.filter = TRY(parse_filter(json.value("filter", Json()), entity, context));
  const Json groups = json.value("group_by", Json::array());
  if (!groups.is_array() || groups.size() > kGroupByMax)
    return refuse_aggregate("group_by is a short list");
  for (const Json& group : groups) {
    if (!group.is_string()) return refuse_aggregate("group_by holds field names");
    TRY(check_group(group.get<std::string>(), entity));
    request.group_by.push_back(group.get<std::string>());
  }
  if (json.contains("time_zone")) {
    request.time_zone = TRY(json_text(json, "time_zone"));
    TRY(zone_offsets(request.time_zone));
  }
  const Json measures = json.value("measures", Json::array());
  if (!measures.is_array() || measures.empty() || measures.size() > kMeasuresMax) {
    return refuse_aggregate("measures is a list of 1 to " + std::to_string(kMeasuresMax));
  }
  for (const Json& measure : measures) {
    request.measures.push_back(TRY(parse_measure(measure, entity)));
  }
  return request;
}

Json measure_json(const Measure& measure) {
  Json json = Json::object();
  for (const auto& [text, function] : kFunctions) {
    if (function == measure.function) json["function"] = text;
  }
  if (!measure.field.empty()) json["field"] = measure.field;
  if (!measure.to.empty()) json["to"] = measure.to;
  return json;
}

Json aggregate_json(const std::vector<AggregateRow>& rows) {
  Json answer = Json::array();
  for (const AggregateRow& row : rows) {
    Json values = Json::array();
    for (const auto& value : row.values) values.push_back(value ? Json(*value) : Json());
    answer.push_back({{"group", row.group}, {"values", std::move(values)}});
  }
  return {{"rows", std::move(answer)}};
}

}  // namespace kontor::host
