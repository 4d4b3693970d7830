#include "base/http/head_lines.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/http/header_text.hpp"

namespace kontor::http {
namespace {

constexpr std::array<std::string_view, 10> kSingle{
    "authorization", "content-length", "content-type",      "expect",    "from", "host",
    "location",      "origin",         "transfer-encoding", "user-agent"};

}  // namespace

Error refusal(int status, const char* code, std::string message) {
  const ErrorCode kind = status == 503   ? ErrorCode::unavailable
                         : status == 413 ? ErrorCode::exhausted
                                         : ErrorCode::invalid_argument;
  return Error{kind, std::move(message), to_text({{"status", status}, {"code", code}})};
}

std::optional<std::string_view> take_line(std::string_view& rest) {
  const std::size_t end = rest.find("\r\n");
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = rest.substr(0, end);
  if (line.find_first_of("\r\n") != std::string_view::npos) return std::nullopt;
  rest.remove_prefix(end + 2);
  return line;
}

Result<Headers> parse_fields(std::string_view lines, std::size_t fields_max) {
  Headers headers;
  std::size_t count = 0;
  while (true) {
    const auto line = take_line(lines);
    if (!line) return refusal(400, "bad-header", "a header line does not end with CR LF");
    if (line->empty()) break;
    if (++count > fields_max) return refusal(431, "too-many-headers", "too many header fields");
    const std::size_t colon = line->find(':');
    const std::string_view name = line->substr(0, colon);
    if (colon == std::string_view::npos || !is_token(name)) {
      return refusal(400, "bad-header", "a header field has no valid name");
    }
    const std::string_view value = trim(line->substr(colon + 1));
    if (!is_field_value(value)) {
      return refusal(400, "bad-header", "a header field has a control character in its value");
    }
    const std::string key = lower_case(name);
    const auto [place, is_new] = headers.emplace(key, value);
    if (is_new) continue;
    if (std::find(kSingle.begin(), kSingle.end(), key) != kSingle.end()) {
      return refusal(400, "repeated-header", "header field given twice: " + key);
    }
    place->second += (key == "cookie" ? "; " : ", ") + std::string(value);
  }
  return headers;
}

Result<std::uint64_t> parse_content_length(std::string_view value) {
  std::uint64_t length = 0;
  const bool digits =
      !value.empty() && value.size() <= 15 &&
      std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) return refusal(400, "bad-length", "Content-Length is not a number");
  std::from_chars(value.data(), value.data() + value.size(), length);
  return length;
}

}  // namespace kontor::http
