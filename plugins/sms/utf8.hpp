#pragma once

#include <string>
#include <string_view>

namespace kontor::sms {

// How much of a message is the headline of its entry on a timeline.
inline constexpr std::size_t kSummaryBytesMax = 120;

// Whole characters only: what is no UTF-8 becomes U+FFFD, so that no part ever ends in half
// a character.
std::u32string code_points(std::string_view utf8);

void append_utf8(std::string& out, char32_t point);

// The beginning of `utf8`, at most `most` bytes, cut between characters.
std::string cut(const std::string& utf8, std::size_t most);

// The same for a reader: it ends with a whole word, where there is one, and says that more follows.
std::string beginning(const std::string& utf8, std::size_t most);

}  // namespace kontor::sms
