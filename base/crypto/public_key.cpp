#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "base/crypto/key_handles.hpp"

namespace kontor::crypto {
namespace {

constexpr std::size_t kPublicPemBytesMax = 16384;
constexpr int kRsaBitsMin = 2048;
constexpr int kRsaBitsMax = 8192;

bool fits(EVP_PKEY* key, KeyScheme scheme) {
  switch (scheme) {
    case KeyScheme::ed25519:
      return EVP_PKEY_is_a(key, "ED25519") == 1;
    case KeyScheme::ecdsa_p256_sha256: {
      char curve[32] = {};
      std::size_t size = 0;
      return EVP_PKEY_is_a(key, "EC") == 1 &&
             EVP_PKEY_get_group_name(key, curve, sizeof curve, &size) == 1 &&
             std::string_view(curve) == "prime256v1";
    }
    case KeyScheme::rsa_pss_sha256:
      return EVP_PKEY_is_a(key, "RSA") == 1 && EVP_PKEY_get_bits(key) >= kRsaBitsMin &&
             EVP_PKEY_get_bits(key) <= kRsaBitsMax;
  }
  return false;
}

// The digest and padding of the scheme are set on the context that verifies.
bool begin_verify(EVP_MD_CTX* context, EVP_PKEY* key, KeyScheme scheme) {
  EVP_PKEY_CTX* parameters = nullptr;  // Owned by `context`.
  const EVP_MD* digest = scheme == KeyScheme::ed25519 ? nullptr : EVP_sha256();
  if (EVP_DigestVerifyInit(context, &parameters, digest, nullptr, key) != 1) return false;
  if (scheme != KeyScheme::rsa_pss_sha256) return true;
  return EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md(parameters, EVP_sha256()) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_AUTO) == 1;
}

}  // namespace

Result<PublicKey> PublicKey::from_ed25519(std::string_view raw) {
  if (raw.size() != kEd25519Bytes)
    return Error{ErrorCode::invalid_argument, "an Ed25519 public key has 32 bytes"};
  Openssl<EVP_PKEY> key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, as_bytes(raw), raw.size()));
  ERR_clear_error();
  if (!key) return Error{ErrorCode::invalid_argument, "not an Ed25519 public key"};
  return PublicKey(std::make_shared<const Handle>(Handle{std::move(key)}), KeyScheme::ed25519);
}

Result<PublicKey> PublicKey::from_pem(std::string_view pem, KeyScheme scheme) {
  if (pem.size() > kPublicPemBytesMax)
    return Error{ErrorCode::invalid_argument, "PEM key is too long"};
  const Openssl<BIO> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  must(bio != nullptr);
  Openssl<EVP_PKEY> key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  if (!key) return Error{ErrorCode::invalid_argument, "not a public key in PEM form"};
  if (!fits(key.get(), scheme))
    return Error{ErrorCode::invalid_argument, "the public key does not fit its scheme"};
  return PublicKey(std::make_shared<const Handle>(Handle{std::move(key)}), scheme);
}

bool PublicKey::verify(std::string_view message, std::string_view signature) const {
  const Openssl<EVP_MD_CTX> context(EVP_MD_CTX_new());
  must(context != nullptr);
  const bool good = begin_verify(context.get(), handle_->key.get(), scheme_) &&
                    EVP_DigestVerify(context.get(), as_bytes(signature), signature.size(),
                                     as_bytes(message), message.size()) == 1;
  ERR_clear_error();
  return good;
}

std::string PublicKey::ed25519_raw() const {
  if (scheme_ != KeyScheme::ed25519) return {};
  std::string raw(kEd25519Bytes, '\0');
  std::size_t size = raw.size();
  must(EVP_PKEY_get_raw_public_key(handle_->key.get(), as_bytes(raw.data()), &size) == 1);
  return raw;
}

std::string PublicKey::pem() const {
  const Openssl<BIO> bio(BIO_new(BIO_s_mem()));
  must(bio && PEM_write_bio_PUBKEY(bio.get(), handle_->key.get()) == 1);
  return bio_text(bio.get());
}

}  // namespace kontor::crypto
