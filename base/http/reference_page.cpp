#include "base/http/reference_page.hpp"

#include "base/http/html.hpp"

namespace kontor::http {
namespace {

std::string upper_case(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

std::string schema_block(const std::string& title, const Json& content) {
  std::string block;
  for (const auto& [media, of] : content.items()) {
    block += "<details><summary>" + escape_html(title) + ": " + escape_html(media) + "</summary>";
    block += "<pre>" + escape_html(of.value("schema", Json::object()).dump(2)) + "</pre></details>";
  }
  return block;
}

std::string who(const Json& operation) {
  std::string names;
  for (const Json& scheme : operation.value("security", Json::array()))
    for (const auto& [name, scopes] : scheme.items()) names += (names.empty() ? "" : ", ") + name;
  return names.empty() ? operation.value("description", "anybody") : names;
}

std::string parameters(const Json& operation) {
  std::string list;
  for (const Json& parameter : operation.value("parameters", Json::array()))
    list += "<li><code>" + escape_html(parameter.value("name", "")) + "</code> in the " +
            escape_html(parameter.value("in", "")) + "</li>";
  return list.empty() ? "" : "<ul>" + list + "</ul>";
}

std::string answers(const Json& responses) {
  std::string said;
  for (const auto& [status, response] : responses.items()) {
    if (status == "default") continue;
    const Json content = response.value("content", Json::object());
    if (content.empty())
      said += "<p>" + escape_html(status) + ": " + escape_html(response.value("description", "")) +
              "</p>";
    said += schema_block("Answers " + status, content);
  }
  return said;
}

std::string section(const std::string& path, const std::string& method, const Json& operation) {
  const std::string id = escape_html(operation.value("operationId", ""));
  std::string text = "<section id=\"" + id + "\"><h2><a href=\"#" + id + "\"><code>" +
                     escape_html(upper_case(method)) + " " + escape_html(path) +
                     "</code></a></h2><p>" + escape_html(operation.value("summary", "")) +
                     "</p><p>For: " + escape_html(who(operation)) + "</p>" + parameters(operation);
  if (operation.contains("requestBody"))
    text += schema_block("Takes", operation["requestBody"].value("content", Json::object()));
  return text + answers(operation.value("responses", Json::object())) + "</section>";
}

}  // namespace

std::string reference_page(const Json& document) {
  const std::string title = escape_html(document.value("info", Json::object()).value("title", ""));
  std::string contents;
  std::string sections;
  const Json paths = document.value("paths", Json::object());
  for (const auto& [path, methods] : paths.items()) {
    for (const auto& [method, operation] : methods.items()) {
      contents += "<li><a href=\"#" + escape_html(operation.value("operationId", "")) +
                  "\"><code>" + escape_html(upper_case(method)) + " " + escape_html(path) +
                  "</code></a> " + escape_html(operation.value("summary", "")) + "</li>";
      sections += section(path, method, operation);
    }
  }
  const Json problem =
      document.value("/components/responses/Problem/content"_json_pointer, Json::object());
  return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + title +
         "</title></head><body><h1>" + title +
         "</h1><p><a href=\"/openapi.json\">OpenAPI document</a>. A refusal is a problem document "
         "(RFC 9457); its type is <code>urn:kontor:problem:</code> and a stable code.</p>" +
         schema_block("A problem", problem) + "<ol>" + contents + "</ol>" + sections +
         "</body></html>";
}

}  // namespace kontor::http
