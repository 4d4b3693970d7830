#include "gsm7.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace kontor::sms {
namespace {

// The default alphabet beyond ASCII, and its extension, which takes two septets.
constexpr std::u32string_view kBasicBeyondAscii = U"£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà";
constexpr std::u32string_view kExtension = U"\f^{}\\[~]|€";

struct Room {
  int alone;
  int linked;  // Less, since the link takes six bytes.
};
constexpr Room kGsm7{160, 153};
constexpr Room kUcs2{70, 67};

std::u32string decode(std::string_view text) {
  std::u32string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    char32_t point = length == 1 ? lead : lead & (0xffU >> (length + 1));
    for (std::size_t k = 1; k < length && i + k < text.size(); ++k) {
      point = (point << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3fU);
    }
    out += point;
    i += length;
  }
  return out;
}

// Septets of one character; 0 if GSM-7 does not have it.
int septets(char32_t point) {
  if (kExtension.find(point) != std::u32string_view::npos) return 2;
  if (point < 0x80) {
    const bool absent =
        point == U'`' || (point < 0x20 && point != U'\n' && point != U'\r') || point == 0x7f;
    return absent ? 0 : 1;
  }
  return kBasicBeyondAscii.find(point) != std::u32string_view::npos ? 1 : 0;
}

Size fill(const char* encoding, const std::vector<int>& units, Room room) {
  Size size{.encoding = encoding};
  for (const int unit : units) size.units += unit;
  if (units.empty()) return size;
  size.parts = 1;
  if (size.units <= room.alone) return size;
  int used = 0;
  for (const int unit : units) {
    if (used + unit > room.linked) {
      ++size.parts;
      used = 0;
    }
    used += unit;
  }
  return size;
}

}  // namespace

Size measure(std::string_view text) {
  std::vector<int> gsm;
  std::vector<int> ucs;
  for (const char32_t point : decode(text)) {
    gsm.push_back(septets(point));
    ucs.push_back(point > 0xffff ? 2 : 1);
  }
  const bool fits = std::find(gsm.begin(), gsm.end(), 0) == gsm.end();
  return fits ? fill("GSM-7", gsm, kGsm7) : fill("UCS-2", ucs, kUcs2);
}

}  // namespace kontor::sms
