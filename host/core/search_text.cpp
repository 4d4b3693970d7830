#include "host/core/search_text.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace kontor::host {

namespace {

void add_blank(std::string& folded) {
  if (!folded.empty() && folded.back() != ' ') folded += ' ';
}

void fold_ascii(char c, std::string& folded) {
  if (c >= 'A' && c <= 'Z') {
    folded += static_cast<char>(c - 'A' + 'a');
  } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
    folded += c;
  } else {
    add_blank(folded);
  }
}

// Compatibility decomposition, case folded, marks dropped.
void fold_unicode(std::string_view text, std::string& folded) {
  UErrorCode problem = U_ZERO_ERROR;
  const icu::Normalizer2* decompose = icu::Normalizer2::getNFKDInstance(problem);
  if (U_FAILURE(problem)) return;
  icu::UnicodeString whole = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  whole.foldCase();
  const icu::UnicodeString parts = decompose->normalize(whole, problem);
  if (U_FAILURE(problem)) return;
  for (int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
    const UChar32 point = parts.char32At(i);
    if (point < 0x80) {
      fold_ascii(static_cast<char>(point), folded);
    } else if (u_isalnum(point)) {
      icu::UnicodeString(point).toUTF8String(folded);
    } else if (u_charType(point) != U_NON_SPACING_MARK) {
      add_blank(folded);
    }
  }
}

}  // namespace

std::string fold_for_search(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  bool ascii = true;
  for (const char c : text) ascii = ascii && static_cast<unsigned char>(c) < 0x80;
  if (ascii) {
    for (const char c : text) fold_ascii(c, folded);
  } else {
    fold_unicode(text, folded);
  }
  while (!folded.empty() && folded.back() == ' ') folded.pop_back();
  return folded;
}

std::vector<std::string> search_words(std::string_view text, std::size_t words_max) {
  std::vector<std::string> words;
  const std::string folded = fold_for_search(text);
  for (std::size_t at = 0; at < folded.size() && words.size() < words_max;) {
    const auto end = std::min(folded.find(' ', at), folded.size());
    if (end > at) words.push_back(folded.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

}  // namespace kontor::host
