#include "base/crypto/jwk.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include "base/core/bytes.hpp"

namespace kontor::crypto {

namespace {

constexpr std::size_t kModulusBytesMin = 256;
constexpr std::size_t kModulusBytesMax = 1024;
constexpr std::size_t kExponentBytesMax = 8;
constexpr std::size_t kCoordinateBytes = 32;
constexpr std::size_t kTextBytesMaxOfKey = 4096;

struct JwkFree {
  void operator()(OSSL_PARAM_BLD* builder) const { OSSL_PARAM_BLD_free(builder); }
  void operator()(OSSL_PARAM* parameters) const { OSSL_PARAM_free(parameters); }
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }
};
template <typename T>
using JwkOwned = std::unique_ptr<T, JwkFree>;

std::string text_member(const Json& json, const char* name) {
  const auto member = json.find(name);
  if (member == json.end() || !member->is_string()) return {};
  const auto& text = member->get_ref<const std::string&>();
  return text.size() <= kTextBytesMaxOfKey ? text : std::string();
}

std::string bytes_member(const Json& json, const char* name) {
  const auto bytes = base64url_decode(text_member(json, name));
  return bytes ? *bytes : std::string();
}

JwkOwned<BIGNUM> number_of(std::string_view bytes) {
  return JwkOwned<BIGNUM>(BN_bin2bn(as_bytes(bytes), static_cast<int>(bytes.size()), nullptr));
}

Openssl<EVP_PKEY> made_of(const char* type, OSSL_PARAM_BLD* builder) {
  const JwkOwned<OSSL_PARAM> parameters(OSSL_PARAM_BLD_to_param(builder));
  const Openssl<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  const bool made =
      parameters && context && EVP_PKEY_fromdata_init(context.get()) == 1 &&
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) == 1;
  Openssl<EVP_PKEY> owned(key);
  ERR_clear_error();
  if (!made) owned.reset();
  return owned;
}

Openssl<EVP_PKEY> rsa_key(const Json& json) {
  const std::string modulus = bytes_member(json, "n");
  const std::string exponent = bytes_member(json, "e");
  if (modulus.size() < kModulusBytesMin || modulus.size() > kModulusBytesMax || exponent.empty() ||
      exponent.size() > kExponentBytesMax) {
    return nullptr;
  }
  const auto n = number_of(modulus);
  const auto e = number_of(exponent);
  const JwkOwned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  must(n && e && builder &&
       OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) == 1 &&
       OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) == 1);
  return made_of("RSA", builder.get());
}

Openssl<EVP_PKEY> ec_key(const Json& json) {
  const std::string x = bytes_member(json, "x");
  const std::string y = bytes_member(json, "y");
  if (text_member(json, "crv") != "P-256" || x.size() != kCoordinateBytes ||
      y.size() != kCoordinateBytes) {
    return nullptr;
  }
  const std::string point = "\x04" + x + y;
  const JwkOwned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  must(builder &&
       OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1",
                                       0) == 1 &&
       OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                        point.size()) == 1);
  return made_of("EC", builder.get());
}

Openssl<EVP_PKEY> okp_key(const Json& json) {
  const std::string x = bytes_member(json, "x");
  if (text_member(json, "crv") != "Ed25519" || x.size() != kCoordinateBytes) return nullptr;
  Openssl<EVP_PKEY> key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, as_bytes(x), x.size()));
  ERR_clear_error();
  return key;
}

// RFC 7518 section 3.4: r and s, 32 bytes each; OpenSSL wants them in DER.
std::string der_of(std::string_view raw) {
  if (raw.size() != 2 * kCoordinateBytes) return {};
  const JwkOwned<ECDSA_SIG> signature(ECDSA_SIG_new());
  auto r = number_of(raw.substr(0, kCoordinateBytes));
  auto s = number_of(raw.substr(kCoordinateBytes));
  must(signature && r && s && ECDSA_SIG_set0(signature.get(), r.get(), s.get()) == 1);
  static_cast<void>(r.release());
  static_cast<void>(s.release());
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &der);
  must(size > 0);
  std::string text(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return text;
}

}  // namespace

std::optional<Jwk> read_jwk(const Json& json) {
  if (!json.is_object() || json.contains("d")) return std::nullopt;
  const std::string use = text_member(json, "use");
  if (!use.empty() && use != "sig") return std::nullopt;
  Jwk jwk;
  jwk.id = text_member(json, "kid");
  jwk.kind = text_member(json, "kty");
  jwk.algorithm = text_member(json, "alg");
  if (jwk.kind == "RSA") jwk.key = rsa_key(json);
  if (jwk.kind == "EC") jwk.key = ec_key(json);
  if (jwk.kind == "OKP") jwk.key = okp_key(json);
  if (!jwk.key) return std::nullopt;
  return jwk;
}

bool serves(const Jwk& key, const std::string& algorithm) {
  if (!key.algorithm.empty() && key.algorithm != algorithm) return false;
  if (algorithm == "RS256" || algorithm == "PS256") return key.kind == "RSA";
  if (algorithm == "ES256") return key.kind == "EC";
  return algorithm == "EdDSA" && key.kind == "OKP";
}

bool verify_with(const Jwk& key, const std::string& algorithm, std::string_view message,
                 std::string_view signature) {
  const std::string wanted = algorithm == "ES256" ? der_of(signature) : std::string(signature);
  const Openssl<EVP_MD_CTX> context(EVP_MD_CTX_new());
  must(context != nullptr);
  EVP_PKEY_CTX* parameters = nullptr;  // Owned by `context`.
  const EVP_MD* digest = algorithm == "EdDSA" ? nullptr : EVP_sha256();
  bool good = EVP_DigestVerifyInit(context.get(), &parameters, digest, nullptr, key.key.get()) == 1;
  if (good && algorithm == "PS256") {
    good = EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST) == 1;
  }
  good = good && EVP_DigestVerify(context.get(), as_bytes(wanted), wanted.size(), as_bytes(message),
                                  message.size()) == 1;
  ERR_clear_error();
  return good;
}

}  // namespace kontor::crypto
