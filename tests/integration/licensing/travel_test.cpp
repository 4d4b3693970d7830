#include <gtest/gtest.h>

#include "tests/integration/licensing/life_fixture.hpp"

namespace kontor::licensing {
namespace {

// Invariant 7: seats on travel.
class TravelTest : public LifeFixture {
 protected:
  TravelTest() {
    Offer offer = shared();
    offer.borrow = {.days_max = 7, .seats_stay = 1};
    id_ = install_offer(offer, 2);
  }
  Lease seat(const std::string& who, const crypto::SigningKey& device) {
    auto lease = ledger_->claim(wish_of(id_, who, device));
    EXPECT_TRUE(lease) << lease.error().message;
    return *lease;
  }

  std::string id_;
  const crypto::SigningKey laptop_ = device('1');
  const crypto::SigningKey other_ = device('2');
};

TEST_P(TravelTest, ASeatOnTravelIsHeldWithoutRenewals) {
  const Lease lease = seat("anna", laptop_);
  const auto taken = borrow(lease.step, 3, laptop_);
  ASSERT_TRUE(taken) << taken.error().message;
  EXPECT_EQ(taken->borrowed_until_ms, clock_.now_ms() + 3 * kTestDayMs);

  clock_.advance(2 * kTestDayMs);
  EXPECT_EQ(*ledger_->expire(), 0);
  EXPECT_EQ(used(), 1);
  clock_.advance(kTestDayMs);
  EXPECT_EQ(*ledger_->expire(), 1);
  EXPECT_EQ(used(), 0);
}

TEST_P(TravelTest, ALostReplyIsGivenAgainAndASecondSeatRefused) {
  const Lease lease = seat("anna", laptop_);
  const auto taken = borrow(lease.step, 3, laptop_);
  ASSERT_TRUE(taken);

  EXPECT_EQ(borrow(lease.step, 3, laptop_)->borrowed_until_ms, taken->borrowed_until_ms);
  const Lease second = seat("bo", laptop_);
  EXPECT_EQ(code_of(borrow(second.step, 1, laptop_)), "borrowed-already");
}

TEST_P(TravelTest, EnoughSeatsStay) {
  ASSERT_TRUE(borrow(seat("anna", laptop_).step, 3, laptop_));

  EXPECT_EQ(code_of(borrow(seat("bo", other_).step, 1, other_)), "too-many-borrowed");
}

TEST_P(TravelTest, LongerThanTheOfferSaysIsRefused) {
  const Lease lease = seat("anna", laptop_);

  EXPECT_EQ(code_of(borrow(lease.step, 8, laptop_)), "borrow-too-long");
  EXPECT_EQ(code_of(borrow(lease.step, -1, laptop_)), "borrow-too-long");
  EXPECT_TRUE(ledger_->renew(next(lease.step))) << "nothing changed";
}

TEST_P(TravelTest, OnlyTheDeviceGivesItsSeatBackEarly) {
  const Lease lease = seat("anna", laptop_);
  ASSERT_TRUE(borrow(lease.step, 3, laptop_));

  EXPECT_FALSE(give_back(lease.step, other_));
  EXPECT_EQ(code_of(ledger_->release(lease.step)), "stale-fence");
  EXPECT_EQ(code_of(ledger_->force_release(lease.step.lease_id, decision_)), "borrowed");
  EXPECT_EQ(used(), 1);
  EXPECT_TRUE(give_back(lease.step, laptop_));
  EXPECT_TRUE(give_back(lease.step, laptop_)) << "twice is once";
  EXPECT_EQ(used(), 0);
}

TEST_P(TravelTest, ALostLaptopCountsUntilItsDate) {
  const Lease lease = seat("anna", laptop_);
  ASSERT_TRUE(borrow(lease.step, 3, laptop_));

  ASSERT_TRUE(ledger_->write_off(lease.step.lease_id, decision_));
  EXPECT_EQ(used(), 1);
  EXPECT_FALSE(give_back(lease.step, laptop_)) << "it came too late";
  clock_.advance(3 * kTestDayMs);
  EXPECT_EQ(*ledger_->expire(), 1);
  EXPECT_EQ(used(), 0);
  EXPECT_EQ(ledger_->seats(id_)->borrowed, 0);
}

TEST_P(TravelTest, AJumpOfTheWallClockEndsNoSeatOnTravel) {
  ASSERT_TRUE(borrow(seat("anna", laptop_).step, 3, laptop_));

  clock_.set_wall_clock(clock_.now_ms() + 365 * kTestDayMs);

  EXPECT_EQ(*ledger_->expire(), 0);
  EXPECT_EQ(used(), 1);
}

INSTANTIATE_TEST_SUITE_P(Databases, TravelTest, testing::both_databases(), testing::database_name);

}  // namespace
}  // namespace kontor::licensing
