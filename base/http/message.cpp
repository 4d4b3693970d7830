#include "base/http/message.hpp"

#include "base/http/header_text.hpp"

namespace kontor::http {

const std::string& Request::header(const std::string& lower_case_name) const {
  static const std::string kEmpty;
  const auto found = headers.find(lower_case_name);
  return found == headers.end() ? kEmpty : found->second;
}

std::string Request::query_or(const std::string& name, const std::string& otherwise) const {
  const auto found = query.find(name);
  return found == query.end() ? otherwise : found->second;
}

Result<Json> Request::json() const {
  if (!document.is_null()) return document;
  const Json parsed = TRY(parse_json(body, {.bytes_max = body.size() + 1}));
  if (!parsed.is_object()) {
    return Error{ErrorCode::invalid_argument, "the body is not a JSON object"};
  }
  return parsed;
}

std::string Request::cookie(const std::string& name) const {
  std::string_view rest = header("cookie");
  while (!rest.empty()) {
    const std::string_view pair = trim(rest.substr(0, rest.find(';')));
    rest.remove_prefix(std::min(
        rest.size(), rest.find(';') == std::string_view::npos ? rest.size() : rest.find(';') + 1));
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
      return std::string(pair.substr(equals + 1));
    }
  }
  return {};
}

Response Response::json(const Json& value, int status) {
  return Response{
      .status = status, .headers = {{"content-type", "application/json"}}, .body = to_text(value)};
}

Response Response::text(std::string value, std::string content_type) {
  return Response{.headers = {{"content-type", std::move(content_type)}}, .body = std::move(value)};
}

Response Response::no_content() { return Response{.status = 204}; }

}  // namespace kontor::http
