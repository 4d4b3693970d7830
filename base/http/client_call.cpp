#include "base/http/client.hpp"
#include "base/http/router.hpp"

namespace kontor::http {
namespace {

ErrorCode code_of(int status) {
  switch (status) {
    case 401:
      return ErrorCode::unauthenticated;
    case 403:
      return ErrorCode::forbidden;
    case 404:
      return ErrorCode::not_found;
    case 409:
    case 412:
      return ErrorCode::conflict;
    case 413:
    case 429:
      return ErrorCode::exhausted;
    case 422:
      return ErrorCode::untrusted;
    default:
      return status >= 500 ? ErrorCode::unavailable : ErrorCode::invalid_argument;
  }
}

// The Error a problem+json answer describes. Our own words (type, title, detail) go; a
// peer's 5xx is not ours, so its status goes as well.
Error error_of(const Response& response) {
  const ErrorCode code = code_of(response.status);
  auto body = parse_json(response.body, {.bytes_max = response.body.size() + 1});
  if (!body || !body->is_object()) {
    return Error{code, "answered with status " + std::to_string(response.status)};
  }
  const auto message = json_text(*body, "detail");
  for (const char* name : {"type", "title", "detail"}) body->erase(name);
  if (response.status >= 500) body->erase("status");
  return Error{code, message ? *message : "answered with status " + std::to_string(response.status),
               body->empty() ? "" : to_text(*body)};
}

}  // namespace

Result<Response> Client::get(const std::string& target, const Headers& headers) {
  return send("GET", target, headers);
}

Result<Json> Client::call(const std::string& method, const std::string& target, const Json& body,
                          const Headers& headers) {
  Headers sent = headers;
  sent.emplace("accept", "application/json");
  std::string text;
  if (!body.is_null()) {
    sent.emplace("content-type", "application/json");
    text = to_text(body);
  }
  const Response response = TRY(send(method, target, sent, text));
  return json_answer(response);
}

Result<Json> json_answer(const Response& response) {
  if (response.status < 200 || response.status > 299) return error_of(response);
  if (response.body.empty()) return Json(nullptr);
  auto answer = parse_json(response.body, {.bytes_max = response.body.size() + 1});
  if (!answer) {
    return Error{ErrorCode::unavailable, "the answer is not JSON: " + answer.error().message};
  }
  return answer;
}

}  // namespace kontor::http
