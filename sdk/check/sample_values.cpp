#include "sdk/check/sample.hpp"

namespace kontor::check {
namespace {

constexpr int kDepthMax = 8;

Json value_at(const Json& schema, int depth) {
  if (!schema.is_object() || depth > kDepthMax) return nullptr;
  for (const char* word : {"default", "const"}) {
    if (schema.contains(word)) return schema[word];
  }
  for (const char* word : {"examples", "enum"}) {
    if (schema.contains(word) && schema[word].is_array() && !schema[word].empty()) {
      return schema[word][0];
    }
  }
  Json type = schema.value("type", Json("object"));
  if (type.is_array() && !type.empty()) type = type[0];
  if (type == "string") {
    const std::string format = schema.value("format", "");
    std::string text = format == "email"                              ? "anna@example.org"
                       : format == "uri" || format == "uri-reference" ? "https://example.org/"
                       : format == "date-time"                        ? "2026-01-01T00:00:00Z"
                       : format == "date"                             ? "2026-01-01"
                                                                      : "text";
    if (schema.value("minLength", std::size_t{0}) > text.size()) {
      text.resize(std::min<std::size_t>(schema["minLength"].get<std::size_t>(), 4096), 'x');
    }
    return text;
  }
  if (type == "integer" || type == "number") return schema.value("minimum", Json(1));
  if (type == "boolean") return true;
  if (type == "array") {
    Json list = Json::array();
    if (schema.contains("items")) list.push_back(value_at(schema["items"], depth + 1));
    return list;
  }
  if (type == "null") return nullptr;
  Json object = Json::object();
  if (!schema.contains("properties") || !schema["properties"].is_object()) return object;
  for (const auto& [name, member] : schema["properties"].items()) {
    object[name] = value_at(member, depth + 1);
  }
  return object;
}

Json field_value(const std::string& name) {
  const auto holds = [&](std::string_view part) { return name.find(part) != name.npos; };
  if (holds("email")) return "anna@example.org";
  if (holds("phone") || holds("mobile")) return "+4930123456";
  if (holds("first_name")) return "Anna";
  if (holds("last_name")) return "Ek";
  if (name.ends_with("_at") || holds("date")) return "2026-01-01T00:00:00.000Z";
  if (holds("amount") || holds("value") || holds("count") || holds("price")) return 100;
  if (name.ends_with("_id") || name == "owner" || name == "person") return "person-1";
  return "sample";
}

}  // namespace

Json value_for(const Json& schema) {
  const Json value = value_at(schema, 0);
  return value.is_null() ? Json::object() : value;
}

Json fields_for(const std::vector<std::string>& names) {
  Json fields = Json::object();
  for (const std::string& name : names) fields[name] = field_value(name);
  return fields;
}

}  // namespace kontor::check
