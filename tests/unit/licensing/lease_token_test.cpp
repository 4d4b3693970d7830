#include "licensing/document/lease_token.hpp"

#include <gtest/gtest.h>

#include "tests/support/licenses.hpp"

namespace kontor::licensing {
namespace {

Lease lease() {
  return {.step = {.lease_id = "l", .epoch = 1, .fence = 2, .sequence = 3},
          .license_id = "i",
          .product = "kontor.sms",
          .subject = "anna",
          .session = "s",
          .since_ms = 1'789'000'000'000,
          .ttl_s = 300};
}

TEST(LeaseTokenTest, IsGoodForItsDeviceUnderItsAuthority) {
  const testing::LicenseMaker maker;
  const std::string token = sign_lease(lease(), 1'789'000'000'000, "device", maker.authority_key);

  const auto read = verify_lease(token, "device", maker.authority_key.public_key());

  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->step.sequence, 3);
  EXPECT_EQ(read->subject, "anna");
  EXPECT_EQ(read->ttl_s, 300);
  EXPECT_EQ(verify_lease(token, "other", maker.authority_key.public_key()).error().code,
            ErrorCode::untrusted);
  EXPECT_EQ(verify_lease(token, "device", maker.market_key.public_key()).error().code,
            ErrorCode::untrusted);
}

}  // namespace
}  // namespace kontor::licensing
