#include "host/api/request_values.hpp"

#include <charconv>

#include "base/core/bytes.hpp"

namespace kontor::host {

namespace {

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

Result<std::string> query_text(const http::Request& request, const std::string& name) {
  const std::string& text = request.query_or(name, "");
  if (!is_utf8(text) || text.find('\0') != std::string::npos) {
    return Error{ErrorCode::invalid_argument, name + ": is not readable text"};
  }
  return text;
}

Result<int> query_limit(const http::Request& request, int otherwise, int most) {
  if (!request.query.contains("limit")) return otherwise;
  const auto limit = whole_number(request.query.at("limit"));
  if (!limit || *limit < 1 || *limit > most) {
    return Error{ErrorCode::invalid_argument,
                 "limit: 1 to " + std::to_string(most) + " are possible"};
  }
  return static_cast<int>(*limit);
}

Result<bool> query_flag(const http::Request& request, const std::string& name) {
  const std::string text = request.query_or(name, "false");
  if (text != "true" && text != "false")
    return Error{ErrorCode::invalid_argument, name + ": true or false is wanted"};
  return text == "true";
}

Result<std::optional<std::int64_t>> if_match(const http::Request& request) {
  const std::string& header = request.header("if-match");
  if (header.empty() || header == "*") return std::optional<std::int64_t>();
  const bool quoted = header.size() > 2 && header.front() == '"' && header.back() == '"';
  const auto version =
      quoted ? whole_number(std::string_view(header).substr(1, header.size() - 2)) : std::nullopt;
  if (!version) {
    return Error{ErrorCode::invalid_argument, "If-Match: the ETag of the record is wanted"};
  }
  return version;
}

}  // namespace kontor::host
