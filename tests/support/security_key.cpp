#include "tests/support/security_key.hpp"

#include <openssl/ec.h>
#include <openssl/evp.h>

#include <cstdlib>

#include "base/core/bytes.hpp"
#include "base/core/random.hpp"
#include "base/crypto/hash.hpp"

namespace kontor::testing {

namespace {

// RFC 8949, as far as an authenticator goes.
std::string cbor_head(unsigned major, std::size_t value) {
  std::string head;
  if (value < 24) return std::string(1, static_cast<char>(major << 5 | value));
  if (value < 256) return {static_cast<char>(major << 5 | 24), static_cast<char>(value)};
  return {static_cast<char>(major << 5 | 25), static_cast<char>(value >> 8),
          static_cast<char>(value & 255)};
}
std::string cbor_number(int value) {
  return value >= 0 ? cbor_head(0, static_cast<std::size_t>(value))
                    : cbor_head(1, static_cast<std::size_t>(-1 - value));
}
std::string cbor_bytes(const std::string& bytes) { return cbor_head(2, bytes.size()) + bytes; }
std::string cbor_text(const std::string& text) { return cbor_head(3, text.size()) + text; }
std::string cbor_map(std::size_t members) { return cbor_head(5, members); }

}  // namespace

struct SecurityKey::Parts {
  EVP_PKEY* key = nullptr;
  Scheme scheme = Scheme::es256;

  // COSE_Key (RFC 9053).
  std::string cose() const {
    if (scheme == Scheme::eddsa) {
      std::string x(32, '\0');
      std::size_t size = x.size();
      EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(x.data()), &size);
      return cbor_map(4) + cbor_number(1) + cbor_number(1) + cbor_number(3) + cbor_number(-8) +
             cbor_number(-1) + cbor_number(6) + cbor_number(-2) + cbor_bytes(x);
    }
    unsigned char* point = nullptr;
    const std::size_t size = EVP_PKEY_get1_encoded_public_key(key, &point);
    const std::string text(reinterpret_cast<const char*>(point), size);
    OPENSSL_free(point);
    return cbor_map(5) + cbor_number(1) + cbor_number(2) + cbor_number(3) + cbor_number(-7) +
           cbor_number(-1) + cbor_number(1) + cbor_number(-2) + cbor_bytes(text.substr(1, 32)) +
           cbor_number(-3) + cbor_bytes(text.substr(33));
  }
};

SecurityKey::SecurityKey(Scheme scheme)
    : parts_(std::make_unique<Parts>()), credential_id_(SystemRandom().bytes(40)) {
  parts_->scheme = scheme;
  parts_->key = scheme == Scheme::es256 ? EVP_EC_gen("P-256")
                                        : EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  if (parts_->key == nullptr) std::abort();
}

SecurityKey::~SecurityKey() { EVP_PKEY_free(parts_->key); }

std::string client_data(const std::string& type, const std::string& challenge,
                        const std::string& origin) {
  return R"({"type":")" + type + R"(","challenge":")" + base64url_encode(challenge) +
         R"(","origin":")" + origin + R"(","crossOrigin":false})";
}

std::string SecurityKey::authenticator_data(const crypto::RelyingParty& party, bool with_key) {
  if (counts) ++counter;
  std::string data = crypto::sha256(party.id);
  data += static_cast<char>((touched ? 0x01 : 0x00) | (with_key ? 0x40 : 0x00));
  for (const int shift : {24, 16, 8, 0}) data += static_cast<char>(counter >> shift & 255);
  if (!with_key) return data;
  data += std::string(16, '\0');
  data += static_cast<char>(credential_id_.size() >> 8);
  data += static_cast<char>(credential_id_.size() & 255);
  return data + credential_id_ + parts_->cose();
}

std::string SecurityKey::signature(const std::string& message) const {
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  const EVP_MD* const digest = parts_->scheme == Scheme::es256 ? EVP_sha256() : nullptr;
  std::string signature(128, '\0');
  std::size_t size = signature.size();
  const bool made =
      EVP_DigestSignInit(context, nullptr, digest, nullptr, parts_->key) == 1 &&
      EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                     reinterpret_cast<const unsigned char*>(message.data()), message.size()) == 1;
  EVP_MD_CTX_free(context);
  if (!made) std::abort();
  signature.resize(size);
  return signature;
}

crypto::KeyRegistration SecurityKey::create(const crypto::RelyingParty& party,
                                            const std::string& challenge) {
  return {.client_data = client_data("webauthn.create", challenge, party.origin),
          .attestation = cbor_map(3) + cbor_text("fmt") + cbor_text("none") + cbor_text("attStmt") +
                         cbor_map(0) + cbor_text("authData") +
                         cbor_bytes(authenticator_data(party, /*with_key=*/true))};
}

crypto::KeyAssertion SecurityKey::sign(const crypto::RelyingParty& party,
                                       const std::string& challenge) {
  crypto::KeyAssertion given{.credential_id = credential_id_,
                             .client_data = client_data("webauthn.get", challenge, party.origin),
                             .authenticator_data = authenticator_data(party, /*with_key=*/false),
                             .signature = {}};
  given.signature = signature(given.authenticator_data + crypto::sha256(given.client_data));
  return given;
}

}  // namespace kontor::testing
