#include <algorithm>
#include <array>

#include "base/core/bytes.hpp"
#include "base/crypto/hash.hpp"
#include "base/tlog/key_name.hpp"
#include "base/tlog/note.hpp"
#include "base/tlog/numbers.hpp"

namespace kontor::tlog {
namespace {

constexpr std::size_t kKeyNameBytesMax = 255;
constexpr std::size_t kVkeyBytesMax = 512;

Error not_a_vkey(const std::string& why) {
  return {ErrorCode::invalid_argument, "this is no verifier key: " + why};
}

// key ID = SHA-256(key name || 0x0A || signature type || public key)[:4]
std::uint32_t key_id_of(const std::string& name, const std::string& type_and_key) {
  const std::string digest = crypto::sha256(name + "\n" + type_and_key);
  return static_cast<std::uint32_t>(big_endian(std::string_view(digest).substr(0, 4)));
}

std::string type_and_key(SignatureType type, const crypto::PublicKey& key) {
  return std::string(1, static_cast<char>(type)) + key.ed25519_raw();
}

}  // namespace

bool is_key_name(std::string_view name) {
  // Unicode White_Space above ASCII, as UTF-8.
  constexpr std::array<std::string_view, 18> kSpaces = {
      "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81",
      "\xE2\x80\x82", "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86",
      "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8",
      "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F"};
  constexpr std::string_view kWideSpace = "\xE3\x80\x80";
  if (name.empty() || name.size() > kKeyNameBytesMax || !is_utf8(name)) return false;
  const auto forbidden = [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == '+' || c == 0x7F;
  };
  return std::ranges::none_of(name, forbidden) && name.find(kWideSpace) == std::string_view::npos &&
         std::ranges::none_of(kSpaces, [name](std::string_view space) {
           return name.find(space) != std::string_view::npos;
         });
}

Result<VerifierKey> VerifierKey::make(const std::string& name, const crypto::PublicKey& key,
                                      SignatureType type) {
  if (!is_key_name(name)) return not_a_vkey("\"" + name + "\" is no name of a key");
  if (key.scheme() != crypto::KeyScheme::ed25519) return not_a_vkey("only Ed25519 keys are known");
  return VerifierKey{name, key_id_of(name, type_and_key(type, key)), type, key};
}

Result<VerifierKey> VerifierKey::parse(std::string_view vkey) {
  if (vkey.size() > kVkeyBytesMax) return not_a_vkey("it is longer than 512 bytes");
  const std::size_t first = vkey.find('+');
  const std::size_t second = first == std::string_view::npos ? first : vkey.find('+', first + 1);
  if (second == std::string_view::npos) return not_a_vkey("it has not the form name+id+key");
  const std::string id = TRY(hex_decode(vkey.substr(first + 1, second - first - 1)));
  const std::string bytes = TRY(base64_decode(vkey.substr(second + 1)));
  if (id.size() != 4 || bytes.empty()) return not_a_vkey("its id is not 8 digits");
  const auto type = static_cast<SignatureType>(bytes.front());
  if (type != SignatureType::ed25519 && type != SignatureType::cosignature_v1)
    return not_a_vkey("its signature type is unknown");
  const crypto::PublicKey key = TRY(crypto::PublicKey::from_ed25519(bytes.substr(1)));
  VerifierKey made = TRY(make(std::string(vkey.substr(0, first)), key, type));
  if (made.id != big_endian(id)) return not_a_vkey("its id is not that of its key");
  return made;
}

std::string VerifierKey::text() const {
  return name + "+" + hex_encode(to_big_endian(id, 4)) + "+" +
         base64_encode(type_and_key(type, key));
}

}  // namespace kontor::tlog
