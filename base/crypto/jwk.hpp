#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/core/json.hpp"
#include "base/crypto/openssl_handles.hpp"

// Private to base/crypto.
namespace kontor::crypto {

// A public key of RFC 7517 that verifies.
struct Jwk {
  std::string id;         // "" if it has none.
  std::string kind;       // "RSA", "EC" or "OKP".
  std::string algorithm;  // The only one it serves; "" for any of its kind.
  Openssl<EVP_PKEY> key;
};

// Nothing for keys that encrypt, are private, too small, or of a kind we do not know.
std::optional<Jwk> read_jwk(const Json& json);
// RFC 7518 section 3.1: RS256, PS256, ES256; RFC 8037: EdDSA.
bool serves(const Jwk& key, const std::string& algorithm);
bool verify_with(const Jwk& key, const std::string& algorithm, std::string_view message,
                 std::string_view signature);

}  // namespace kontor::crypto
