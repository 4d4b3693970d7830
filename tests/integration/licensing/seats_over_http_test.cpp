#include <gtest/gtest.h>

#include "base/core/bytes.hpp"
#include "base/http/server.hpp"
#include "licensing/client/seat_client.hpp"
#include "licensing/document/lease_proof.hpp"
#include "licensing/document/lease_token.hpp"
#include "licensing/seats/endpoints.hpp"
#include "tests/integration/licensing/ledger_fixture.hpp"

namespace kontor::licensing {
namespace {

http::Auth bearer(const std::string& secret) {
  return http::Auth("bearer", [secret](const http::Request& request) -> Result<std::any> {
    if (request.header("authorization") == "Bearer " + secret) return std::any();
    return Error{ErrorCode::unauthenticated, "wrong token"};
  });
}

class SeatsOverHttpTest : public LedgerFixture {
 protected:
  SeatsOverHttpTest()
      : id_(install(SeatModel::concurrent, 1)), device_(crypto::SigningKey::generate()) {
    add_seat_endpoints(router_, *ledger_,
                       {.administrator = bearer("boss"), .member = bearer("member")});
    server_ = std::move(http::Server::start(router_, {.threads = 8}).value());
    port_ = server_->port();
    origin_ = "http://127.0.0.1:" + std::to_string(port_);
    client_ = connect(device_);
    raw_ = std::move(http::Client::create(origin_).value());
  }

  std::unique_ptr<SeatClient> connect(const crypto::SigningKey& device) {
    return std::move(SeatClient::create(origin_, "Bearer member", device, clock_).value());
  }
  Result<RemoteSeat> claim(SeatClient& client, const std::string& who) {
    return client.claim(id_, who, "session-" + who, "key-" + who);
  }
  http::Response post(const std::string& target, const Json& body,
                      const std::string& secret = "member") {
    return raw_
        ->send("POST", target,
               {{"authorization", "Bearer " + secret}, {"content-type", "application/json"}},
               to_text(body))
        .value();
  }

  std::string id_;
  crypto::SigningKey device_;
  http::Router router_;
  std::unique_ptr<http::Server> server_;
  std::uint16_t port_ = 0;
  std::string origin_;
  std::unique_ptr<SeatClient> client_;
  std::unique_ptr<http::Client> raw_;
};

TEST_P(SeatsOverHttpTest, ADeviceClaimsRenewsAndReleases) {
  auto seat = claim(*client_, "anna");
  ASSERT_TRUE(seat) << seat.error().message;

  clock_.advance(1000);
  ASSERT_TRUE(client_->renew(*seat));
  EXPECT_EQ(seat->step.sequence, 2);
  ASSERT_TRUE(client_->renew(*seat));
  EXPECT_GT(seat->good_until_monotonic_ms, clock_.monotonic_ms());
  ASSERT_TRUE(client_->release(*seat));
  EXPECT_TRUE(client_->release(*seat)) << "twice is once";
  EXPECT_EQ(used(), 0);
}

TEST_P(SeatsOverHttpTest, ARepeatedWishCountsFromItsFirstSending) {
  const auto first = claim(*client_, "anna");
  ASSERT_TRUE(first);
  clock_.advance(60'000);

  const auto again = claim(*client_, "anna");

  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->good_until_monotonic_ms, first->good_until_monotonic_ms);
  RemoteSeat seat = *first;
  ASSERT_TRUE(client_->renew(seat));
  EXPECT_GT(seat.good_until_monotonic_ms, first->good_until_monotonic_ms);
  server_->stop(1000);
  server_.reset();
  EXPECT_FALSE(client_->renew(seat));
  const std::int64_t sent_at = clock_.monotonic_ms();
  clock_.advance(60'000);
  server_ = std::move(http::Server::start(router_, {.port = port_, .threads = 8}).value());
  ASSERT_TRUE(client_->renew(seat));
  EXPECT_LE(seat.good_until_monotonic_ms, sent_at + seat.ttl_s * 1000);
}

TEST_P(SeatsOverHttpTest, TheRefusalCarriesTheHoldersThroughTheWire) {
  ASSERT_TRUE(claim(*client_, "anna"));

  const auto refused = claim(*client_, "bo");

  EXPECT_EQ(code_of(refused), "no-free-seat");
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_EQ(Json::parse(refused.error().detail)["holders"][0]["subject"], "anna");
}

TEST_P(SeatsOverHttpTest, TheTokenIsGoodOnTheDeviceThatClaimedAndNowhereElse) {
  const auto seat = claim(*client_, "anna");
  const crypto::PublicKey authority = maker_.authority_key.public_key();

  const auto lease = verify_lease(seat->token, device_.public_key().ed25519_raw(), authority);

  ASSERT_TRUE(lease);
  EXPECT_EQ(lease->subject, "anna");
  EXPECT_EQ(lease->step.fence, seat->step.fence);
  EXPECT_FALSE(verify_lease(seat->token, maker_.vendor_key.public_key().ed25519_raw(), authority));
}

TEST_P(SeatsOverHttpTest, AnotherDeviceNeitherRenewsNorReleases) {
  const auto seat = claim(*client_, "anna");
  RemoteSeat stolen = *seat;
  stolen.renewal_key = std::string(32, 'x');
  const auto thief = connect(crypto::SigningKey::generate());

  EXPECT_EQ(thief->renew(stolen).error().code, ErrorCode::unauthenticated);
  EXPECT_EQ(thief->release(stolen).error().code, ErrorCode::unauthenticated);
  EXPECT_EQ(used(), 1);
}

TEST_P(SeatsOverHttpTest, AStaleStepIsAConflict) {
  auto seat = claim(*client_, "anna");
  RemoteSeat early = *seat;
  ASSERT_TRUE(client_->renew(*seat));
  ASSERT_TRUE(client_->renew(*seat));

  EXPECT_EQ(code_of(client_->renew(early)), "stale-fence");
}

TEST_P(SeatsOverHttpTest, BadInputGetsAProblemAndNeverA500) {
  const Json good = {{"license_id", id_},
                     {"subject", "anna"},
                     {"session", "s"},
                     {"idempotency_key", "k"},
                     {"device_key", hex_encode(device_.public_key().ed25519_raw())},
                     {"signature", hex_encode(device_.sign(claim_text(id_, "anna", "s", "k")))}};
  Json forged = good;
  forged["subject"] = "bo";
  Json extra = good;
  extra["admin"] = true;
  Json control = good;
  control["session"] = "s\nkontor-seat-claim/1";
  Json unknown = good;
  unknown["license_id"] = "none";
  unknown["signature"] = hex_encode(device_.sign(claim_text("none", "anna", "s", "k")));

  EXPECT_EQ(post("/licensing/v1/leases", good, "nobody").status, 401);
  EXPECT_EQ(post("/licensing/v1/leases", forged).status, 401);
  EXPECT_EQ(post("/licensing/v1/leases", extra).status, 400);
  EXPECT_EQ(post("/licensing/v1/leases", control).status, 400);
  EXPECT_EQ(post("/licensing/v1/leases", Json::array()).status, 400);
  EXPECT_EQ(post("/licensing/v1/leases", unknown).status, 404);
  EXPECT_EQ(post("/licensing/v1/leases/x/renew", {{"epoch", -1}}).status, 400);
  EXPECT_EQ(post("/licensing/v1/leases", good).status, 201);
}

TEST_P(SeatsOverHttpTest, OnlyAnAdministratorInstallsLicences) {
  License second = maker_.license(SeatModel::concurrent, 7);
  second.license_id.back() = '8';
  const Json body = {{"token", maker_.document(second, maker_.offer(SeatModel::concurrent))}};

  EXPECT_EQ(post("/licensing/v1/licenses", body).status, 401);
  EXPECT_EQ(post("/licensing/v1/licenses", {{"token", "v4.public.AAAA"}}, "boss").status / 100, 4);
  EXPECT_EQ(post("/licensing/v1/licenses", body, "boss").status, 201);
}

TEST_P(SeatsOverHttpTest, EverybodyWithAccessSeesWhoSits) {
  ASSERT_TRUE(claim(*client_, "anna"));

  const auto answer = raw_->call("GET", "/licensing/v1/licenses/" + id_ + "/holders", nullptr,
                                 {{"authorization", "Bearer member"}});

  ASSERT_TRUE(answer);
  EXPECT_EQ((*answer)["seats"], 1);
  EXPECT_EQ((*answer)["holders"][0]["subject"], "anna");
}

INSTANTIATE_TEST_SUITE_P(Databases, SeatsOverHttpTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::licensing
