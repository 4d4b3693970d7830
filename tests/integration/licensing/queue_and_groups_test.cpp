#include <gtest/gtest.h>

#include "tests/integration/licensing/life_fixture.hpp"

namespace kontor::licensing {
namespace {

class QueueAndGroupsTest : public LifeFixture {
 protected:
  Claim member(const std::string& id, const std::string& who, const std::string& group) {
    Claim claim = wish(id, who);
    claim.group = group;
    return claim;
  }
};

TEST_P(QueueAndGroupsTest, WhoCameFirstHasTheNextSeat) {
  const std::string id = install_offer(shared(), 1);
  const Lease anna = *ledger_->claim(wish(id, "anna"));
  EXPECT_EQ(ledger_->wait(wish(id, "bo"))->position, 1);
  EXPECT_EQ(ledger_->wait(wish(id, "cy"))->position, 2);
  ASSERT_TRUE(ledger_->release(anna.step));

  EXPECT_EQ(code_of(ledger_->claim(wish(id, "di"))), "no-free-seat") << "the seat is bo's";
  EXPECT_EQ(ledger_->wait(wish(id, "cy"))->position, 2);
  const auto bo = ledger_->wait(wish(id, "bo"));

  ASSERT_TRUE(bo);
  EXPECT_TRUE(bo->lease);
  EXPECT_EQ(ledger_->wait(wish(id, "cy"))->position, 1);
  EXPECT_EQ(used(), 1);
}

TEST_P(QueueAndGroupsTest, WhoNoLongerAsksLosesThePlace) {
  const std::string id = install_offer(shared(), 1);
  const Lease anna = *ledger_->claim(wish(id, "anna"));
  ASSERT_EQ(ledger_->wait(wish(id, "bo"))->position, 1);
  clock_.advance(SeatLedger::kWaitMs);
  ASSERT_TRUE(ledger_->renew(next(anna.step)));
  ASSERT_TRUE(ledger_->release(next(anna.step)));

  EXPECT_TRUE(ledger_->claim(wish(id, "cy")));
}

TEST_P(QueueAndGroupsTest, AHostWaitsByProductAndSeesThePlaceAndUntilWhenItIsKept) {
  const std::string id = install_offer(shared(), 1);
  ASSERT_TRUE(ledger_->claim("kontor.sms", "anna", "user:anna"));
  EXPECT_EQ(ledger_->wait("kontor.sms", "bo", "user:bo")->position, 1);
  EXPECT_EQ(ledger_->wait("kontor.sms", "cy", "user:cy")->position, 2);
  clock_.advance(10'000);

  const auto seats = ledger_->occupancy("kontor.sms");

  ASSERT_TRUE(seats);
  ASSERT_EQ(seats->waiting.size(), 2U);
  EXPECT_EQ(seats->waiting[1].subject, "cy");
  EXPECT_EQ(seats->waiting[1].ahead, 1);
  EXPECT_EQ(seats->waiting[1].until_ms, clock_.now_ms() + SeatLedger::kWaitMs - 10'000);
  EXPECT_FALSE(ledger_->leave_queue("kontor.sms", "user:bo", {.subject = "cy"}));
  ASSERT_TRUE(ledger_->release_own("kontor.sms", "user:anna"));
  EXPECT_EQ(code_of(ledger_->claim("kontor.sms", "cy", "user:cy")), "no-free-seat") << "it is bo's";
  EXPECT_TRUE(ledger_->wait("kontor.sms", "bo", "user:bo")->lease);
  EXPECT_TRUE(ledger_->claim("kontor.sms", "bo", "user:bo")) << "and sits from now on";
  EXPECT_EQ(ledger_->wait("kontor.sms", "cy", "user:cy")->position, 1);
  EXPECT_TRUE(ledger_->leave_queue("kontor.sms", "user:cy", {.subject = "cy"}));
  EXPECT_TRUE(ledger_->seats(id)->waiting.empty());
}

TEST_P(QueueAndGroupsTest, WhoLeavesMakesRoom) {
  const std::string id = install_offer(shared(), 1);
  ASSERT_TRUE(ledger_->claim(wish(id, "anna")));
  ASSERT_TRUE(ledger_->wait(wish(id, "bo")));
  ASSERT_EQ(ledger_->wait(wish(id, "cy"))->position, 2);

  ASSERT_TRUE(ledger_->leave(id, "session of bo", {.subject = "bo"}));

  EXPECT_EQ(ledger_->wait(wish(id, "cy"))->position, 1);
  EXPECT_EQ(ledger_->seats(id)->waiting.size(), 1U);
}

TEST_P(QueueAndGroupsTest, NobodyGivesUpTheirPlaceForThem) {
  const std::string id = install_offer(shared(), 1);
  ASSERT_TRUE(ledger_->claim(wish(id, "anna")));
  const crypto::SigningKey notebook = device('n');
  ASSERT_EQ(ledger_->wait(wish_of(id, "bo", notebook))->position, 1);

  const std::vector<SeatCaller> strangers = {
      {}, {.subject = "cy"}, {.device_key = device('o').public_key().ed25519_raw()}};
  for (const SeatCaller& stranger : strangers) {
    EXPECT_EQ(ledger_->leave(id, "session of bo", stranger).error().code, ErrorCode::not_found);
  }
  EXPECT_EQ(code_of(ledger_->wait({.license_id = id,
                                   .subject = "cy",
                                   .session = "session of bo",
                                   .idempotency_key = "cy's"})),
            "not-your-place");
  EXPECT_EQ(ledger_->seats(id)->waiting.size(), 1U);

  EXPECT_TRUE(
      ledger_->leave(id, "session of bo", {.device_key = notebook.public_key().ed25519_raw()}));
  ASSERT_TRUE(ledger_->wait(wish_of(id, "bo", notebook)));
  EXPECT_TRUE(ledger_->leave(id, "session of bo", {.administrator = true}));
  EXPECT_TRUE(ledger_->seats(id)->waiting.empty());
}

TEST_P(QueueAndGroupsTest, AReservedSeatIsItsGroups) {
  const std::string id = install_offer(shared(), 2);
  ASSERT_TRUE(ledger_->set_group(id, {.name = "support", .reserved = 1, .cap = 1}));

  EXPECT_TRUE(ledger_->claim(wish(id, "anna")));
  EXPECT_EQ(code_of(ledger_->claim(wish(id, "bo"))), "no-free-seat");
  const auto cy = ledger_->claim(member(id, "cy", "support"));
  ASSERT_TRUE(cy);
  EXPECT_EQ(code_of(ledger_->claim(member(id, "di", "support"))), "group-full");
  ASSERT_TRUE(ledger_->release(cy->step));
  EXPECT_EQ(code_of(ledger_->claim(wish(id, "bo"))), "no-free-seat") << "reserved again";
  EXPECT_EQ(ledger_->seats(id)->reserved_free, 1);
}

TEST_P(QueueAndGroupsTest, GroupsReserveNoMoreThanWasBought) {
  const std::string id = install_offer(shared(), 2);
  ASSERT_TRUE(ledger_->set_group(id, {.name = "support", .reserved = 1, .cap = 2}));

  EXPECT_EQ(code_of(ledger_->set_group(id, {.name = "sales", .reserved = 2, .cap = 2})),
            "reserved-too-many");
  EXPECT_FALSE(ledger_->set_group(id, {.name = "sales", .reserved = -1, .cap = 2}));
  EXPECT_EQ(ledger_->groups(id)->size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Databases, QueueAndGroupsTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::licensing
