#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/http/message.hpp"

namespace kontor::http {

// Status line and header fields of an answer, with its framing.
struct ResponseHead {
  int status = 0;
  Headers headers;
  std::optional<std::uint64_t> content_length;
  bool chunked = false;
  bool keep_alive = true;
};

// RFC 9112 section 4, as strict as the request parser. unavailable when it is not HTTP.
Result<ResponseHead> parse_response_head(std::string_view head);

}  // namespace kontor::http
