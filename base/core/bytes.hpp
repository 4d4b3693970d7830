#pragma once

#include <string>
#include <string_view>

#include "base/core/result.hpp"

namespace kontor {

// Byte strings are std::string / std::string_view everywhere. These functions
// turn them into text and back. Decoders are strict: no white space, no missing
// or extra padding, lower-case hexadecimal digits out, both cases in.

std::string hex_encode(std::string_view bytes);
Result<std::string> hex_decode(std::string_view text);

// RFC 4648 section 4, with padding.
std::string base64_encode(std::string_view bytes);
Result<std::string> base64_decode(std::string_view text);

// RFC 4648 section 5, without padding.
std::string base64url_encode(std::string_view bytes);
Result<std::string> base64url_decode(std::string_view text);

// True for well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool is_utf8(std::string_view text);

}  // namespace kontor
