#include <gtest/gtest.h>

#include "base/core/bytes.hpp"
#include "base/crypto/keys.hpp"

namespace kontor::crypto {
namespace {

// Made once with `openssl dgst -sha256 -sign`; the private halves are gone.
constexpr std::string_view kMessage = "signed by openssl";
constexpr std::string_view kEcPem =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAESHJJkx16gGiiWZURX/wwbhS+RJTD\n"
    "uEPhdW7/y6STH97bYYq8SUAf8hGqu7eKBUzMuR26s6H/6wu/eRglScvDXg==\n"
    "-----END PUBLIC KEY-----\n";
constexpr std::string_view kEcSignature =
    "3046022100a9a64745e115ce274efa466fd730832ffe23a9a2d106e06ad833ba773dd075f5022100"
    "8b6676dfa753c053a25e519b737a41013cc186cfb47d699bd9ad86bb97bfe064";
constexpr std::string_view kRsaPem =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAnlK/DzN4ttTKZYW+KsEl\n"
    "T+3+1QgY/Iu+02uv8Vw7C5ZfcT8ru2E66YWug6IM3z1FH913awVHAKg3ItTTeR07\n"
    "+xVNHfBe+RFudpKX4EsomyyGhwD4wb/rThlQYuk9X3Z54p3uKsXI8LRv2KLLgFAt\n"
    "WH8GPfrgvtzc2/b5pPOMtT5o9QiEn1H3cAgRGk4USZwInbJm4crXMZD0M3jkU3Hz\n"
    "gBuKDtBjQL/sbd+C2/xo29yLSMmu1Ylu5GfMfFmAVRQMDtEDmOEFJJzGXs4e5bN8\n"
    "m1p88ebmE51tY3cqmb5l7mDz7dVyTW3gYVuiWZpBlJxeY2CZBJPdtaOa9eaLU31Z\n"
    "mwIDAQAB\n"
    "-----END PUBLIC KEY-----\n";
constexpr std::string_view kRsaSignature =
    "880db6d94f905bdc2b6448d213fab164bded841ab6f5bc3aff67ece6fb63912fa87235aef9e3dd50"
    "f7e8f4696b56121de2b777b07bd41329c726c0af5df581bdbd33c2e817051c84e558539fcfd2a1ef"
    "84da55f839d783a44f574581d6cb51fcd3a9cb3b30347c8347d12e80997c9e5d742a8b6d7fafafe8"
    "102c20827cbdb90cf6e1e4d43d0cfcef45f947b47a3efdb09fddcc6d4063ddb69133e110e2806a80"
    "4d4accc5aec947238b2d20b39fbab119306c1e9286c21dc6964794ab577a104477f9e27bff68f9e2"
    "0274add2d3404ad18559b11093c0550e842040a92342bd49bd21b547c081610619d629252f901d42"
    "723b44d9c79bb4054e3ebed1aff3f741";

void expect_verifies_and_notices_changes(std::string_view pem, KeyScheme scheme,
                                         std::string_view signature_hex) {
  const auto key = PublicKey::from_pem(pem, scheme);
  std::string signature = hex_decode(signature_hex).value();

  ASSERT_TRUE(key) << key.error().message;
  EXPECT_TRUE(key->verify(kMessage, signature));
  EXPECT_FALSE(key->verify("signed by nobody!", signature));
  signature.back() = static_cast<char>(signature.back() ^ 1);
  EXPECT_FALSE(key->verify(kMessage, signature));
}

TEST(PemKeys, VerifyEcdsaOverP256) {
  expect_verifies_and_notices_changes(kEcPem, KeyScheme::ecdsa_p256_sha256, kEcSignature);
}

TEST(PemKeys, VerifyRsaPss) {
  expect_verifies_and_notices_changes(kRsaPem, KeyScheme::rsa_pss_sha256, kRsaSignature);
}

TEST(PemKeys, RefuseASchemeThatDoesNotFit) {
  EXPECT_FALSE(PublicKey::from_pem(kEcPem, KeyScheme::rsa_pss_sha256));
  EXPECT_FALSE(PublicKey::from_pem(kRsaPem, KeyScheme::ecdsa_p256_sha256));
  EXPECT_FALSE(PublicKey::from_pem(kRsaPem, KeyScheme::ed25519));
}

}  // namespace
}  // namespace kontor::crypto
