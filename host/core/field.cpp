#include "host/core/field.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace kontor::host {

namespace {

constexpr std::array<std::pair<FieldType, std::string_view>, 16> kTypes{{
    {FieldType::text, "text"},
    {FieldType::long_text, "long_text"},
    {FieldType::number, "number"},
    {FieldType::money, "money"},
    {FieldType::date, "date"},
    {FieldType::time, "time"},
    {FieldType::time_of_day, "time_of_day"},
    {FieldType::boolean, "boolean"},
    {FieldType::choice, "choice"},
    {FieldType::multi_choice, "multi_choice"},
    {FieldType::reference, "reference"},
    {FieldType::phone, "phone"},
    {FieldType::email, "email"},
    {FieldType::url, "url"},
    {FieldType::address, "address"},
    {FieldType::file, "file"},
}};

}  // namespace

bool is_definition_name(std::string_view text) {
  return !text.empty() && text.size() <= 63 && text[0] >= 'a' && text[0] <= 'z' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

Result<Labels> parse_labels(const Json& json) {
  Labels labels;
  if (!json.is_object()) return labels;
  for (const auto& [language, text] : json.items()) {
    if (!text.is_string()) return Error{ErrorCode::invalid_argument, "a label is not text"};
    labels.emplace(language, text.get<std::string>());
  }
  return labels;
}

namespace {

std::optional<double> limit_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_number()) return std::nullopt;
  return found->get<double>();
}

}  // namespace

std::string_view field_type_name(FieldType type) {
  for (const auto& [known, name] : kTypes) {
    if (known == type) return name;
  }
  return "text";
}

Result<FieldType> parse_field_type(std::string_view name) {
  for (const auto& [type, known] : kTypes) {
    if (known == name) return type;
  }
  return Error{ErrorCode::invalid_argument, "unknown field type " + std::string(name)};
}

Result<Field> Field::parse(const Json& json) {
  Field field;
  field.name = TRY(json_text(json, "name"));
  if (!is_definition_name(field.name)) {
    return Error{ErrorCode::invalid_argument, "not a field name: " + field.name};
  }
  const std::string type = TRY(json_text(json, "type"));
  field.type = TRY(parse_field_type(type));
  field.labels = TRY(parse_labels(json.value("labels", Json::object())));
  field.required = json.value("required", false);
  field.searchable = json.value("searchable", false);
  field.read_only = json.value("read_only", false);
  field.computed = json.value("computed", false);
  field.target = json.value("entity", "");
  field.mention = json.value("mention", false);
  field.personal_data = json.value("personal_data", "");
  field.purpose = json.value("purpose", "");
  field.retention_days = json.value("retention_days", std::int64_t{0});
  field.minimum = limit_of(json, "minimum");
  field.maximum = limit_of(json, "maximum");
  field.unique = json.value("unique", false);
  field.hidden = json.value("hidden", false);
  field.opt_in = json.value("opt_in", false);
  field.editable = json.value("editable", false);
  field.default_value = json.value("default", Json());
  for (const Json& choice : json.value("choices", Json::array())) {
    Labels labels = TRY(parse_labels(choice.value("labels", Json::object())));
    std::string value = TRY(json_text(choice, "value"));
    field.choices.push_back({std::move(value), std::move(labels)});
  }
  if (field.type == FieldType::reference && field.target.empty()) {
    return Error{ErrorCode::invalid_argument, "a reference without entity: " + field.name};
  }
  return field;
}

Json Field::to_json() const {
  Json json{{"name", name}, {"type", field_type_name(type)}, {"labels", labels}};
  if (required) json["required"] = true;
  if (searchable) json["searchable"] = true;
  if (read_only) json["read_only"] = true;
  if (computed) json["computed"] = true;
  if (!target.empty()) json["entity"] = target;
  if (mention) json["mention"] = true;
  if (!personal_data.empty()) json["personal_data"] = personal_data;
  if (!purpose.empty()) json["purpose"] = purpose;
  if (retention_days > 0) json["retention_days"] = retention_days;
  if (minimum) json["minimum"] = *minimum;
  if (maximum) json["maximum"] = *maximum;
  if (unique) json["unique"] = true;
  if (hidden) json["hidden"] = true;
  if (opt_in) json["opt_in"] = true;
  if (custom) json["custom"] = true;
  if (!default_value.is_null()) json["default"] = default_value;
  if (!plugin.empty()) json["plugin"] = plugin;
  if (editable) json["editable"] = true;
  for (const Choice& choice : choices) {
    json["choices"].push_back({{"value", choice.value}, {"labels", choice.labels}});
  }
  return json;
}

}  // namespace kontor::host
