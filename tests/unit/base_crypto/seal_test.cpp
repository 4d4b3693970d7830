#include "base/crypto/seal.hpp"

#include <gtest/gtest.h>

namespace kontor::crypto {
namespace {

class SealTest : public testing::Test {
 protected:
  SystemRandom random;
  std::string key = random.bytes(32);
};

TEST_F(SealTest, OpensWhatItSealed) {
  const std::string sealed = seal(key, "the secret", "row 7", random);

  EXPECT_EQ(open_sealed(key, sealed, "row 7").value(), "the secret");
  EXPECT_EQ(open_sealed(key, seal(key, "", "", random), "").value(), "");
  EXPECT_NE(seal(key, "the secret", "row 7", random), sealed);
}

TEST_F(SealTest, NoticesEveryChangedByteAndAnotherContextOrKey) {
  const std::string sealed = seal(key, "the secret", "row 7", random);
  for (std::size_t place = 0; place < sealed.size(); ++place) {
    std::string changed = sealed;
    changed[place] = static_cast<char>(changed[place] ^ 1);
    EXPECT_FALSE(open_sealed(key, changed, "row 7")) << place;
  }
  EXPECT_FALSE(open_sealed(key, sealed, "row 8"));
  EXPECT_FALSE(open_sealed(random.bytes(32), sealed, "row 7"));
  EXPECT_FALSE(open_sealed(key, sealed.substr(0, 20), "row 7"));
}

TEST(Password, VerifiesAgainstItsOwnHashOnly) {
  SystemRandom random;

  const std::string phc = hash_password("correct horse", random);

  EXPECT_TRUE(phc.starts_with("$argon2id$v=19$m=65536,t=3,p=1$")) << phc;
  EXPECT_TRUE(verify_password("correct horse", phc));
  EXPECT_FALSE(verify_password("correct horsf", phc));
  EXPECT_FALSE(verify_password("", phc));
}

TEST(Password, RefusesAStoredTextThatWouldCostTooMuch) {
  EXPECT_FALSE(verify_password("x", "$argon2id$v=19$m=999999999,t=3,p=1$AAAAAAAAAAA$AAAAAAAAAAA"));
  EXPECT_FALSE(verify_password("x", "not a hash"));
}

}  // namespace
}  // namespace kontor::crypto
