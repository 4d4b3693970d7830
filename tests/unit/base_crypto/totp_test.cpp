#include "base/crypto/totp.hpp"

#include <gtest/gtest.h>

namespace kontor::crypto {
namespace {

const std::string kRfcSecret = "12345678901234567890";

// RFC 6238 appendix B, SHA-1, the last six of its eight digits.
TEST(TotpTest, GivesTheCodesOfTheSpecification) {
  EXPECT_EQ(totp_code(kRfcSecret, 59'000), "287082");
  EXPECT_EQ(totp_code(kRfcSecret, 1'111'111'109'000), "081804");
  EXPECT_EQ(totp_code(kRfcSecret, 2'000'000'000'000), "279037");
}

TEST(TotpTest, TakesTheStepBesideAndNoOther) {
  const TimeMs now_ms = 1'111'111'109'000;
  const auto step = totp_step(kRfcSecret, "081804", now_ms);

  ASSERT_TRUE(step);
  EXPECT_EQ(*step, 1'111'111'109 / 30);
  EXPECT_EQ(totp_step(kRfcSecret, "081804", now_ms + 30'000), step);
  EXPECT_EQ(totp_step(kRfcSecret, "081804", now_ms - 30'000), step);
  EXPECT_FALSE(totp_step(kRfcSecret, "081804", now_ms + 90'000));
  EXPECT_FALSE(totp_step(kRfcSecret, "081805", now_ms));
  EXPECT_FALSE(totp_step(kRfcSecret, "", now_ms));
  EXPECT_FALSE(totp_step(kRfcSecret, "0818O4", now_ms));
}

TEST(TotpTest, ShowsTheSecretInBase32) {
  EXPECT_EQ(totp_secret_text(kRfcSecret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

}  // namespace
}  // namespace kontor::crypto
