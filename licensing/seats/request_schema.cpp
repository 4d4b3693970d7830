#include "licensing/seats/request_schema.hpp"

namespace kontor::licensing {

Json object_schema(Json required, Json optional) {
  Json names = Json::array();
  for (const auto& [name, rule] : required.items()) names.push_back(name);
  Json properties = std::move(required);
  properties.update(optional);
  return {{"type", "object"},
          {"additionalProperties", false},
          {"required", std::move(names)},
          {"properties", std::move(properties)}};
}

Json hex_text(int characters) {
  return {{"type", "string"}, {"pattern", "^[0-9a-f]{" + std::to_string(characters) + "}$"}};
}

Json name_text() { return {{"type", "string"}, {"pattern", "^[!-~]{1,200}$"}}; }

Json sentence_text() {
  return {
      {"type", "string"}, {"minLength", 1}, {"maxLength", 100}, {"pattern", "^[^\\x00-\\x1f]+$"}};
}

Json count_number(std::int64_t most) {
  return {{"type", "integer"}, {"minimum", 0}, {"maximum", most}};
}

}  // namespace kontor::licensing
