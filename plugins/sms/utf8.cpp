#include "utf8.hpp"

namespace kontor::sms {
namespace {

constexpr char32_t kReplacement = 0xfffd;

}  // namespace

std::u32string code_points(std::string_view utf8) {
  std::u32string out;
  out.reserve(utf8.size());
  for (std::size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xc2 ? 0
                               : lead < 0xe0 ? 2
                               : lead < 0xf0 ? 3
                               : lead < 0xf5 ? 4
                                             : 0;
    char32_t point = length == 1 ? lead : lead & (0xffU >> (length + 1));
    std::size_t read = 1;
    while (read < length && i + read < utf8.size() &&
           (static_cast<unsigned char>(utf8[i + read]) & 0xc0) == 0x80) {
      point = (point << 6) | (static_cast<unsigned char>(utf8[i + read]) & 0x3fU);
      ++read;
    }
    const bool surrogate = point >= 0xd800 && point < 0xe000;
    out += length == 0 || read < length || surrogate || point > 0x10ffff ? kReplacement : point;
    i += read;
  }
  return out;
}

void append_utf8(std::string& out, char32_t point) {
  if (point < 0x80) {
    out += static_cast<char>(point);
    return;
  }
  const int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  static constexpr unsigned kLead[] = {0, 0xc0, 0xe0, 0xf0};
  out += static_cast<char>(kLead[more] | (point >> (6 * more)));
  for (int shift = 6 * (more - 1); shift >= 0; shift -= 6) {
    out += static_cast<char>(0x80U | ((point >> shift) & 0x3fU));
  }
}

std::string cut(const std::string& utf8, std::size_t most) {
  if (utf8.size() <= most) return utf8;
  while (most > 0 && (static_cast<unsigned char>(utf8[most]) & 0xc0) == 0x80) --most;
  return utf8.substr(0, most);
}

std::string beginning(const std::string& utf8, std::size_t most) {
  if (utf8.size() <= most) return utf8;
  std::string text = cut(utf8, most);
  if (const auto space = text.rfind(' '); space != std::string::npos && utf8[text.size()] != ' ') {
    text.resize(space);
  }
  return text + "…";
}

}  // namespace kontor::sms
