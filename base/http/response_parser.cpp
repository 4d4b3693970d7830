#include "base/http/response_parser.hpp"

#include "base/http/head_lines.hpp"
#include "base/http/header_text.hpp"
#include "base/http/request_head.hpp"

namespace kontor::http {
namespace {

Error not_http() { return Error{ErrorCode::unavailable, "the answer is not valid HTTP/1.1"}; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

Result<ResponseHead> parse_response_head(std::string_view bytes) {
  ResponseHead head;
  const auto line = take_line(bytes);
  if (!line || line->size() < 12 || !line->starts_with("HTTP/1.") || (*line)[8] != ' ' ||
      !is_digit((*line)[9]) || !is_digit((*line)[10]) || !is_digit((*line)[11])) {
    return not_http();
  }
  head.status = ((*line)[9] - '0') * 100 + ((*line)[10] - '0') * 10 + ((*line)[11] - '0');
  auto fields = parse_fields(bytes, kHeaderFieldsMax);
  if (!fields) return not_http();
  head.headers = std::move(*fields);
  const auto length = head.headers.find("content-length");
  const auto coding = head.headers.find("transfer-encoding");
  if (coding != head.headers.end()) {
    if (length != head.headers.end() || lower_case(coding->second) != "chunked") return not_http();
    head.chunked = true;
  } else if (length != head.headers.end()) {
    const auto parsed = parse_content_length(length->second);
    if (!parsed) return not_http();
    head.content_length = *parsed;
  }
  const auto connection = head.headers.find("connection");
  const std::string options =
      connection == head.headers.end() ? "" : lower_case(connection->second);
  head.keep_alive = line->starts_with("HTTP/1.1") ? options.find("close") == std::string::npos
                                                  : options.find("keep-alive") != std::string::npos;
  return head;
}

}  // namespace kontor::http
