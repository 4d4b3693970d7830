#include <array>

#include "base/http/router.hpp"

namespace kontor::http {

int http_status(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
      return 400;
    case ErrorCode::unauthenticated:
      return 401;
    case ErrorCode::forbidden:
      return 403;
    case ErrorCode::not_found:
      return 404;
    case ErrorCode::conflict:
      return 409;
    case ErrorCode::exhausted:
      return 429;
    case ErrorCode::untrusted:
      return 422;
    case ErrorCode::unavailable:
      return 503;
    case ErrorCode::internal:
      return 500;
  }
  return 500;
}

std::string_view reason_phrase(int status) {
  struct Phrase {
    int status;
    std::string_view text;
  };
  static constexpr std::array<Phrase, 31> kPhrases{{
      {100, "Continue"},
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {206, "Partial Content"},
      {301, "Moved Permanently"},
      {302, "Found"},
      {303, "See Other"},
      {304, "Not Modified"},
      {307, "Temporary Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {412, "Precondition Failed"},
      {413, "Content Too Large"},
      {414, "URI Too Long"},
      {415, "Unsupported Media Type"},
      {416, "Range Not Satisfiable"},
      {417, "Expectation Failed"},
      {422, "Unprocessable Content"},
      {428, "Precondition Required"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {503, "Service Unavailable"},
  }};
  for (const Phrase& phrase : kPhrases) {
    if (phrase.status == status) return phrase.text;
  }
  return status == 505 ? "HTTP Version Not Supported" : "Unknown";
}

Response problem(const Error& error) {
  int status = http_status(error.code);
  Json members = Json::object();
  if (!error.detail.empty()) {
    if (auto detail = parse_json(error.detail); detail && detail->is_object()) members = *detail;
  }
  if (const auto given = members.find("status"); given != members.end()) {
    if (given->is_number_integer() && *given >= 400 && *given < 600) status = given->get<int>();
  }
  std::string type = "about:blank";
  if (const auto code = members.find("code"); code != members.end() && code->is_string()) {
    type = "urn:kontor:problem:" + code->get<std::string>();
  }
  members["type"] = type;
  members["title"] = reason_phrase(status);
  members["status"] = status;
  members["detail"] = error.code == ErrorCode::internal
                          ? "Something went wrong on our side; the log has the request id."
                          : error.message;
  Response response = Response::json(members, status);
  response.headers["content-type"] = "application/problem+json";
  if (status == 401) response.headers["www-authenticate"] = "Bearer";
  return response;
}

}  // namespace kontor::http
