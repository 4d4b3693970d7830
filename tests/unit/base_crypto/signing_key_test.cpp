#include "base/crypto/keys.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"

namespace kontor::crypto {
namespace {

struct SignatureVector {
  const char* seed;
  const char* public_key;
  const char* message;
  const char* signature;
};

// RFC 8032 section 7.1, tests 1 to 3.
constexpr SignatureVector kSignatureVectors[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
     "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
     "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
     "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
};

TEST(SigningKey, SignsTheVectorsOfRfc8032) {
  for (const SignatureVector& vector : kSignatureVectors) {
    const auto key = SigningKey::from_seed(hex_decode(vector.seed).value());
    const std::string message = hex_decode(vector.message).value();

    const std::string signature = key->sign(message);

    EXPECT_EQ(hex_encode(key->public_key().ed25519_raw()), vector.public_key);
    EXPECT_EQ(hex_encode(signature), vector.signature);
    EXPECT_TRUE(key->public_key().verify(message, signature));
    EXPECT_FALSE(key->public_key().verify(message + "x", signature));
    EXPECT_FALSE(key->public_key().verify(message, signature.substr(1)));
    EXPECT_FALSE(key->public_key().verify(message, ""));
  }
}

TEST(SigningKey, ComesBackFromItsPem) {
  const SigningKey key = SigningKey::generate();

  const auto again = SigningKey::from_pem(key.pem());

  ASSERT_TRUE(again);
  EXPECT_EQ(again->public_key().ed25519_raw(), key.public_key().ed25519_raw());
  EXPECT_FALSE(
      SigningKey::from_pem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"));
  const auto public_key = PublicKey::from_pem(key.public_key().pem(), KeyScheme::ed25519);
  ASSERT_TRUE(public_key);
  EXPECT_EQ(public_key->ed25519_raw(), key.public_key().ed25519_raw());
}

class KeyFileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "kontor-keys-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder); }
  std::filesystem::path folder;
};

TEST_F(KeyFileTest, IsMadeForItsOwnerOnlyAndFoundAgain) {
  const auto made = SigningKey::load_or_create(folder / "a.key");
  const auto found = SigningKey::load_or_create(folder / "a.key");

  ASSERT_TRUE(made && found);
  EXPECT_EQ(made->public_key().ed25519_raw(), found->public_key().ed25519_raw());
  struct stat facts {};
  ASSERT_EQ(stat((folder / "a.key").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600U);
}

TEST_F(KeyFileTest, IsRefusedWhenOthersMayReadIt) {
  ASSERT_TRUE(write_file(folder / "a.key", SigningKey::generate().pem(), FileMode::shared));

  const auto key = SigningKey::load(folder / "a.key");

  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().code, ErrorCode::forbidden);
}

}  // namespace
}  // namespace kontor::crypto
