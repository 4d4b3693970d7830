#pragma once

#include <string>
#include <string_view>

namespace kontor::sms {

// Whole characters only: what is no UTF-8 becomes U+FFFD, so that no part ever ends in half
// a character.
std::u32string code_points(std::string_view utf8);

void append_utf8(std::string& out, char32_t point);

// The beginning of `utf8`, at most `most` bytes, cut between characters.
std::string cut(const std::string& utf8, std::size_t most);

}  // namespace kontor::sms
