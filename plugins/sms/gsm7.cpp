#include "gsm7.hpp"

#include "utf8.hpp"

namespace kontor::sms {
namespace {

constexpr char kEscape = 0x1b;

// The character at each of the 128 places; the escape's own place stands for none.
constexpr std::u32string_view kBasic =
    U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    U"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
static_assert(kBasic.size() == 128);

struct Extension {
  char septet;
  char32_t point;
};
constexpr Extension kExtensions[] = {{0x0a, U'\f'}, {0x14, U'^'}, {0x28, U'{'}, {0x29, U'}'},
                                     {0x2f, U'\\'}, {0x3c, U'['}, {0x3d, U'~'}, {0x3e, U']'},
                                     {0x40, U'|'},  {0x65, U'€'}};

}  // namespace

std::string septets_of(char32_t point) {
  const std::size_t place = kBasic.find(point);
  if (place != std::u32string_view::npos && point != static_cast<char32_t>(kEscape)) {
    return std::string(1, static_cast<char>(place));
  }
  for (const Extension& extension : kExtensions) {
    if (extension.point == point) return {kEscape, extension.septet};
  }
  return {};
}

std::string text_of_septets(std::string_view septets) {
  std::string out;
  for (std::size_t i = 0; i < septets.size(); ++i) {
    char32_t point = 0;
    if (septets[i] == kEscape && i + 1 < septets.size()) {
      ++i;
      for (const Extension& extension : kExtensions) {
        if (extension.septet == septets[i]) point = extension.point;
      }
    }
    if (point == 0) point = kBasic[static_cast<unsigned char>(septets[i]) & 0x7fU];
    append_utf8(out, point == static_cast<char32_t>(kEscape) ? U' ' : point);
  }
  return out;
}

}  // namespace kontor::sms
