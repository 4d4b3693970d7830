#include "base/http/request_head.hpp"

#include <algorithm>

#include "base/http/head_lines.hpp"
#include "base/http/header_text.hpp"

namespace kontor::http {
namespace {

bool is_target_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte < 0x7f && c != '#';
}

// Absolute form (RFC 9112 section 3.2.2) is taken as the origin form inside it.
Result<std::string> origin_form(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    target.remove_prefix(scheme.size());
    const std::size_t path = target.find_first_of("/?");
    if (path == std::string_view::npos) return std::string("/");
    target.remove_prefix(path);
    return target.front() == '?' ? "/" + std::string(target) : std::string(target);
  }
  if (!target.starts_with('/')) {
    return refusal(400, "bad-target", "the request target does not begin with a slash");
  }
  return std::string(target);
}

// RFC 9112 section 6.3: how long the body is. What two readers could see
// differently is refused, not repaired.
Status decide_framing(RequestHead& head, bool is_http_1_0) {
  const auto length = head.headers.find("content-length");
  const auto coding = head.headers.find("transfer-encoding");
  if (coding != head.headers.end()) {
    if (length != head.headers.end() || is_http_1_0) {
      return refusal(400, "ambiguous-framing",
                     "Transfer-Encoding together with Content-Length or HTTP/1.0");
    }
    if (lower_case(coding->second) != "chunked") {
      return refusal(501, "unknown-transfer-coding", "only the chunked transfer coding is known");
    }
    head.chunked = true;
  } else if (length != head.headers.end()) {
    head.content_length = TRY(parse_content_length(length->second));
  }
  return ok();
}

Status parse_request_line(std::string_view line, const HeadLimits& limits, RequestHead& head,
                          bool& is_http_1_0) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return refusal(400, "bad-request-line", "the request line is not method, target and version");
  }
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  head.method = std::string(line.substr(0, first));
  if (!is_token(head.method) || head.method.size() > 32) {
    return refusal(400, "bad-request-line", "the method is not a token");
  }
  if (target.size() > limits.target_bytes_max) {
    return refusal(414, "target-too-long", "the request target is too long");
  }
  if (!std::all_of(target.begin(), target.end(), is_target_character)) {
    return refusal(400, "bad-target", "the request target has a character that must be encoded");
  }
  is_http_1_0 = version == "HTTP/1.0";
  if (!is_http_1_0 && version != "HTTP/1.1") {
    const bool is_http = version.size() == 8 && version.starts_with("HTTP/");
    return is_http ? refusal(505, "http-version", "only HTTP/1.1 and HTTP/1.0 are spoken here")
                   : refusal(400, "bad-request-line", "the request line has no HTTP version");
  }
  head.target = TRY(origin_form(target));
  return ok();
}

}  // namespace

Result<std::optional<std::size_t>> head_size(std::string_view bytes, const HeadLimits& limits) {
  const std::size_t blank = bytes.find("\r\n\r\n");
  const std::size_t size = blank == std::string_view::npos ? bytes.size() : blank + 4;
  const std::size_t line = std::min(bytes.find("\r\n"), size);
  if (line > limits.target_bytes_max + 64) {
    return refusal(414, "target-too-long", "the request line is too long");
  }
  if (size > limits.header_bytes_max) {
    return refusal(
        431, "headers-too-large",
        "the request head is longer than " + std::to_string(limits.header_bytes_max) + " bytes");
  }
  if (blank == std::string_view::npos) return std::optional<std::size_t>{};
  return std::optional<std::size_t>{size};
}

Result<RequestHead> parse_request_head(std::string_view bytes, const HeadLimits& limits) {
  RequestHead head;
  bool is_http_1_0 = false;
  const auto line = take_line(bytes);
  if (!line) return refusal(400, "bad-request-line", "the request line does not end with CR LF");
  TRY(parse_request_line(*line, limits, head, is_http_1_0));
  head.headers = TRY(parse_fields(bytes, kHeaderFieldsMax));
  TRY(decide_framing(head, is_http_1_0));
  if (!is_http_1_0 && !head.headers.contains("host")) {
    return refusal(400, "no-host", "an HTTP/1.1 request needs one Host field");
  }
  const auto connection = head.headers.find("connection");
  const std::string options =
      connection == head.headers.end() ? "" : lower_case(connection->second);
  head.keep_alive = is_http_1_0 ? options.find("keep-alive") != std::string::npos
                                : options.find("close") == std::string::npos;
  if (const auto expect = head.headers.find("expect"); expect != head.headers.end()) {
    if (lower_case(expect->second) != "100-continue") {
      return refusal(417, "unknown-expectation", "only Expect: 100-continue is known");
    }
    head.expects_continue = !is_http_1_0;
  }
  return head;
}

}  // namespace kontor::http
