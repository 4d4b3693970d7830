#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

// The types of SMPP's parameters (3.1): integers, C-octet strings, octets of a given length.
namespace kontor::sms::smpp {

inline void put_u8(std::string& out, std::uint32_t value) { out += static_cast<char>(value & 255); }
inline void put_u16(std::string& out, std::uint32_t value) {
  put_u8(out, value >> 8);
  put_u8(out, value);
}
inline void put_u32(std::string& out, std::uint32_t value) {
  put_u16(out, value >> 16);
  put_u16(out, value);
}
// NUL-terminated; what is longer than `max` octets with its NUL is cut.
inline void put_c_string(std::string& out, std::string_view text, std::size_t max) {
  out += text.substr(0, std::min(text.find('\0'), max - 1));
  out += '\0';
}

// Reads from the front. After the first thing that is not there, ok() is false and all
// further reads give nothing.
class OctetReader {
 public:
  explicit OctetReader(std::string_view bytes) : rest_(bytes) {}

  std::uint32_t u8() { return integer(1); }
  std::uint32_t u16() { return integer(2); }
  std::uint32_t u32() { return integer(4); }

  // At most `max` octets, the NUL counted.
  std::string c_string(std::size_t max) {
    const std::size_t end = rest_.find('\0');
    if (end == std::string_view::npos || end >= max) return fail();
    const std::string text(rest_.substr(0, end));
    rest_.remove_prefix(end + 1);
    return text;
  }
  std::string octets(std::size_t count) {
    if (count > rest_.size()) return fail();
    const std::string bytes(rest_.substr(0, count));
    rest_.remove_prefix(count);
    return bytes;
  }
  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }

 private:
  std::uint32_t integer(std::size_t count) {
    std::uint32_t value = 0;
    for (const char octet : octets(count)) value = value << 8 | static_cast<unsigned char>(octet);
    return value;
  }
  std::string fail() {
    ok_ = false;
    rest_ = {};
    return {};
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace kontor::sms::smpp
