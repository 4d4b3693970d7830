#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

// Where the numbers of a trace file lie; all little-endian. sdk/docs/trace-format.md.
namespace kontor::trace::layout {

inline constexpr std::string_view kMagic = "KONTRACE";
inline constexpr std::uint16_t kVersion = 1;
inline constexpr std::size_t kFileHead = 24;
inline constexpr std::size_t kRecordHead = 48;
inline constexpr std::uint8_t kDescriptor = 1;
inline constexpr std::uint8_t kRedacted = 2;

template <typename Number>
void put(std::string& bytes, std::size_t offset, Number number) {
  static_assert(std::endian::native == std::endian::little);
  std::memcpy(bytes.data() + offset, &number, sizeof number);
}

template <typename Number>
Number get(std::string_view bytes, std::size_t offset) {
  Number number{};
  std::memcpy(&number, bytes.data() + offset, sizeof number);
  return number;
}

// CRC-32 of ISO 3309, as in zip and PNG.
inline std::uint32_t checksum(std::string_view bytes) {
  static constexpr auto kTable = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t index = 0; index < table.size(); ++index) {
      std::uint32_t sum = index;
      for (int bit = 0; bit < 8; ++bit) sum = (sum & 1U) != 0 ? 0xedb88320U ^ (sum >> 1) : sum >> 1;
      table.at(index) = sum;
    }
    return table;
  }();
  std::uint32_t sum = ~0U;
  for (const char byte : bytes)
    sum = kTable[(sum ^ static_cast<unsigned char>(byte)) & 0xffU] ^ (sum >> 8);
  return ~sum;
}

}  // namespace kontor::trace::layout
