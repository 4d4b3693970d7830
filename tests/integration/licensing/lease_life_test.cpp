#include <gtest/gtest.h>

#include "tests/integration/licensing/life_fixture.hpp"

namespace kontor::licensing {
namespace {

class LeaseLifeTest : public LifeFixture {};

TEST_P(LeaseLifeTest, WhoWasSilentComesBackWhileTheSeatIsFree) {
  const std::string id = install_offer(shared(), 1);
  const Lease lease = *ledger_->claim(wish(id, "anna"));
  pass_ttl(lease);
  ASSERT_EQ(*ledger_->expire(), 1);
  ASSERT_EQ(used(), 0);

  const auto back = ledger_->renew(next(lease.step));

  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(used(), 1);
  EXPECT_EQ(code_of(ledger_->claim(wish(id, "bo"))), "no-free-seat");
}

TEST_P(LeaseLifeTest, WhoseSeatWasGrantedAgainDoesNotComeBack) {
  const std::string id = install_offer(shared(), 1);
  const Lease lease = *ledger_->claim(wish(id, "anna"));
  pass_ttl(lease);

  ASSERT_TRUE(ledger_->claim(wish(id, "bo")));

  EXPECT_EQ(code_of(ledger_->renew(next(lease.step))), "stale-fence");
  EXPECT_EQ(used(), 1);
}

TEST_P(LeaseLifeTest, AnExpiredLeaseNeverComesBack) {
  const std::string id = install_offer(shared(), 1);
  const Lease lease = *ledger_->claim(wish(id, "anna"));
  pass_ttl(lease);
  ASSERT_TRUE(ledger_->expire());
  pass_ttl(lease);
  ASSERT_TRUE(ledger_->expire());

  EXPECT_EQ(code_of(ledger_->renew(next(lease.step))), "stale-fence");
  EXPECT_EQ(code_of(ledger_->claim(wish(id, "anna"))), "stale-fence") << "the key is used up";
  EXPECT_EQ(used(), 0);
}

TEST_P(LeaseLifeTest, AReleasedSeatLingersForItsOwnHolder) {
  Offer offer = shared();
  offer.linger_s = 60;
  const std::string id = install_offer(offer, 1);
  const Lease lease = *ledger_->claim(wish(id, "anna"));

  ASSERT_TRUE(ledger_->release(lease.step));
  ASSERT_TRUE(ledger_->release(lease.step)) << "twice is once";

  EXPECT_EQ(code_of(ledger_->claim(wish(id, "bo"))), "no-free-seat");
  Claim again = wish(id, "anna");
  again.idempotency_key = "second claim of anna";
  const auto back = ledger_->claim(again);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_GT(back->step.fence, lease.step.fence);
  EXPECT_EQ(used(), 1);
}

TEST_P(LeaseLifeTest, ALingeringSeatIsFreeAfterItsTime) {
  Offer offer = shared();
  offer.linger_s = 60;
  const std::string id = install_offer(offer, 1);
  ASSERT_TRUE(ledger_->release(ledger_->claim(wish(id, "anna"))->step));

  clock_.advance(60'000);

  EXPECT_TRUE(ledger_->claim(wish(id, "bo")));
  EXPECT_EQ(used(), 1);
}

TEST_P(LeaseLifeTest, TheOfferLendsSeatsBeyondThoseBought) {
  Offer offer = shared();
  offer.overdraft = 1;
  const std::string id = install_offer(offer, 1);

  EXPECT_TRUE(ledger_->claim(wish(id, "anna")));
  EXPECT_TRUE(ledger_->claim(wish(id, "bo")));
  EXPECT_EQ(code_of(ledger_->claim(wish(id, "cy"))), "no-free-seat");
  EXPECT_EQ(ledger_->seats(id)->overdraft, 1);
}

TEST_P(LeaseLifeTest, ASmallerOrderComesIntoForceAsSeatsComeFree) {
  const std::string id = install_offer(shared(), 3);
  const Lease anna = *ledger_->claim(wish(id, "anna"));
  const Lease bo = *ledger_->claim(wish(id, "bo"));
  ASSERT_TRUE(ledger_->claim(wish(id, "cy")));

  install_offer(shared(), 1, 1000);

  EXPECT_TRUE(ledger_->renew(next(anna.step))) << "nobody at work is sent away";
  ASSERT_TRUE(ledger_->release(next(anna.step)));
  EXPECT_EQ(code_of(ledger_->claim(wish(id, "di"))), "no-free-seat");
  ASSERT_TRUE(ledger_->release(bo.step));
  EXPECT_EQ(code_of(ledger_->claim(wish(id, "di"))), "no-free-seat");
  EXPECT_EQ(ledger_->seats(id)->total, 1);
  EXPECT_EQ(used(), 1);
}

TEST_P(LeaseLifeTest, TheLogTellsWhatTheLedgerDid) {
  const std::string id = install_offer(shared(), 1);
  const Lease lease = *ledger_->claim(wish(id, "anna"));
  ASSERT_FALSE(ledger_->claim(wish(id, "bo")));
  ASSERT_TRUE(ledger_->release(lease.step));
  clock_.advance(61'000);
  ASSERT_TRUE(ledger_->expire());

  const auto audit = ledger_->audit();
  ASSERT_TRUE(audit) << audit.error().message;
  EXPECT_TRUE(audit->whole());
  const TimeMs now = clock_.now_ms();
  const auto usage = ledger_->usage({.from_ms = now - kTestDayMs, .to_ms = now + kTestDayMs});
  ASSERT_TRUE(usage) << usage.error().message;
  ASSERT_EQ(usage->size(), 1U);
  EXPECT_EQ(usage->front().peak, 1);
  EXPECT_EQ(usage->front().grants, 1);
  EXPECT_EQ(usage->front().denials, 1);
}

INSTANTIATE_TEST_SUITE_P(Databases, LeaseLifeTest, testing::both_databases(),
                         testing::database_name);

TEST_P(LeaseLifeTest, AMissedInstalmentStopsNobodyBeforeTheDaysOfNoticeAreOver) {
  Offer offer = shared();
  offer.instalments = Instalments{.count = 6, .amount = 2'636'000};
  License license = maker_.license(SeatModel::concurrent, 1);
  license.grant = Grant::instalments;
  license.expires_at_ms = clock_.now_ms() + kTestDayMs;
  const auto installed = ledger_->install_document(maker_.document(license, offer));
  ASSERT_TRUE(installed) << installed.error().message;
  clock_.advance(offer.grace.notice_days * kTestDayMs);

  EXPECT_TRUE(ledger_->claim(wish(license.license_id, "anna")));
  EXPECT_EQ(ledger_->entitlement("kontor.sms").value(), Entitlement::licensed);

  clock_.advance(kTestDayMs);
  EXPECT_EQ(code_of(ledger_->claim(wish(license.license_id, "bo"))), "unlicensed");
}

}  // namespace
}  // namespace kontor::licensing
