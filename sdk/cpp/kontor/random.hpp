#pragma once

#include <unistd.h>

#include <array>
#include <kontor/failure.hpp>
#include <string>
#include <string_view>

namespace kontor {

// 2 × `Bytes` hexadecimal digits of the kernel's generator: for ids and links nobody guesses.
template <std::size_t Bytes = 16>
std::string random_hex() {
  static_assert(Bytes <= 256);
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<unsigned char, Bytes> bytes{};
  if (::getentropy(bytes.data(), bytes.size()) != 0) {
    throw Failure(KONTOR_INTERNAL, "the kernel gives no random bytes");
  }
  std::string text;
  for (const unsigned char byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

// Compares a secret with what a stranger sent, in a time that tells nothing.
inline bool same_secret(std::string_view secret, std::string_view sent) {
  if (secret.size() != sent.size()) return false;
  unsigned char difference = 0;
  for (std::size_t i = 0; i < secret.size(); ++i) {
    difference = static_cast<unsigned char>(difference | (secret[i] ^ sent[i]));
  }
  return difference == 0;
}

}  // namespace kontor
