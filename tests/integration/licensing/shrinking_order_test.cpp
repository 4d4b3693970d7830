#include <gtest/gtest.h>

#include <map>
#include <random>

#include "tests/integration/licensing/life_fixture.hpp"

namespace kontor::licensing {
namespace {

constexpr unsigned kOrderSeeds = 2;
constexpr int kOrderRounds = 30;
constexpr int kOrderSteps = 4;
constexpr int kOrderPersons = 9;

// An order that shrinks and grows while holders come and go, with an oracle of its own: who
// sits, and how many may.
class ShrinkingOrderTest : public LifeFixture {
 protected:
  ShrinkingOrderTest() : second_database_(open_again()) {
    change_order(4, 1);
    second_ = open_ledger(*second_database_);
  }

  int dice(int sides) { return std::uniform_int_distribution<int>(0, sides - 1)(numbers_); }
  SeatLedger& node() { return dice(2) == 0 ? *ledger_ : *second_; }
  std::int64_t sitting() const { return static_cast<std::int64_t>(seated_.size()); }
  bool has_room() const { return sitting() < allowed_; }

  void change_order(std::int64_t seats, std::int64_t overdraft) {
    Offer offer = shared();
    offer.overdraft = overdraft;
    orders_ += 1000;
    id_ = install_offer(offer, seats, orders_);
    allowed_ = seats + overdraft;
  }
  // Also at a node that has not heard of the newest.
  void bring_an_older_order() {
    Offer offer = shared();
    offer.overdraft = 1;
    License older = maker_.license(offer.model, 50);
    older.issued_at_ms += dice(orders_ / 1000) * std::int64_t{1000};
    const auto kept = node().install_document(maker_.document(older, offer));
    ASSERT_TRUE(kept) << kept.error().message;
    ASSERT_LT(kept->seats, older.seats) << "the newest order stays";
  }
  void everybody_renews(int but = -1) {
    for (auto& [number, lease] : seated_) {
      if (number == but) continue;
      const auto renewed = node().renew(next(lease.step));
      ASSERT_TRUE(renewed) << number << " is sent away: " << renewed.error().message;
      lease = *renewed;
    }
  }
  void claim(int number) {
    Claim wished = wish_of(id_, std::to_string(number), device(static_cast<char>('a' + number)));
    wished.idempotency_key = "wish " + std::to_string(++wishes_);
    const auto lease = ledger_->claim(wished);
    ASSERT_EQ(static_cast<bool>(lease), has_room()) << sitting() << " of " << allowed_ << " sit";
    if (lease) {
      seated_[number] = *lease;
    } else {
      EXPECT_EQ(code_of(lease), "no-free-seat");
    }
  }
  void rise(int number) {
    ASSERT_TRUE(node().release(seated_[number].step));
    seated_.erase(number);
  }
  // Somebody is not heard of until the ledger has itself seen the same step for a ttl; comes
  // back if there is room then.
  void fall_silent(int number) {
    const Lease lost = seated_[number];
    const std::int64_t patience_ms = lost.ttl_s * 1000 + LeaseWatch::kMarginMs;
    std::int64_t freed = 0;
    for (int half = 0; half < 6 && freed == 0; ++half) {
      clock_.advance(patience_ms / 2 + 1);
      everybody_renews(number);
      const auto expired = ledger_->expire();
      ASSERT_TRUE(expired) << expired.error().message;
      freed = *expired;
    }
    ASSERT_EQ(freed, 1);
    seated_.erase(number);
    const int other = dice(kOrderPersons);
    if (other != number && !seated_.contains(other)) claim(other);
    const auto back = ledger_->renew(next(lost.step));
    ASSERT_EQ(static_cast<bool>(back), has_room()) << sitting() << " of " << allowed_ << " sit";
    if (back) seated_[number] = *back;
  }
  void come_or_go() {
    const int number = dice(kOrderPersons);
    if (!seated_.contains(number)) {
      claim(number);
    } else if (dice(10) == 0) {
      fall_silent(number);
    } else {
      rise(number);
    }
  }

  void check() {
    ASSERT_EQ(used(), sitting());
    const auto holders = ledger_->holders(id_);
    ASSERT_TRUE(holders) << holders.error().message;
    ASSERT_EQ(static_cast<std::int64_t>(holders->size()), sitting());
    for (const Holder& holder : *holders) ASSERT_TRUE(seated_.contains(std::stoi(holder.subject)));
  }

  std::unique_ptr<db::Database> second_database_;
  std::unique_ptr<SeatLedger> second_;
  std::minstd_rand numbers_;
  std::map<int, Lease> seated_;
  std::string id_;
  std::int64_t allowed_ = 0;
  int orders_ = 0;
  int wishes_ = 0;
};

TEST_P(ShrinkingOrderTest, NobodyIsSentAwayAndNobodyComesBeforeTheExcessHasLeft) {
  for (unsigned seed = 1; seed <= kOrderSeeds; ++seed) {
    numbers_.seed(seed);
    for (int round = 0; round < kOrderRounds; ++round) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ", round " + std::to_string(round));
      change_order(1 + dice(6), dice(3));
      if (dice(4) == 0) bring_an_older_order();
      everybody_renews();
      for (int step = 0; step < kOrderSteps && !HasFatalFailure(); ++step) {
        come_or_go();
        if (!HasFatalFailure()) check();
      }
      ASSERT_FALSE(HasFatalFailure());
    }
    // The excess leaves one by one, and each seat that is left over is asked for at once.
    change_order(1, 0);
    while (!seated_.empty() && !HasFatalFailure()) {
      rise(seated_.begin()->first);
      if (sitting() > 0) claim(kOrderPersons + 3);
      check();
    }
    ASSERT_FALSE(HasFatalFailure());
  }
  const auto audit = ledger_->audit();
  ASSERT_TRUE(audit);
  EXPECT_TRUE(audit->whole());
}

INSTANTIATE_TEST_SUITE_P(Databases, ShrinkingOrderTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::licensing
