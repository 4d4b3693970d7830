#include <set>

#include "base/http/header_text.hpp"
#include "base/http/router.hpp"

namespace kontor::http {
namespace {

// "/a/{rest...}" is "/a/{rest}" in OpenAPI.
std::string openapi_path(std::string path) {
  if (const auto dots = path.find("...}"); dots != std::string::npos) path.erase(dots, 3);
  return path;
}

Json parameter(const std::string& name, const char* place) {
  return {{"name", name},
          {"in", place},
          {"required", std::string_view(place) == "path"},
          {"schema", {{"type", "string"}}}};
}

Json parameters(const Route& route) {
  Json list = Json::array();
  const std::string path = openapi_path(route.path);
  for (std::size_t at = path.find('{'); at != std::string::npos; at = path.find('{', at + 1)) {
    list.push_back(parameter(path.substr(at + 1, path.find('}', at) - at - 1), "path"));
  }
  for (const std::string& name : route.query_names) {
    if (name != "*") {
      list.push_back(parameter(name, "query"));
      continue;
    }
    Json any = parameter("others", "query");
    any["style"] = "form";
    any["explode"] = true;
    any["schema"] = {{"type", "object"}, {"additionalProperties", {{"type", "string"}}}};
    list.push_back(std::move(any));
  }
  return list;
}

// A stable name from method and path: postApiV1SeatsByProductAsk.
std::string operation_id(const Route& route) {
  std::string id = lower_case(route.method);
  bool upper = true;
  for (const char c : openapi_path(route.path)) {
    if (c == '{') id += "By";
    const bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (is_word) id += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    upper = !is_word;
  }
  return id;
}

Json responses(const Route& route) {
  Json all = {{"default", {{"$ref", "#/components/responses/Problem"}}}};
  if (route.answer_type == kNoBody) {
    all["204"] = {{"description", "Done; there is nothing to say."}};
    return all;
  }
  if (route.answer_type == kRedirect) {
    all["302"] = {
        {"description", "Goes on at another address."},
        {"headers", {{"Location", {{"required", true}, {"schema", {{"type", "string"}}}}}}}};
    return all;
  }
  Json answer = {{"description", "Done."}};
  if (!route.answer_schema.is_null()) {
    answer["content"]["application/json"]["schema"] = route.answer_schema;
  } else if (!route.answer_type.empty()) {
    answer["content"][route.answer_type]["schema"] = {{"type", "string"}};
  }
  all["2XX"] = std::move(answer);
  return all;
}

Json operation(const Route& route) {
  Json described = {{"operationId", operation_id(route)},
                    {"summary", route.summary},
                    {"responses", responses(route)}};
  if (const Json list = parameters(route); !list.empty()) described["parameters"] = list;
  if (!route.body_schema.is_null()) {
    described["requestBody"] = {
        {"required", true}, {"content", {{"application/json", {{"schema", route.body_schema}}}}}};
  }
  described["security"] = Json::array();
  if (!route.auth.scheme().empty()) {
    described["security"].push_back({{route.auth.scheme(), Json::array()}});
  } else {
    described["description"] = "Public: " + route.auth.reason() + ".";
  }
  return described;
}

Json problem_response() {
  return {{"description", "A problem (RFC 9457)."},
          {"content",
           {{"application/problem+json",
             {{"schema",
               {{"type", "object"},
                {"required", {"type", "title", "status", "detail"}},
                {"properties",
                 {{"type", {{"type", "string"}}},
                  {"title", {{"type", "string"}}},
                  {"status", {{"type", "integer"}}},
                  {"detail", {{"type", "string"}}},
                  {"code", {{"type", "string"}}}}}}}}}}}};
}

}  // namespace

Json openapi(const Router& router, const std::string& title, const std::string& version) {
  Json document = {{"openapi", "3.1.0"},
                   {"info", {{"title", title}, {"version", version}}},
                   {"servers", {{{"url", "/"}}}},
                   {"paths", Json::object()}};
  document["components"]["responses"]["Problem"] = problem_response();
  for (const Route& route : router.routes()) {
    document["paths"][openapi_path(route.path)][lower_case(route.method)] = operation(route);
    if (!route.auth.scheme().empty()) {
      document["components"]["securitySchemes"][route.auth.scheme()] = route.auth.openapi();
    }
  }
  return document;
}

}  // namespace kontor::http
