#pragma once

#include <cstdint>
#include <optional>

#include "base/http/message.hpp"

namespace kontor::http {

// Status line, the response's headers, Date, X-Content-Type-Options and, when given, the
// length. A header value that would break the line is left out and logged.
std::string response_head(const Response& response, std::optional<std::int64_t> length,
                          bool keep_alive);

// True when an If-None-Match value names `etag` (weak comparison, RFC 9110 section 13.1.2).
bool names_etag(std::string_view if_none_match, std::string_view etag);

}  // namespace kontor::http
