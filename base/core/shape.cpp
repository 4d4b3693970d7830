#include "base/core/shape.hpp"

#include <utility>

namespace kontor::shape {

namespace {

Json of_type(const char* name) { return {{"type", name}}; }

}  // namespace

Json text() { return of_type("string"); }
Json moment() { return {{"type", "string"}, {"format", "date-time"}}; }
Json integer() { return of_type("integer"); }
Json count() { return {{"type", "integer"}, {"minimum", 0}}; }
Json number() { return of_type("number"); }
Json flag() { return of_type("boolean"); }
Json any() { return Json::object(); }

Json one_of(std::initializer_list<const char*> values) {
  Json names = Json::array();
  for (const char* value : values) names.push_back(value);
  return {{"type", "string"}, {"enum", std::move(names)}};
}

Json list_of(Json items) { return {{"type", "array"}, {"items", std::move(items)}}; }

Json map_of(Json values) {
  return {{"type", "object"}, {"additionalProperties", std::move(values)}};
}

Json or_null(const Json& schema) {
  if (!schema.contains("type") || schema.contains("enum"))
    return {{"anyOf", Json::array({schema, of_type("null")})}};
  Json both = schema;
  both["type"] = Json::array({schema["type"], "null"});
  return both;
}

Json object(const std::vector<Member>& members) {
  return with({{"type", "object"},
               {"properties", Json::object()},
               {"required", Json::array()},
               {"additionalProperties", false}},
              members);
}

Json open_object(const std::vector<Member>& members) {
  Json open = object(members);
  open["additionalProperties"] = true;
  return open;
}

Json with(Json object, const std::vector<Member>& members) {
  for (const Member& member : members) {
    const bool optional = member.name.ends_with('?');
    const std::string name(member.name.substr(0, member.name.size() - (optional ? 1 : 0)));
    object["properties"][name] = member.schema;
    if (!optional) object["required"].push_back(name);
  }
  return object;
}

Json only(std::string_view name, const Json& items) { return object({{name, list_of(items)}}); }

Json page(std::string_view name, const Json& items) {
  return object({{name, list_of(items)}, {"next", or_null(text())}});
}

}  // namespace kontor::shape
