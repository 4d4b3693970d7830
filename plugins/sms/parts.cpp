#include "parts.hpp"

#include <utility>

#include "gsm7.hpp"
#include "utf8.hpp"

namespace kontor::sms {
namespace {

struct Room {
  std::size_t alone;   // Octets of a message that is the only one …
  std::size_t linked;  // … and of one that carries a link.
};
constexpr Room kSeptetRoom{160, 153};
constexpr Room kUcs2Room{140, 134};

std::string utf16_of(char32_t point) {
  const auto unit = [](char32_t value) {
    return std::string{static_cast<char>(value >> 8 & 255), static_cast<char>(value & 255)};
  };
  if (point < 0x10000) return unit(point);
  const char32_t rest = point - 0x10000;
  return unit(0xd800 + (rest >> 10)) + unit(0xdc00 + (rest & 0x3ff));
}

void fill(Parts& parts, const std::vector<std::string>& characters, Room room) {
  std::size_t total = 0;
  for (const std::string& one : characters) total += one.size();
  const std::size_t most = total <= room.alone ? room.alone : room.linked;
  for (const std::string& one : characters) {
    if (parts.octets.empty() || parts.octets.back().size() + one.size() > most) {
      parts.octets.emplace_back();
    }
    parts.octets.back() += one;
  }
  parts.units = static_cast<int>(parts.alphabet == Alphabet::gsm7 ? total : total / 2);
}

}  // namespace

Parts split(std::string_view text) {
  const std::u32string points = code_points(text);
  std::vector<std::string> characters;
  characters.reserve(points.size());
  for (const char32_t point : points) {
    characters.push_back(septets_of(point));
    if (characters.back().empty()) break;
  }
  Parts parts;
  if (characters.empty() || !characters.back().empty()) {
    fill(parts, characters, kSeptetRoom);
    return parts;
  }
  parts.alphabet = Alphabet::ucs2;
  characters.clear();
  for (const char32_t point : points) characters.push_back(utf16_of(point));
  fill(parts, characters, kUcs2Room);
  return parts;
}

std::string whole(const Parts& parts) {
  std::string octets;
  for (const std::string& one : parts.octets) octets += one;
  return octets;
}

Size measure(std::string_view text) {
  const Parts parts = split(text);
  return {.encoding = parts.alphabet == Alphabet::gsm7 ? "GSM-7" : "UCS-2",
          .units = parts.units,
          .parts = static_cast<int>(parts.octets.size())};
}

std::string text_of_utf16(std::string_view octets) {
  std::string out;
  const auto unit = [octets](std::size_t at) {
    return static_cast<char32_t>(static_cast<unsigned char>(octets[at]) << 8 |
                                 static_cast<unsigned char>(octets[at + 1]));
  };
  for (std::size_t at = 0; at + 1 < octets.size(); at += 2) {
    char32_t point = unit(at);
    const bool high = point >= 0xd800 && point < 0xdc00;
    if (high && at + 3 < octets.size() && (unit(at + 2) & 0xfc00) == 0xdc00) {
      point = 0x10000 + ((point & 0x3ff) << 10) + (unit(at + 2) & 0x3ff);
      at += 2;
    } else if (point >= 0xd800 && point < 0xe000) {
      point = 0xfffd;
    }
    append_utf8(out, point);
  }
  return out;
}

}  // namespace kontor::sms
