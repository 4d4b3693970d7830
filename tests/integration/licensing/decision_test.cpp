#include <gtest/gtest.h>

#include "tests/integration/licensing/life_fixture.hpp"

namespace kontor::licensing {
namespace {

// What administrators decide, named seats that move, clones, and time that is wrong.
class DecisionTest : public LifeFixture {};

TEST_P(DecisionTest, AForcedReleaseFreesTheSeatAfterOneTtl) {
  const std::string id = install_offer(shared(), 1);
  const Lease lease = *ledger_->claim(wish(id, "anna"));

  ASSERT_TRUE(ledger_->force_release(lease.step.lease_id, decision_));

  EXPECT_EQ(code_of(ledger_->renew(next(lease.step))), "stale-fence");
  EXPECT_EQ(code_of(ledger_->claim(wish(id, "bo"))), "no-free-seat") << "in quarantine";
  pass_ttl(lease);
  EXPECT_TRUE(ledger_->claim(wish(id, "bo")));
  EXPECT_EQ(used(), 1);
}

TEST_P(DecisionTest, WithoutAReasonNothingIsForced) {
  const std::string id = install_offer(shared(), 1);
  const Lease lease = *ledger_->claim(wish(id, "anna"));

  EXPECT_EQ(code_of(ledger_->force_release(lease.step.lease_id, {.reason = "", .by = "admin"})),
            "reason-needed");
  EXPECT_TRUE(ledger_->renew(next(lease.step)));
}

TEST_P(DecisionTest, AWithdrawnLicenceEndsAllItsLeasesForGood) {
  const std::string id = install_offer(shared(), 2);
  const Lease lease = *ledger_->claim(wish(id, "anna"));

  ASSERT_TRUE(ledger_->revoke(id, decision_));

  EXPECT_FALSE(ledger_->renew(next(lease.step)));
  EXPECT_FALSE(ledger_->claim(wish(id, "bo")));
  const auto again = ledger_->install_document(
      maker_.document(maker_.license(SeatModel::concurrent, 2), shared()));
  EXPECT_EQ(code_of(again), "license-revoked");
  EXPECT_EQ(used(), 0);
}

TEST_P(DecisionTest, ANamedSeatMovesAsOftenAsTheOfferSays) {
  Offer offer = named();
  offer.reassign = {.rule = Move::counted, .times = 1};
  install_offer(offer, 1);
  ASSERT_TRUE(ledger_->assign_named("kontor.sms", {"anna"}));
  ASSERT_TRUE(ledger_->assign_named("kontor.sms", {"bo"}));

  EXPECT_EQ(code_of(ledger_->assign_named("kontor.sms", {"cy"})), "moves-used-up");
  EXPECT_TRUE(ledger_->assign_named("kontor.sms", {}));
  EXPECT_TRUE(ledger_->assign_named("kontor.sms", {"bo"})) << "one's own place";
  EXPECT_EQ(ledger_->occupancy("kontor.sms")->holders.front().subject, "bo");
}

TEST_P(DecisionTest, ANamedSeatRestsBetweenTwoPersons) {
  Offer offer = named();
  offer.reassign = {.rule = Move::free, .cool_down_days = 30};
  install_offer(offer, 1);
  ASSERT_TRUE(ledger_->assign_named("kontor.sms", {"anna"}));
  ASSERT_TRUE(ledger_->assign_named("kontor.sms", {"bo"}));

  EXPECT_EQ(code_of(ledger_->assign_named("kontor.sms", {"cy"})), "move-too-soon");
  clock_.advance(30 * kTestDayMs);
  EXPECT_TRUE(ledger_->assign_named("kontor.sms", {"cy"}));
}

TEST_P(DecisionTest, ASeatThatMayNotMoveStaysItsFirstHolders) {
  Offer offer = named();
  offer.reassign = {.rule = Move::never};
  install_offer(offer, 1);
  ASSERT_TRUE(ledger_->assign_named("kontor.sms", {"anna"}));

  EXPECT_EQ(code_of(ledger_->assign_named("kontor.sms", {"bo"})), "move-not-allowed");
  EXPECT_EQ(code_of(ledger_->assign_named("kontor.sms", {"anna", "bo"})), "too-few-seats");
}

TEST_P(DecisionTest, ANamedSeatBelongsToOneDeviceUntilItIsBoundAnew) {
  Offer offer = named();
  offer.rebind = {.rule = Move::counted, .times = 1};
  const std::string id = install_offer(offer, 1);
  ASSERT_TRUE(ledger_->assign_named("kontor.sms", {"anna"}));
  const auto old_one = device('1');
  const auto new_one = device('2');
  const Lease lease = *ledger_->claim(wish_of(id, "anna", old_one));
  Claim elsewhere = wish_of(id, "anna", new_one);
  elsewhere.session = elsewhere.idempotency_key = "on the new one";

  EXPECT_EQ(code_of(ledger_->claim(elsewhere)), "device-bound");
  ASSERT_TRUE(ledger_->rebind(id, "anna", new_one.public_key().ed25519_raw()));

  EXPECT_TRUE(ledger_->claim(elsewhere));
  EXPECT_EQ(code_of(ledger_->renew(next(lease.step))), "stale-fence");
  EXPECT_EQ(code_of(ledger_->rebind(id, "anna", old_one.public_key().ed25519_raw())),
            "moves-used-up");
}

TEST_P(DecisionTest, OnlyOneCopyFollowsTheRatchet) {
  ASSERT_EQ(*ledger_->check_in("device", 0, "n1"), 1);
  EXPECT_EQ(*ledger_->check_in("device", 0, "n1"), 1) << "the reply was lost";
  ASSERT_EQ(*ledger_->check_in("device", 1, "n2"), 2);

  EXPECT_EQ(code_of(ledger_->check_in("device", 1, "of the copy")), "forked");
  EXPECT_EQ(code_of(ledger_->check_in("device", 2, "n3")), "forked") << "told for ever";
}

TEST_P(DecisionTest, AClockSetBackExtendsNothingAndAlarmsLate) {
  License license = maker_.license(SeatModel::concurrent, 5);
  license.expires_at_ms = clock_.now_ms() + 10 * kTestDayMs;
  ASSERT_TRUE(ledger_->install_document(maker_.document(license, shared())));
  clock_.set_wall_clock(clock_.now_ms() - 2 * kTestHourMs);
  ASSERT_TRUE(ledger_->expire());
  EXPECT_TRUE(ledger_->claim(wish(license.license_id, "anna"))) << "daylight saving, twice over";

  clock_.set_wall_clock(clock_.now_ms() - 365 * kTestDayMs);
  ASSERT_TRUE(ledger_->expire());
  EXPECT_TRUE(ledger_->claim(wish(license.license_id, "bo"))) << "in grace";
  clock_.advance(8 * kTestDayMs);
  ASSERT_TRUE(ledger_->expire());
  EXPECT_EQ(code_of(ledger_->claim(wish(license.license_id, "cy"))), "needs-sync");

  const auto restarted = open_ledger(*database_);
  EXPECT_EQ(code_of(restarted->claim(wish(license.license_id, "cy"))), "needs-sync");
}

TEST_P(DecisionTest, AnOldCopyOfTheDatabaseGrantsNothingForOneTtl) {
  const std::string id = install_offer(shared(), 2);
  const Lease lease = *ledger_->claim(wish(id, "anna"));
  const auto opened = SeatLedger::open(*database_, clock_, random_, maker_.authority_key,
                                       maker_.trusted(), {.epoch_seen = ledger_->epoch() + 7});
  ASSERT_TRUE(opened);
  SeatLedger& restored = **opened;
  EXPECT_GT(restored.epoch(), ledger_->epoch() + 7);

  EXPECT_EQ(code_of(restored.claim(wish(id, "bo"))), "restoring");
  LeaseStep ahead = lease.step;
  ahead.sequence += 40;
  EXPECT_EQ(restored.renew(ahead)->step.sequence, ahead.sequence) << "a survivor is believed";
  clock_.advance(1800 * 1000 + LeaseWatch::kMarginMs);
  EXPECT_TRUE(restored.claim(wish(id, "bo")));
}

INSTANTIATE_TEST_SUITE_P(Databases, DecisionTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::licensing
