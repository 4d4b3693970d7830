#include "links.hpp"

#include <kontor/hmac.hpp>
#include <kontor/json.hpp>
#include <kontor/random.hpp>

namespace kontor::consent {
namespace {

constexpr std::size_t kTokenBytesMax = 512;

std::string to_hex(std::string_view bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char c : bytes) {
    text += kDigits[static_cast<unsigned char>(c) >> 4U];
    text += kDigits[static_cast<unsigned char>(c) & 15U];
  }
  return text;
}

std::optional<std::string> from_hex(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  const auto value = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
  };
  std::string bytes;
  bytes.reserve(digits.size() / 2);
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = value(digits[i]);
    const int low = value(digits[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

}  // namespace

std::string Links::signature(std::string_view claim) const {
  return hmac_sha256_hex(key_, "link/" + std::string(claim));
}

std::string Links::sign(const LinkClaim& claim) const {
  const Json text = {claim.page, claim.person, claim.purpose, claim.event};
  const std::string plain = text.dump();
  return to_hex(plain) + "." + signature(plain);
}

std::optional<LinkClaim> Links::read(std::string_view token, std::string_view page) const {
  if (token.size() > kTokenBytesMax) return std::nullopt;
  const auto dot = token.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto plain = from_hex(token.substr(0, dot));
  if (!plain || !same_secret(signature(*plain), token.substr(dot + 1))) return std::nullopt;
  const Json claim = Json::parse(*plain, nullptr, /*allow_exceptions=*/false);
  if (!claim.is_array() || claim.size() != 4 || claim[0] != page) return std::nullopt;
  return LinkClaim{.page = claim[0].get<std::string>(),
                   .person = claim[1].get<std::string>(),
                   .purpose = claim[2].get<std::string>(),
                   .event = claim[3].get<std::int64_t>()};
}

}  // namespace kontor::consent
