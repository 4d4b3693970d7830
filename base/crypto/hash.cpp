#include "base/crypto/hash.hpp"

#include <openssl/crypto.h>

#include <array>
#include <initializer_list>

#include "base/core/bytes.hpp"
#include "base/crypto/openssl_handles.hpp"

namespace kontor::crypto {
namespace {

// Looked up once: OpenSSL 3 searches its providers whenever it is given EVP_sha256().
struct Algorithms {
  EVP_MD* sha256 = EVP_MD_fetch(nullptr, "SHA2-256", nullptr);
  EVP_MD* sha512 = EVP_MD_fetch(nullptr, "SHA2-512", nullptr);
};

const Algorithms& algorithms() {
  static const Algorithms found;  // Never freed: threads may hash until the end.
  must(found.sha256 != nullptr && found.sha512 != nullptr);
  return found;
}

// The digest of the parts one behind the other.
std::string digest(const EVP_MD* algorithm, std::initializer_list<std::string_view> parts) {
  thread_local const Openssl<EVP_MD_CTX> context(EVP_MD_CTX_new());
  must(context && EVP_DigestInit_ex(context.get(), algorithm, nullptr) == 1);
  for (const std::string_view part : parts) {
    must(EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1);
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int size = 0;
  must(EVP_DigestFinal_ex(context.get(), out.data(), &size) == 1);
  return {reinterpret_cast<const char*>(out.data()), size};
}

constexpr std::size_t kSha256BlockBytes = 64;

}  // namespace

std::string sha256(std::string_view bytes) { return digest(algorithms().sha256, {bytes}); }
std::string sha512(std::string_view bytes) { return digest(algorithms().sha512, {bytes}); }
std::string sha256_hex(std::string_view bytes) { return hex_encode(sha256(bytes)); }
std::string sha512_hex(std::string_view bytes) { return hex_encode(sha512(bytes)); }

// RFC 2104, section 2. OpenSSL's own makes and searches three objects a call.
std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  std::string hashed;
  if (key.size() > kSha256BlockBytes) key = hashed = sha256(key);
  std::array<char, kSha256BlockBytes> inner{};
  std::array<char, kSha256BlockBytes> outer{};
  for (std::size_t i = 0; i < kSha256BlockBytes; ++i) {
    const char byte = i < key.size() ? key[i] : '\0';
    inner[i] = static_cast<char>(byte ^ 0x36);
    outer[i] = static_cast<char>(byte ^ 0x5c);
  }
  const auto text = [](const auto& block) { return std::string_view(block.data(), block.size()); };
  std::string mac =
      digest(algorithms().sha256, {text(outer), digest(algorithms().sha256, {text(inner), bytes})});
  OPENSSL_cleanse(inner.data(), inner.size());
  OPENSSL_cleanse(outer.data(), outer.size());
  OPENSSL_cleanse(hashed.data(), hashed.size());
  return mac;
}

struct Hasher::State {
  Openssl<EVP_MD_CTX> context{EVP_MD_CTX_new()};
};

Hasher::Hasher(Algorithm algorithm) : state_(std::make_unique<State>()) {
  const EVP_MD* chosen = algorithm == Algorithm::sha256 ? algorithms().sha256 : algorithms().sha512;
  must(state_->context && EVP_DigestInit_ex(state_->context.get(), chosen, nullptr) == 1);
}

Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

void Hasher::update(std::string_view bytes) {
  must(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
}

std::string Hasher::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int size = 0;
  must(EVP_DigestFinal_ex(state_->context.get(), out.data(), &size) == 1);
  return {reinterpret_cast<const char*>(out.data()), size};
}

bool equal_secrets(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace kontor::crypto
