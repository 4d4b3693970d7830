#include <gtest/gtest.h>

#include "tests/integration/licensing/ledger_fixture.hpp"

namespace kontor::licensing {
namespace {

class LeaseProtocolTest : public LedgerFixture {
 protected:
  LeaseProtocolTest() : id_(install(SeatModel::concurrent, 2)) {}
  std::string id_;
};

TEST_P(LeaseProtocolTest, RefusesTheSeatAfterTheLastAndSaysWhoSits) {
  ASSERT_TRUE(ledger_->claim(wish(id_, "anna")));
  ASSERT_TRUE(ledger_->claim(wish(id_, "bo")));

  const auto third = ledger_->claim(wish(id_, "carin"));

  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().code, ErrorCode::conflict);
  const Json detail = Json::parse(third.error().detail);
  EXPECT_EQ(detail["code"], "no-free-seat");
  ASSERT_EQ(detail["holders"].size(), 2U);
  EXPECT_EQ(detail["holders"][0]["subject"], "anna");
  EXPECT_EQ(detail["holders"][0]["since"], to_rfc3339(clock_.now_ms()));
  EXPECT_EQ(used(), 2);
}

TEST_P(LeaseProtocolTest, AReleasedSeatIsFreeAndItsNewHolderHasAHigherFence) {
  const Lease anna = *ledger_->claim(wish(id_, "anna"));
  const Lease bo = *ledger_->claim(wish(id_, "bo"));

  ASSERT_TRUE(ledger_->release(anna.step));
  const auto carin = ledger_->claim(wish(id_, "carin"));

  ASSERT_TRUE(carin);
  EXPECT_GT(carin->step.fence, bo.step.fence);
}

TEST_P(LeaseProtocolTest, ARepeatedClaimGivesTheSameLeaseAndCostsNoSeat) {
  const Lease first = *ledger_->claim(wish(id_, "anna"));
  const Lease again = *ledger_->claim(wish(id_, "anna"));

  EXPECT_EQ(again.step.lease_id, first.step.lease_id);
  EXPECT_EQ(again.step.fence, first.step.fence);
  EXPECT_EQ(used(), 1);
}

TEST_P(LeaseProtocolTest, OneSessionSitsOnOneSeatWhateverKeysItInvents) {
  Claim second = wish(id_, "anna");
  second.idempotency_key = "another";

  const Lease first = *ledger_->claim(wish(id_, "anna"));
  const auto again = ledger_->claim(second);

  ASSERT_TRUE(again);
  EXPECT_EQ(code_of(ledger_->renew(next(first.step))), "stale-fence") << "one lease at a time";
  EXPECT_EQ(used(), 1);
}

TEST_P(LeaseProtocolTest, AnIdempotencyKeyBelongsToItsClaimant) {
  ASSERT_TRUE(ledger_->claim(wish(id_, "anna")));
  Claim stolen = wish(id_, "bo");
  stolen.idempotency_key = wish(id_, "anna").idempotency_key;

  EXPECT_EQ(ledger_->claim(stolen).error().code, ErrorCode::conflict);
}

TEST_P(LeaseProtocolTest, TheNextSequenceRenewsAndTheLastGivesTheReplyAgain) {
  const Lease lease = *ledger_->claim(wish(id_, "anna"));

  const auto renewed = ledger_->renew(next(lease.step));
  const auto replayed = ledger_->renew(next(lease.step));

  ASSERT_TRUE(renewed);
  ASSERT_TRUE(replayed);
  EXPECT_EQ(renewed->step.sequence, lease.step.sequence + 1);
  EXPECT_EQ(replayed->step.sequence, renewed->step.sequence);
}

TEST_P(LeaseProtocolTest, AnyOtherStepIsStale) {
  const Lease lease = *ledger_->claim(wish(id_, "anna"));
  ASSERT_TRUE(ledger_->renew(next(lease.step)));
  const LeaseStep ahead = next(next(next(lease.step)));
  LeaseStep other_fence = next(next(lease.step));
  other_fence.fence += 1;
  LeaseStep other_epoch = next(next(lease.step));
  other_epoch.epoch += 1;

  for (const LeaseStep& step : {lease.step, ahead, other_fence, other_epoch}) {
    EXPECT_EQ(code_of(ledger_->renew(step)), "stale-fence");
  }
}

TEST_P(LeaseProtocolTest, AReleaseByAnotherIsRefusedAndTwiceIsOnce) {
  const Lease lease = *ledger_->claim(wish(id_, "anna"));
  LeaseStep forged = lease.step;
  forged.fence += 1;

  EXPECT_EQ(code_of(ledger_->release(forged)), "stale-fence");
  EXPECT_TRUE(ledger_->release(lease.step));
  EXPECT_TRUE(ledger_->release(lease.step));
  EXPECT_EQ(used(), 0);
}

TEST_P(LeaseProtocolTest, AnEndedLeaseNeverRevives) {
  const Lease lease = *ledger_->claim(wish(id_, "anna"));
  ASSERT_TRUE(ledger_->release(lease.step));

  EXPECT_EQ(code_of(ledger_->renew(next(lease.step))), "stale-fence");
  EXPECT_EQ(code_of(ledger_->claim(wish(id_, "anna"))), "stale-fence");
  EXPECT_EQ(used(), 0);
}

TEST_P(LeaseProtocolTest, ARestartKeepsEverySeatAndItsSteps) {
  const Lease lease = *ledger_->claim(wish(id_, "anna"));

  ledger_.reset();
  database_ = open_again();
  ledger_ = open_ledger(*database_);

  EXPECT_TRUE(ledger_->renew(next(lease.step)));
  EXPECT_EQ(used(), 1);
  const auto fresh = ledger_->claim(wish(id_, "bo"));
  ASSERT_TRUE(fresh);
  EXPECT_GT(fresh->step.epoch, lease.step.epoch);
}

TEST_P(LeaseProtocolTest, RefusesNamesThatAreEmptyOrTooLong) {
  Claim nobody = wish(id_, "anna");
  nobody.subject.clear();
  Claim endless = wish(id_, "anna");
  endless.session = std::string(201, 'x');

  EXPECT_EQ(ledger_->claim(nobody).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(ledger_->claim(endless).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(ledger_->claim(wish("no such licence", "anna")).error().code, ErrorCode::not_found);
}

INSTANTIATE_TEST_SUITE_P(Databases, LeaseProtocolTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::licensing
