#pragma once

#include <string>

#include "base/crypto/keys.hpp"
#include "base/crypto/openssl_handles.hpp"

// Private to base/crypto.
namespace kontor::crypto {

inline constexpr std::size_t kEd25519Bytes = 32;
inline constexpr std::size_t kEd25519SignatureBytes = 64;

struct PublicKey::Handle {
  Openssl<EVP_PKEY> key;
};

struct SigningKey::Handle {
  explicit Handle(Openssl<EVP_PKEY> secret);  // Aborts unless it is an Ed25519 key.
  Openssl<EVP_PKEY> key;
  PublicKey public_key;
};

inline std::string bio_text(BIO* bio) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace kontor::crypto
