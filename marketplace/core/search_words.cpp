#include "marketplace/core/search_words.hpp"

namespace kontor::marketplace {
namespace {

bool is_of_a_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

// Not in the middle of a character of UTF-8.
std::string_view beginning_of(std::string_view word) {
  if (word.size() <= kSearchWordBytesMax) return word;
  std::size_t end = kSearchWordBytesMax;
  while (end > 0 && (static_cast<unsigned char>(word[end]) & 0xC0) == 0x80) --end;
  return word.substr(0, end);
}

}  // namespace

std::set<std::string> search_words(std::string_view folded, std::size_t words_max) {
  std::set<std::string> words;
  for (std::size_t at = 0; at < folded.size() && words.size() < words_max;) {
    std::size_t end = at;
    while (end < folded.size() && is_of_a_word(folded[end])) ++end;
    const std::string_view word = beginning_of(folded.substr(at, end - at));
    if (!word.empty()) words.emplace(word);
    at = end + 1;
  }
  return words;
}

}  // namespace kontor::marketplace
