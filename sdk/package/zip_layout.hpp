#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kontor::package::zip {

// The parts of PKWARE's APPNOTE 6.3 that the canonical profile uses, and the one value each
// free field has in it. sdk/docs/package-format.md shows the bytes.
constexpr std::uint32_t kLocalSignature = 0x04034b50;
constexpr std::uint32_t kCentralSignature = 0x02014b50;
constexpr std::uint32_t kEndSignature = 0x06054b50;
constexpr std::size_t kLocalBytes = 30;
constexpr std::size_t kCentralBytes = 46;
constexpr std::size_t kEndBytes = 22;

constexpr std::uint16_t kVersion = 20;    // 2.0; "made by" the same, on MS-DOS: no modes.
constexpr std::uint16_t kFlags = 0x0800;  // Names are UTF-8.
constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kDeflated = 8;
constexpr std::uint16_t kTime = 0;
constexpr std::uint16_t kDate = 0x0021;  // 1980-01-01

inline std::uint16_t get16(std::string_view bytes, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[at + i]); };
  return static_cast<std::uint16_t>(byte(0) | (byte(1) << 8U));
}

inline std::uint32_t get32(std::string_view bytes, std::size_t at) {
  return get16(bytes, at) | (static_cast<std::uint32_t>(get16(bytes, at + 2)) << 16U);
}

inline void put16(std::string& out, std::uint16_t value) {
  out += static_cast<char>(value & 0xffU);
  out += static_cast<char>(value >> 8U);
}

inline void put32(std::string& out, std::uint32_t value) {
  put16(out, static_cast<std::uint16_t>(value & 0xffffU));
  put16(out, static_cast<std::uint16_t>(value >> 16U));
}

// The fields that a local header and a central one share, from "version needed" to "extra
// length": 26 bytes in this order in both.
struct Header {
  std::uint16_t version, flags, method, time, date;
  std::uint32_t crc32, packed_size, size;
  std::uint16_t name_bytes, extra_bytes;

  bool operator==(const Header&) const = default;
};
constexpr std::size_t kHeaderBytes = 26;

inline Header get_header(std::string_view bytes, std::size_t at) {
  return {get16(bytes, at),      get16(bytes, at + 2),  get16(bytes, at + 4),
          get16(bytes, at + 6),  get16(bytes, at + 8),  get32(bytes, at + 10),
          get32(bytes, at + 14), get32(bytes, at + 18), get16(bytes, at + 22),
          get16(bytes, at + 24)};
}

inline void put_header(std::string& out, const Header& header) {
  put16(out, header.version);
  put16(out, header.flags);
  put16(out, header.method);
  put16(out, header.time);
  put16(out, header.date);
  put32(out, header.crc32);
  put32(out, header.packed_size);
  put32(out, header.size);
  put16(out, header.name_bytes);
  put16(out, header.extra_bytes);
}

}  // namespace kontor::package::zip
