#include "base/core/uuid.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace kontor {
namespace {

// Milliseconds in the upper bits, a 12-bit counter (RFC 9562 section 6.2, method 1)
// in the lower ones; strictly increasing for the whole process.
std::atomic<std::uint64_t> last_stamp{0};

std::uint64_t next_stamp(TimeMs now) {
  const std::uint64_t wanted = static_cast<std::uint64_t>(now) << 12;
  std::uint64_t last = last_stamp.load();
  std::uint64_t next = 0;
  do next = wanted > last ? wanted : last + 1;
  while (!last_stamp.compare_exchange_weak(last, next));
  return next;
}

}  // namespace

std::string IdSource::next() {
  const std::uint64_t stamp = next_stamp(clock_.now_ms());
  std::string bytes = random_.bytes(16);
  for (std::size_t i = 0; i < 6; ++i) bytes[i] = static_cast<char>(stamp >> (12 + 8 * (5 - i)));
  bytes[6] = static_cast<char>(0x70 | ((stamp >> 8) & 0x0F));
  bytes[7] = static_cast<char>(stamp & 0xFF);
  bytes[8] = static_cast<char>(0x80 | (bytes[8] & 0x3F));
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    const auto byte = static_cast<std::uint8_t>(bytes[i]);
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const bool digit = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f');
    if (dash ? text[i] != '-' : !digit) return false;
  }
  return true;
}

}  // namespace kontor
