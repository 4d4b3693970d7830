#include "licensing/document/activation_token.hpp"

#include <gtest/gtest.h>

#include "tests/support/licenses.hpp"
#include "tests/unit/licensing/offers.hpp"

namespace kontor::licensing {
namespace {

using testing::at;

TEST(ActivationTokenTest, IsGoodForItsDeviceOnItsHostUntilItsEnd) {
  const testing::LicenseMaker maker;
  const TimeMs issued = at("2026-11-22T10:00:00Z"), end = at("2027-11-22T10:00:00Z");
  const Activation given{
      .license_id = "l", .host_id = "h", .issued_at_ms = issued, .until_ms = end};
  const std::string token = sign_activation(given, "device", maker.authority_key);
  const auto code = [&](const char* device, const char* host, const crypto::SigningKey& key,
                        TimeMs now_ms) {
    const auto read = verify_activation(token, device, host, key.public_key(), now_ms);
    return read ? "" : testing::code_of(read.error());
  };

  EXPECT_EQ(code("device", "h", maker.authority_key, issued), "");
  EXPECT_EQ(code("other", "h", maker.authority_key, issued), "bad-signature");
  EXPECT_EQ(code("device", "h", maker.market_key, issued), "bad-signature");
  EXPECT_EQ(code("device", "other", maker.authority_key, issued), "wrong-host");
  EXPECT_EQ(code("device", "h", maker.authority_key, end), "document-expired");
  EXPECT_EQ(code("device", "h", maker.authority_key, issued - 86'400'001),
            "document-from-the-future");
  EXPECT_FALSE(
      verify_activation("v4.public.x", "device", "h", maker.authority_key.public_key(), issued));
}

}  // namespace
}  // namespace kontor::licensing
