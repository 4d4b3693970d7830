#pragma once

#include <set>
#include <string>
#include <string_view>

namespace kontor::marketplace {

// The words of a text that is case-folded: what stands between spaces and ASCII punctuation. A
// word longer than kSearchWordBytesMax counts with its beginning; at most `words_max` words.
std::set<std::string> search_words(std::string_view folded, std::size_t words_max);

inline constexpr std::size_t kSearchWordBytesMax = 64;
inline constexpr std::size_t kListingWordsMax = 2000;
inline constexpr std::size_t kQueryWordsMax = 8;

}  // namespace kontor::marketplace
