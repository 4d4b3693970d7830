#pragma once

#include <cstdint>
#include <kontor/failure.hpp>
#include <string>
#include <string_view>

// RFC 4648 base64 with padding: the form of file.put and file.get.
namespace kontor {

inline std::string to_base64(std::string_view bytes) {
  static constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::string_view group = bytes.substr(at, 3);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      bits = bits << 8 | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      text += i <= group.size() ? kLetters[bits >> (18 - 6 * i) & 63U] : '=';
    }
  }
  return text;
}

// Throws Failure for what is not base64.
inline std::string from_base64(std::string_view text) {
  const auto value = [](char c) -> std::uint32_t {
    if (c >= 'A' && c <= 'Z') return static_cast<std::uint32_t>(c - 'A');
    if (c >= 'a' && c <= 'z') return static_cast<std::uint32_t>(c - 'a' + 26);
    if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0' + 52);
    if (c == '+') return 62;
    if (c == '/') return 63;
    throw Failure(KONTOR_INVALID_ARGUMENT, "not base64");
  };
  if (text.size() % 4 != 0) throw Failure(KONTOR_INVALID_ARGUMENT, "not base64");
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  for (std::size_t at = 0; at < text.size(); at += 4) {
    const std::size_t letters = at + 4 == text.size() ? 4 - padding : 4;
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 4; ++i) bits = bits << 6 | (i < letters ? value(text[at + i]) : 0U);
    for (std::size_t i = 0; i + 1 < letters; ++i) {
      bytes += static_cast<char>(bits >> (16 - 8 * i) & 255U);
    }
  }
  return bytes;
}

}  // namespace kontor
