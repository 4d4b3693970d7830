#include "marketplace/core/case_folding.hpp"

#include <locale.h>
#include <wctype.h>

namespace kontor::marketplace {
namespace {

void append_utf8(std::string& out, wint_t letter) {
  const auto put = [&out](wint_t byte) { out.push_back(static_cast<char>(byte)); };
  if (letter < 0x80) return put(letter);
  if (letter < 0x800) {
    put(0xC0 | letter >> 6);
    return put(0x80 | (letter & 0x3F));
  }
  if (letter < 0x10000) {
    put(0xE0 | letter >> 12);
    put(0x80 | (letter >> 6 & 0x3F));
    return put(0x80 | (letter & 0x3F));
  }
  put(0xF0 | letter >> 18);
  put(0x80 | (letter >> 12 & 0x3F));
  put(0x80 | (letter >> 6 & 0x3F));
  put(0x80 | (letter & 0x3F));
}

// Length of the UTF-8 sequence at the front and its letter; length 0 if there is none.
std::size_t decode(std::string_view text, wint_t& letter) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                                           : 4;
  if (length == 0 || length > text.size() || lead > 0xF4) return 0;
  letter = length == 1 ? lead : lead & (0x7FU >> length);
  for (std::size_t index = 1; index < length; ++index) {
    const auto byte = static_cast<unsigned char>(text[index]);
    if ((byte & 0xC0) != 0x80) return 0;
    letter = letter << 6 | (byte & 0x3F);
  }
  return length;
}

}  // namespace

std::string fold_case(std::string_view text) {
  static const locale_t kLocale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  std::string folded;
  folded.reserve(text.size());
  while (!text.empty()) {
    wint_t letter = 0;
    const std::size_t length = decode(text, letter);
    if (length == 0) {
      folded.push_back(text.front());
    } else {
      append_utf8(folded, kLocale ? towlower_l(letter, kLocale) : letter);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return folded;
}

}  // namespace kontor::marketplace
