#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/http/message.hpp"

namespace kontor::http {

inline constexpr std::size_t kHeaderFieldsMax = 100;

// Request line and header fields of one message, with its framing decided.
struct RequestHead {
  std::string method;
  std::string target;  // Origin form.
  Headers headers;     // Repeated list fields are joined with ", ".
  std::optional<std::uint64_t> content_length;
  bool chunked = false;
  bool keep_alive = true;  // What the client asks for.
  bool expects_continue = false;
};

struct HeadLimits {
  std::size_t header_bytes_max = 16384;
  std::size_t target_bytes_max = 4096;
};

// How many bytes the head takes, blank line included; nothing yet if it is not whole.
// Refuses (431, 414) as soon as a limit is passed.
Result<std::optional<std::size_t>> head_size(std::string_view bytes, const HeadLimits& limits);

// Parses a whole head (RFC 9112 sections 3, 5 and 6.3), strictly: CR LF only, no folding,
// no white space around names, one Host, and no framing two readers could see
// differently. Errors carry the HTTP status in their detail.
Result<RequestHead> parse_request_head(std::string_view head, const HeadLimits& limits);

}  // namespace kontor::http
