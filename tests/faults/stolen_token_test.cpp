// What was stolen from one device is worth nothing on another.

#include <gtest/gtest.h>

#include "base/core/bytes.hpp"
#include "licensing/document/lease_token.hpp"
#include "licensing/seats/refusal.hpp"
#include "tests/faults/seat_user.hpp"
#include "tests/faults/seats_process.hpp"

namespace kontor::testing {
namespace {

crypto::SigningKey thief() { return crypto::SigningKey::from_seed(std::string(32, 't')).value(); }

}  // namespace

class StolenTokenTest : public ::testing::Test {
 protected:
  StolenTokenTest() {
    auto claimed = office_->claim(server_.license_id(), "anna", "desk", "desk");
    EXPECT_TRUE(claimed) << claimed.error().message;
    if (claimed) seat_ = std::move(*claimed);
  }
  SeatsProcess server_{{.seats = 2}};
  std::unique_ptr<licensing::SeatClient> office_ =
      make_client(server_.origin(), server_.host_token());
  licensing::RemoteSeat seat_;
};

TEST_F(StolenTokenTest, AHostsTokenIsBoundToTheDeviceThatUsedItFirst) {
  const auto stranger = make_client(server_.origin(), server_.host_token(), thief());

  const auto claimed = stranger->claim(server_.license_id(), "eve", "eve", "eve");

  ASSERT_FALSE(claimed);
  EXPECT_EQ(licensing::refusal_code(claimed.error()), "wrong-device");
  EXPECT_EQ(server_.used(), 1);
}

TEST_F(StolenTokenTest, ALeaseTokenVerifiesForItsOwnDeviceOnly) {
  const std::string authority = server_.get("/licensing/v1/licenses").value("authority", "");
  const auto key = crypto::PublicKey::from_ed25519(hex_decode(authority).value()).value();

  EXPECT_TRUE(licensing::verify_lease(seat_.token, test_device().public_key().ed25519_raw(), key));
  EXPECT_FALSE(licensing::verify_lease(seat_.token, thief().public_key().ed25519_raw(), key));
}

TEST_F(StolenTokenTest, AnotherDeviceCannotReleaseTheSeat) {
  const auto stranger = make_client(server_.origin(), server_.host_token(), thief());

  EXPECT_FALSE(stranger->release(seat_));
  EXPECT_EQ(server_.used(), 1);
}

TEST_F(StolenTokenTest, ARevokedTokenEndsWithinSeconds) {
  ASSERT_EQ(server_.verb({"host", "revoke", "crm"}).status, 0);

  EXPECT_TRUE(eventually([&] { return !office_->renew(seat_); }));
  const auto later = office_->claim(server_.license_id(), "anna", "later", "later");
  ASSERT_FALSE(later);
  EXPECT_EQ(licensing::refusal_code(later.error()), "revoked-token");
}

TEST_F(StolenTokenTest, WithoutATokenNothingIsTold) {
  const auto nobody = make_client(server_.origin(), "ks_" + std::string(64, '0'));

  EXPECT_FALSE(nobody->claim(server_.license_id(), "eve", "eve", "eve"));
  auto raw = http::Client::create(server_.origin()).value();
  for (const char* target :
       {"/licensing/v1/licenses", "/licensing/v1/usage", "/licensing/v1/audit"})
    EXPECT_EQ(raw->get(target)->status, 401) << target;
  EXPECT_EQ(raw->get("/healthz")->status, 200);
  EXPECT_EQ(raw->get("/readyz")->status, 200);
  EXPECT_NE(raw->get("/metrics")->body.find("kontor_seats_held"), std::string::npos);
}

}  // namespace kontor::testing
