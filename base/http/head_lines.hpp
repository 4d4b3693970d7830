#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/http/message.hpp"

namespace kontor::http {

// A refusal with an HTTP status of its own and a stable code.
Error refusal(int status, const char* code, std::string message);

// Takes the first line off `rest`, without its CR LF. Nothing if there is no CR LF, or a
// bare CR or LF inside.
std::optional<std::string_view> take_line(std::string_view& rest);

// Header field lines up to the blank one (RFC 9112 section 5). Fields that must not
// repeat (Host, Content-Length, Transfer-Encoding, Authorization, Content-Type …) are
// refused when they do; others are joined.
Result<Headers> parse_fields(std::string_view lines, std::size_t fields_max);

// One Content-Length value: digits only, at most 15 of them.
Result<std::uint64_t> parse_content_length(std::string_view value);

}  // namespace kontor::http
