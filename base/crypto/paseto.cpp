#include "base/crypto/paseto.hpp"

#include <array>
#include <cstdint>

#include "base/core/bytes.hpp"

namespace kontor::crypto::paseto {
namespace {

constexpr std::string_view kHeader = "v4.public.";
constexpr std::size_t kTokenBytesMax = 65536;
constexpr std::size_t kSignatureBytes = 64;

Error refused(const char* why) {
  return {ErrorCode::untrusted, std::string("token refused: ") + why};
}

void append_le64(std::uint64_t number, std::string& out) {
  // The specification clears the top bit for languages without unsigned numbers.
  for (int byte = 0; byte < 8; ++byte)
    out += static_cast<char>((number >> (8 * byte)) & (byte == 7 ? 0x7F : 0xFF));
}

std::string pre_authentication(const std::array<std::string_view, 4>& pieces) {
  std::string out;
  append_le64(pieces.size(), out);
  for (const std::string_view piece : pieces) {
    append_le64(piece.size(), out);
    out.append(piece);
  }
  return out;
}

struct Parts {
  std::string_view body;
  std::string_view footer;
};

Result<Parts> split(std::string_view token) {
  if (token.size() > kTokenBytesMax) return refused("longer than 64 KiB");
  if (!token.starts_with(kHeader)) return refused("not a v4.public token");
  token.remove_prefix(kHeader.size());
  const std::size_t dot = token.find('.');
  if (dot == std::string_view::npos) return Parts{token, {}};
  const Parts parts{token.substr(0, dot), token.substr(dot + 1)};
  if (parts.footer.empty() || parts.footer.find('.') != std::string_view::npos)
    return refused("malformed footer");
  return parts;
}

}  // namespace

std::string sign(const SigningKey& key, std::string_view payload, std::string_view footer,
                 std::string_view implicit) {
  std::string body(payload);
  body += key.sign(pre_authentication({kHeader, payload, footer, implicit}));
  std::string token = std::string(kHeader) + base64url_encode(body);
  if (!footer.empty()) token += "." + base64url_encode(footer);
  return token;
}

Result<std::string> peek_footer(std::string_view token) {
  const Parts parts = TRY(split(token));
  auto footer = base64url_decode(parts.footer);
  if (!footer) return refused("the footer is not base64url");
  return footer;
}

Result<Opened> verify(const PublicKey& key, std::string_view token, std::string_view implicit) {
  const Parts parts = TRY(split(token));
  const auto body = base64url_decode(parts.body);
  const auto footer = base64url_decode(parts.footer);
  if (!body || !footer || body->size() < kSignatureBytes)
    return refused("not base64url, or too short");
  const std::string_view payload =
      std::string_view(*body).substr(0, body->size() - kSignatureBytes);
  const std::string_view signature = std::string_view(*body).substr(payload.size());
  if (key.scheme() != KeyScheme::ed25519 ||
      !key.verify(pre_authentication({kHeader, payload, *footer, implicit}), signature))
    return refused("the signature does not fit");
  return Opened{std::string(payload), *footer};
}

}  // namespace kontor::crypto::paseto
