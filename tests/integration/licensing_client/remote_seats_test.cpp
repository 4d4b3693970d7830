#include "licensing/core/calendar.hpp"
#include "tests/integration/licensing_client/remote_fixture.hpp"

namespace kontor::licensing {
namespace {

class RemoteSeatsTest : public RemoteFixture {};

TEST_P(RemoteSeatsTest, AHostClaimsRenewsAndGivesBack) {
  ASSERT_TRUE(sit("anna"));
  EXPECT_EQ(used(), 1);

  pass(900'000);  // Three times the lease's time.
  EXPECT_EQ(used(), 1) << "the heartbeat keeps the seat of somebody at work";
  EXPECT_EQ(rung(), Standing::full);

  ASSERT_TRUE(host_->release("kontor.sms", "user:anna"));
  EXPECT_EQ(used(), 0);
}

TEST_P(RemoteSeatsTest, TheRefusalSaysWhoSits) {
  ASSERT_TRUE(sit("anna"));
  ASSERT_TRUE(sit("bo"));

  const auto refused = sit("carin");

  EXPECT_EQ(code_of(refused), "no-free-seat");
  EXPECT_EQ(Json::parse(refused.error().detail)["holders"].size(), 2U);
}

TEST_P(RemoteSeatsTest, WhoFindsNoSeatWaitsAtTheLedgerAndHasTheNext) {
  ASSERT_TRUE(sit("anna"));
  ASSERT_TRUE(sit("bo"));

  EXPECT_EQ(host_->wait("kontor.sms", "carin", "user:carin")->position, 1);
  const auto seats = host_->occupancy("kontor.sms");
  ASSERT_TRUE(seats);
  ASSERT_EQ(seats->waiting.size(), 1U);
  EXPECT_EQ(seats->waiting[0].subject, "carin");
  EXPECT_TRUE(seats->waiting[0].until_ms);
  ASSERT_TRUE(host_->release("kontor.sms", "user:anna"));

  const auto seated = host_->wait("kontor.sms", "carin", "user:carin");

  ASSERT_TRUE(seated) << seated.error().message;
  EXPECT_TRUE(seated->lease);
  EXPECT_TRUE(sit("carin"));
  EXPECT_EQ(used(), 2);
  EXPECT_TRUE(ledger_->occupancy("kontor.sms")->waiting.empty());
}

TEST_P(RemoteSeatsTest, WhoSatGoesOnThroughTheGraceAndNobodyElseSitsDown) {
  ASSERT_TRUE(sit("anna"));
  ledger_is_away();

  clock_.advance(600'000);
  host_->beat();

  EXPECT_TRUE(sit("anna"));
  EXPECT_EQ(code_of(sit("bo")), "ledger-unreachable");
  EXPECT_EQ(why(), "ledger-unreachable");
  EXPECT_EQ(rung(), Standing::notices);
  clock_.advance(15 * kDayMs);
  EXPECT_FALSE(sit("anna"));
  EXPECT_EQ(rung(), Standing::read_only);
  clock_.advance(31 * kDayMs);
  EXPECT_EQ(rung(), Standing::off);
}

TEST_P(RemoteSeatsTest, ARestartWithoutTheLedgerRemembersWhoSat) {
  ASSERT_TRUE(sit("anna"));
  ledger_is_away();

  restart_host();
  clock_.advance(kDayMs);

  EXPECT_TRUE(sit("anna"));
  ledger_answers();
  clock_.advance(120'000);
  EXPECT_TRUE(sit("anna"));
  EXPECT_EQ(why(), "");
  EXPECT_EQ(used(), 1);
}

TEST_P(RemoteSeatsTest, RememberedSeatsAreWorthNothingOnAnotherDevice) {
  ASSERT_TRUE(sit("anna"));
  ledger_is_away();
  std::filesystem::create_directories(folder_ / "thief");
  for (const char* name : {"seats.json", "licenses"})
    std::filesystem::copy(folder_ / "host" / name, folder_ / "thief" / name,
                          std::filesystem::copy_options::recursive);

  host_ = open_host("thief");

  EXPECT_EQ(code_of(sit("anna")), "ledger-unreachable");
}

TEST_P(RemoteSeatsTest, WhatTheLedgerGaveAwayEndsAtTheNextHeartbeat) {
  const auto lease = sit("anna");
  ledger_is_away();
  clock_.advance(400'000);
  ASSERT_TRUE(ledger_->expire());
  clock_.advance(400'000);
  ASSERT_TRUE(ledger_->expire());
  for (const char* who : {"doris", "erik"})
    ASSERT_TRUE(ledger_->claim(wish(lease->license_id, who)));
  ledger_answers();
  clock_.advance(120'000);
  host_->beat();

  EXPECT_EQ(code_of(sit("anna")), "no-free-seat");
  EXPECT_EQ(used(), 2);
}

TEST_P(RemoteSeatsTest, ASeatNobodyUsesIsGivenBack) {
  ASSERT_TRUE(sit("anna"));

  pass(1'860'000);  // The offer's idle time is 1800 s.

  EXPECT_EQ(used(), 0);
}

TEST_P(RemoteSeatsTest, JumpsOfTheWallClockEndNothingAndABackwardOneIsTold) {
  ASSERT_TRUE(sit("anna"));
  const TimeMs today = clock_.now_ms();

  clock_.set_wall_clock(today + 365 * kDayMs);
  pass(600'000);
  EXPECT_TRUE(sit("anna"));
  EXPECT_EQ(used(), 1);
  clock_.set_wall_clock(today);
  pass(600'000);

  EXPECT_TRUE(sit("anna"));
  EXPECT_EQ(why(), "needs-sync");
  EXPECT_EQ(rung(), Standing::notices);
}

TEST_P(RemoteSeatsTest, ALedgerThatIsAwayIsNotAskedAtEveryUse) {
  ASSERT_TRUE(sit("anna"));
  ledger_is_away();
  clock_.advance(600'000);
  EXPECT_FALSE(sit("bo"));
  ledger_answers();

  EXPECT_FALSE(sit("bo")) << "the pause after a failure is not over";
  clock_.advance(2000);
  EXPECT_TRUE(sit("bo"));
}

TEST_P(RemoteSeatsTest, ALapsedLicenceIsReadOnlyAndThenOff) {
  License ended = maker_.license(SeatModel::concurrent, 2);
  ended.expires_at_ms = clock_.now_ms() + kDayMs;
  ended.issued_at_ms += 1000;
  Offer offer = maker_.offer(SeatModel::concurrent);
  offer.period = Period::month;
  ASSERT_TRUE(host_->install_document(maker_.document(ended, offer)));
  ASSERT_TRUE(sit("anna"));

  clock_.advance(2 * kDayMs);

  EXPECT_EQ(rung(), Standing::read_only);
  EXPECT_EQ(why(), "lapsed");
  EXPECT_EQ(code_of(sit("bo")), "unlicensed");
  clock_.advance(43 * kDayMs);
  EXPECT_EQ(rung(), Standing::off);
}

INSTANTIATE_TEST_SUITE_P(Databases, RemoteSeatsTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::licensing
