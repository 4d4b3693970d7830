#include "host/core/filter.hpp"

#include <array>
#include <utility>

#include "host/core/values.hpp"

namespace kontor::host {

namespace {

constexpr std::array<std::pair<std::string_view, FilterOp>, 10> kOps{
    {{"eq", FilterOp::eq},
     {"ne", FilterOp::ne},
     {"lt", FilterOp::lt},
     {"le", FilterOp::le},
     {"gt", FilterOp::gt},
     {"ge", FilterOp::ge},
     {"in", FilterOp::in},
     {"prefix", FilterOp::prefix},
     {"contains", FilterOp::contains},
     {"is_null", FilterOp::is_null}}};

Error refuse_filter(const std::string& why) {
  return Error{ErrorCode::invalid_argument, "filter: " + why};
}

Result<FilterOp> parse_op(const std::string& name) {
  for (const auto& [known, op] : kOps) {
    if (known == name) return op;
  }
  return refuse_filter("unknown op " + name.substr(0, 40));
}

Status check_value(FieldType type, const Json& value, const std::string& field) {
  if (value.is_string() && value.get_ref<const std::string&>().size() > kShortTextBytesMax) {
    return refuse_filter("the value for " + field + " is too long");
  }
  bool fits = value.is_string();
  if (type == FieldType::number || type == FieldType::money) fits = value.is_number();
  if (type == FieldType::boolean) fits = value.is_boolean();
  if (type == FieldType::date || type == FieldType::time) {
    Field probe;
    probe.name = field;
    probe.type = type;
    // A date serves where a time is wanted: midnight UTC.
    if (type == FieldType::time && value.is_string() &&
        value.get_ref<const std::string&>().size() == 10) {
      probe.type = FieldType::date;
    }
    return accept_value(probe, value) ? ok()
                                      : Status(refuse_filter("not a date or time for " + field));
  }
  if (!fits) return refuse_filter("the value for " + field + " has the wrong type");
  return ok();
}

bool is_textual(FieldType type) {
  return type != FieldType::number && type != FieldType::money && type != FieldType::boolean &&
         type != FieldType::date && type != FieldType::time;
}

Result<Condition> parse_condition(const Json& json, const Entity& entity) {
  if (!json.is_object()) return refuse_filter("a condition is {\"field\",\"op\",\"value\"}");
  for (const auto& [name, ignored] : json.items()) {
    if (name != "field" && name != "op" && name != "value")
      return refuse_filter("unknown member " + name);
  }
  Condition condition;
  condition.field = TRY(json_text(json, "field"));
  const FieldType type = TRY(type_of(entity, condition.field));
  const std::string op = TRY(json_text(json, "op"));
  condition.op = TRY(parse_op(op));
  condition.value = json.value("value", Json());
  switch (condition.op) {
    case FilterOp::is_null:
      if (condition.value.is_null()) condition.value = true;
      if (!condition.value.is_boolean()) return refuse_filter("is_null takes true or false");
      return condition;
    case FilterOp::in:
      if (!condition.value.is_array() || condition.value.size() > kInValuesMax) {
        return refuse_filter("in takes a list of at most " + std::to_string(kInValuesMax) +
                             " values");
      }
      for (const Json& value : condition.value) TRY(check_value(type, value, condition.field));
      return condition;
    case FilterOp::prefix:
    case FilterOp::contains:
      if (!is_textual(type)) return refuse_filter("this op needs a text field");
      break;
    default:
      break;
  }
  TRY(check_value(type, condition.value, condition.field));
  return condition;
}

}  // namespace

Result<FieldType> type_of(const Entity& entity, const std::string& field) {
  if (field == "id") return FieldType::text;
  if (field == "version") return FieldType::number;
  if (field == "created_at" || field == "updated_at") return FieldType::time;
  const Field* const known = entity.find(field);
  if (known == nullptr) {
    return Error{ErrorCode::invalid_argument,
                 "entity " + entity.name + " has no field " + field.substr(0, 63)};
  }
  return known->type;
}

Result<Filter> parse_filter(const Json& json, const Entity& entity) {
  if (json.is_null()) return Filter{};
  if (!json.is_array()) return refuse_filter("a list of conditions is wanted");
  if (json.size() > kConditionsMax) return refuse_filter("too many conditions");
  Filter filter;
  for (const Json& condition : json) filter.push_back(TRY(parse_condition(condition, entity)));
  return filter;
}

}  // namespace kontor::host
