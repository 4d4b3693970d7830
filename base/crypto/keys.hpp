#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/core/result.hpp"

namespace kontor::crypto {

enum class KeyScheme { ed25519, ecdsa_p256_sha256, rsa_pss_sha256 };

// A key that verifies. Copies share the immutable OpenSSL object. Any thread.
class PublicKey {
 public:
  static Result<PublicKey> from_ed25519(std::string_view raw_32_bytes);
  // SubjectPublicKeyInfo PEM; the scheme must fit the key (RSA: 2048 to 8192 bits).
  static Result<PublicKey> from_pem(std::string_view pem, KeyScheme scheme);

  KeyScheme scheme() const { return scheme_; }
  // ed25519: 64 raw bytes. ECDSA: DER. RSA-PSS: MGF1-SHA-256, any salt length.
  bool verify(std::string_view message, std::string_view signature) const;
  std::string ed25519_raw() const;  // 32 bytes; empty for other schemes.
  std::string pem() const;

 private:
  struct Handle;
  PublicKey(std::shared_ptr<const Handle> handle, KeyScheme scheme)
      : handle_(std::move(handle)), scheme_(scheme) {}
  friend class SigningKey;
  std::shared_ptr<const Handle> handle_;  // Shared by copies of this value; immutable.
  KeyScheme scheme_;
};

// An Ed25519 private key (RFC 8032). Copies share the OpenSSL object. Any thread.
class SigningKey {
 public:
  static SigningKey generate();
  static Result<SigningKey> from_seed(std::string_view raw_32_bytes);
  static Result<SigningKey> from_pem(std::string_view pem);  // PKCS#8

  std::string sign(std::string_view message) const;  // 64 bytes
  PublicKey public_key() const;
  std::string pem() const;  // Secret.

  // Reads the key file (refuses one that others may read), or makes it with mode 0600.
  static Result<SigningKey> load(const std::filesystem::path& file);
  static Result<SigningKey> load_or_create(const std::filesystem::path& file);

 private:
  struct Handle;
  explicit SigningKey(std::shared_ptr<const Handle> handle) : handle_(std::move(handle)) {}
  std::shared_ptr<const Handle> handle_;  // Shared by copies of this value; immutable.
};

}  // namespace kontor::crypto
