#include <gtest/gtest.h>

#include "tests/integration/licensing/ledger_fixture.hpp"

namespace kontor::licensing {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;

class ExpiryTest : public LedgerFixture {
 protected:
  ExpiryTest() : id_(install(SeatModel::concurrent, 1)) {}
  std::string id_;
};

TEST_P(ExpiryTest, FreesASeatThatIsNoLongerRenewed) {
  const Lease lease = *ledger_->claim(wish(id_, "anna"));

  clock_.advance(lease.ttl_s * 1000);
  EXPECT_EQ(*ledger_->expire(), 0) << "the margin has not passed";
  clock_.advance(10'000);

  EXPECT_EQ(*ledger_->expire(), 1);
  EXPECT_EQ(used(), 0);
}

TEST_P(ExpiryTest, AClaimThatFindsTheHouseFullFreesWhatHasLapsed) {
  const Lease lease = *ledger_->claim(wish(id_, "anna"));
  clock_.advance(lease.ttl_s * 1000 + 10'000);

  EXPECT_TRUE(ledger_->claim(wish(id_, "bo")));
}

TEST_P(ExpiryTest, KeepsWhatIsRenewed) {
  Lease lease = *ledger_->claim(wish(id_, "anna"));

  for (int i = 0; i < 5; ++i) {
    clock_.advance(lease.ttl_s * 1000);
    lease = *ledger_->renew(next(lease.step));
    EXPECT_EQ(*ledger_->expire(), 0);
  }
}

TEST_P(ExpiryTest, AJumpOfTheWallClockExpiresNothing) {
  ASSERT_TRUE(ledger_->claim(wish(id_, "anna")));

  clock_.set_wall_clock(clock_.now_ms() + 1000 * kHourMs);

  EXPECT_EQ(*ledger_->expire(), 0);
  EXPECT_FALSE(ledger_->claim(wish(id_, "bo")));
}

TEST_P(ExpiryTest, AfterARestartSurvivorsKeepTheirSeatsForOneTtl) {
  const Lease lease = *ledger_->claim(wish(id_, "anna"));
  clock_.advance(lease.ttl_s * 1000 + 10'000);

  const auto restarted = open_ledger(*database_);

  EXPECT_EQ(*restarted->expire(), 0) << "this process has only just seen the lease";
  clock_.advance(lease.ttl_s * 1000 + 10'000);
  EXPECT_EQ(*restarted->expire(), 1);
}

TEST_P(ExpiryTest, ASecondNodeDoesNotFreeWhatTheFirstSeesRenewed) {
  const auto second_database = open_again();
  const auto second = open_ledger(*second_database);
  Lease lease = *ledger_->claim(wish(id_, "anna"));
  EXPECT_EQ(*second->expire(), 0);

  clock_.advance(lease.ttl_s * 1000);
  lease = *ledger_->renew(next(lease.step));
  clock_.advance(10'000);

  EXPECT_EQ(*second->expire(), 0);
  clock_.advance(lease.ttl_s * 1000 + 10'000);
  EXPECT_EQ(*second->expire(), 1);
  EXPECT_EQ(*ledger_->expire(), 0) << "already freed";
  EXPECT_EQ(used(), 0);
}

TEST_P(ExpiryTest, ALicenceThatHasEndedRenewsNothing) {
  License license = maker_.license(SeatModel::concurrent, 5);
  license.license_id.back() = '9';
  license.expires_at_ms = clock_.now_ms() + kHourMs;
  ASSERT_TRUE(
      ledger_->install_document(maker_.document(license, maker_.offer(SeatModel::concurrent))));
  const Lease lease = *ledger_->claim(wish(license.license_id, "anna"));

  clock_.advance(kHourMs);

  EXPECT_EQ(code_of(ledger_->renew(next(lease.step))), "unlicensed");
  EXPECT_EQ(code_of(ledger_->claim(wish(license.license_id, "bo"))), "unlicensed");
}

INSTANTIATE_TEST_SUITE_P(Databases, ExpiryTest, testing::both_databases(), testing::database_name);

}  // namespace
}  // namespace kontor::licensing
