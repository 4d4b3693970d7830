#include "host/rehearsal/sample_input.hpp"

#include <algorithm>

namespace kontor::host {
namespace {

constexpr int kDepthMax = 8;

std::string type_of(const Json& schema) {
  const auto type = schema.find("type");
  if (type == schema.end()) return schema.contains("properties") ? "object" : "null";
  if (type->is_string()) return type->get<std::string>();
  return type->is_array() && !type->empty() && type->front().is_string()
             ? type->front().get<std::string>()
             : "null";
}

std::string text_for(const Json& schema) {
  const std::string format = schema.value("format", "");
  if (format == "date") return "2026-01-15";
  if (format == "date-time") return "2026-01-15T12:00:00Z";
  if (format == "email") return "someone@example.test";
  if (format == "uri") return "https://example.test/";
  std::string text = "Sample";
  const auto least = schema.find("minLength");
  if (least != schema.end() && least->is_number_integer())
    text.resize(std::max(text.size(), std::min(least->get<std::size_t>(), std::size_t{1000})), 'x');
  const auto most = schema.find("maxLength");
  if (most != schema.end() && most->is_number_integer() && most->get<std::size_t>() < text.size())
    text.resize(most->get<std::size_t>());
  return text;
}

Json sample(const Json& schema, int depth) {
  if (!schema.is_object() || depth > kDepthMax) return nullptr;
  for (const char* said : {"const", "default"})
    if (schema.contains(said)) return schema[said];
  for (const char* some : {"examples", "enum"})
    if (schema.contains(some) && schema[some].is_array() && !schema[some].empty())
      return schema[some].front();
  for (const char* ways : {"oneOf", "anyOf"})
    if (schema.contains(ways) && schema[ways].is_array() && !schema[ways].empty())
      return sample(schema[ways].front(), depth + 1);
  const std::string type = type_of(schema);
  if (type == "string") return text_for(schema);
  if (type == "boolean") return false;
  if (type == "integer" || type == "number") {
    const auto least = schema.find("minimum");
    return least != schema.end() && least->is_number() ? *least : Json(0);
  }
  if (type == "array") {
    Json list = Json::array();
    const auto least = schema.find("minItems");
    if (least != schema.end() && least->is_number_integer() && schema.contains("items"))
      for (std::uint64_t index = 0;
           index < std::min(least->get<std::uint64_t>(), std::uint64_t{10}); ++index)
        list.push_back(sample(schema["items"], depth + 1));
    return list;
  }
  if (type != "object") return nullptr;
  Json object = Json::object();
  const Json properties = schema.value("properties", Json::object());
  for (const Json& name : schema.value("required", Json::array()))
    if (name.is_string() && properties.contains(name.get<std::string>()))
      object[name.get<std::string>()] = sample(properties[name.get<std::string>()], depth + 1);
  return object;
}

}  // namespace

Json sample_of(const Json& schema) { return sample(schema, 0); }

}  // namespace kontor::host
