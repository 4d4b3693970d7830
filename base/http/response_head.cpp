#include "base/http/response_head.hpp"

#include <array>
#include <ctime>

#include "base/core/log.hpp"
#include "base/http/header_text.hpp"
#include "base/http/router.hpp"

namespace kontor::http {
namespace {

constexpr std::size_t kHeadBytes = 512;  // Most heads; the body is appended.

// IMF-fixdate (RFC 9110 section 5.6.7), made once a second in each thread.
std::string_view http_date() {
  thread_local std::time_t made_at = 0;
  thread_local std::array<char, 40> text{};
  thread_local std::size_t size = 0;
  const std::time_t now = std::time(nullptr);
  if (now != made_at || size == 0) {
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    // The C locale is never changed in our programs, so names are English.
    size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    made_at = now;
  }
  return {text.data(), size};
}

std::string_view opaque(std::string_view etag) {
  return etag.starts_with("W/") ? etag.substr(2) : etag;
}

}  // namespace

std::string response_head(const Response& response, std::optional<std::int64_t> length,
                          bool keep_alive) {
  std::string head;
  head.reserve(kHeadBytes + response.body.size());
  head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  head += reason_phrase(response.status);
  head.append("\r\nDate: ").append(http_date()).append("\r\nX-Content-Type-Options: nosniff\r\n");
  for (const auto& [name, value] : response.headers) {
    if (!is_token(name) || !is_field_value(value)) {
      log::error("header of an answer is not valid and left out", {{"header", name}});
      continue;
    }
    head.append(name).append(": ").append(value).append("\r\n");
  }
  if (length) head += "Content-Length: " + std::to_string(*length) + "\r\n";
  if (!keep_alive) head += "Connection: close\r\n";
  head += "\r\n";
  return head;
}

bool names_etag(std::string_view if_none_match, std::string_view etag) {
  if (etag.empty()) return false;
  while (!if_none_match.empty()) {
    const std::size_t comma = if_none_match.find(',');
    const std::string_view one = trim(if_none_match.substr(0, comma));
    if (one == "*" || opaque(one) == opaque(etag)) return true;
    if (comma == std::string_view::npos) break;
    if_none_match.remove_prefix(comma + 1);
  }
  return false;
}

}  // namespace kontor::http
