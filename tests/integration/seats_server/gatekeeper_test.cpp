#include "licensing/server/gatekeeper.hpp"

#include "licensing/seats/refusal.hpp"
#include "tests/support/either_database.hpp"
#include "tests/support/fake_clock.hpp"

namespace kontor::licensing {

class GatekeeperTest : public testing::EitherDatabase {
 protected:
  GatekeeperTest() { EXPECT_TRUE(migrate_hosts(*database_)); }

  std::string add(const std::string& name, HostRole role) {
    NewHost made = make_host(name, role, random_, clock_.now_ms());
    EXPECT_TRUE(database_->transaction(
        [&](db::Session& session) { return HostStore(session).add(made.account); }));
    return made.token;
  }
  static http::Request request(const std::string& token, const std::string& body = "") {
    http::Request asked;
    asked.peer = "127.0.0.1";
    asked.body = body;
    if (!token.empty()) asked.headers["authorization"] = "Bearer " + token;
    return asked;
  }
  static std::string device(char letter) {
    return R"({"device_key":")" + std::string(64, letter) + R"("})";
  }

  testing::FakeClock clock_;
  SystemRandom random_;
  Gatekeeper gatekeeper_{*database_, clock_, {.requests_per_second = 5, .refusals_per_minute = 4}};
};

INSTANTIATE_TEST_SUITE_P(Databases, GatekeeperTest, testing::both_databases(),
                         testing::database_name);

TEST_P(GatekeeperTest, LetsNobodyInWhoWasNotAdded) {
  EXPECT_EQ(gatekeeper_.member().check(request("")).error().code, ErrorCode::unauthenticated);
  EXPECT_EQ(gatekeeper_.member().check(request("ks_wrong")).error().code,
            ErrorCode::unauthenticated);
}

TEST_P(GatekeeperTest, AHostIsNoAdministrator) {
  const std::string token = add("crm", HostRole::host);

  EXPECT_TRUE(gatekeeper_.member().check(request(token)));
  EXPECT_EQ(refusal_code(gatekeeper_.administrator().check(request(token)).error()), "wrong-role");
  EXPECT_TRUE(gatekeeper_.administrator().check(request(add("office", HostRole::administrator))));
}

TEST_P(GatekeeperTest, ATokenBelongsToTheDeviceThatClaimedFirst) {
  const std::string token = add("crm", HostRole::host);

  EXPECT_TRUE(gatekeeper_.member().check(request(token, device('a'))));
  const auto stolen = gatekeeper_.member().check(request(token, device('b')));

  ASSERT_FALSE(stolen);
  EXPECT_EQ(refusal_code(stolen.error()), "wrong-device");
  EXPECT_TRUE(gatekeeper_.member().check(request(token, device('a'))));
}

TEST_P(GatekeeperTest, ARevokedTokenEndsWhenItIsLookedUpAgain) {
  const std::string token = add("crm", HostRole::host);
  ASSERT_TRUE(gatekeeper_.member().check(request(token)));
  ASSERT_TRUE(database_->transaction(
      [&](db::Session& session) { return HostStore(session).revoke("crm", clock_.now_ms()); }));

  ASSERT_TRUE(gatekeeper_.refresh());

  EXPECT_EQ(refusal_code(gatekeeper_.member().check(request(token)).error()), "revoked-token");
}

TEST_P(GatekeeperTest, GuessingTokensIsSlowedDown) {
  const std::string known = add("crm", HostRole::host);
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(gatekeeper_.member().check(request("guess")).error().code,
              ErrorCode::unauthenticated);
  }
  EXPECT_EQ(gatekeeper_.member().check(request("guess")).error().code, ErrorCode::exhausted);
  ASSERT_TRUE(gatekeeper_.refresh());
  EXPECT_TRUE(gatekeeper_.member().check(request(known))) << "the guesser's neighbour is served";
}

TEST_P(GatekeeperTest, AGreedyHostIsSlowedDownAndItsNeighbourIsNot) {
  const std::string greedy = add("greedy", HostRole::host);
  const std::string modest = add("modest", HostRole::host);
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(gatekeeper_.member().check(request(greedy)));

  const auto refused = gatekeeper_.member().check(request(greedy));

  ASSERT_FALSE(refused);
  EXPECT_EQ(refusal_code(refused.error()), "too-many-requests");
  EXPECT_TRUE(gatekeeper_.member().check(request(modest)));
}

TEST_P(GatekeeperTest, TheTokenItselfIsNowhereInTheDatabase) {
  const std::string token = add("crm", HostRole::host);
  const auto rows = database_->read([](db::Session& session) {
    return session.query("SELECT name, role, token_hash, device_key FROM seats_host");
  });
  ASSERT_TRUE(rows);
  for (const db::Row& row : *rows) {
    for (std::size_t column = 0; column < row.size(); ++column)
      EXPECT_EQ(row.text(column).find(token), std::string::npos);
  }
}

}  // namespace kontor::licensing
