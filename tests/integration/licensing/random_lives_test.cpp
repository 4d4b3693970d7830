#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "tests/integration/licensing/life_fixture.hpp"

namespace kontor::licensing {
namespace {

constexpr std::int64_t kLifeSeats = 3;
constexpr std::int64_t kLifeOverdraft = 1;
constexpr int kLifePersons = 7;
constexpr int kLifeSteps = 250;

// Random lives of a few people at two nodes, with an oracle of its own that counts who could
// be at work: whoever holds a lease whose ttl has not run out by their own clock, or has a
// seat on travel. There are never more of them than seats and overdraft, and the pool's
// counter never says less than they are.
class RandomLivesTest : public LifeFixture {
 protected:
  struct Person {
    std::optional<Lease> lease;
    std::string last_lease = {};
    std::int64_t works_until_ms = 0;  // On the monotonic clock: as a client counts its ttl.
    std::int64_t travels_until_ms = 0;
    int claims = 0;
  };

  RandomLivesTest() : second_database_(open_again()), second_(open_ledger(*second_database_)) {
    Offer offer = shared();
    offer.overdraft = kLifeOverdraft;
    offer.linger_s = 20;
    offer.borrow = {.days_max = 3, .seats_stay = 2};
    id_ = install_offer(offer, kLifeSeats);
  }

  int dice(int sides) { return std::uniform_int_distribution<int>(0, sides - 1)(random_numbers_); }
  SeatLedger& node() { return dice(2) == 0 ? *ledger_ : *second_; }

  std::int64_t at_work() const {
    std::int64_t count = 0;
    for (const Person& person : people_) {
      const std::int64_t now = clock_.monotonic_ms();
      if (now < person.works_until_ms || now < person.travels_until_ms) ++count;
    }
    return count;
  }

  void claim(int number) {
    Person& person = people_[static_cast<std::size_t>(number)];
    Claim claim = wish_of(id_, std::to_string(number), device(static_cast<char>('a' + number)));
    claim.idempotency_key += std::to_string(dice(2) == 0 ? person.claims : ++person.claims);
    Result<Lease> lease = Error{ErrorCode::internal, "not asked"};
    if (dice(3) == 0) {
      auto waited = node().wait(claim);
      if (!waited || !waited->lease) return;
      lease = *waited->lease;
    } else {
      lease = node().claim(claim);
    }
    if (!lease) return;
    const bool travels = clock_.monotonic_ms() < person.travels_until_ms;
    // A ttl counts from before the first time that this was asked.
    const bool repeats = person.last_lease == lease->step.lease_id;
    person.last_lease = lease->step.lease_id;
    person.lease = *lease;
    if (!travels && !repeats) person.works_until_ms = clock_.monotonic_ms() + lease->ttl_s * 1000;
  }
  void renew(Person& person) {
    const auto renewed = node().renew(next(person.lease->step));
    if (!renewed) return;
    person.lease = *renewed;
    person.works_until_ms = clock_.monotonic_ms() + renewed->ttl_s * 1000;
  }
  void release(Person& person) {
    if (!node().release(person.lease->step)) return;
    person.works_until_ms = 0;
    if (dice(2) == 0) person.lease.reset();
  }
  void travel(Person& person, int number) {
    const auto own = device(static_cast<char>('a' + number));
    const LeaseStep& step = person.lease->step;
    if (clock_.monotonic_ms() < person.travels_until_ms) {
      if (!node().give_back(step, hex_encode(own.sign(return_text(step))))) return;
      person.travels_until_ms = 0;
      return;
    }
    const auto taken = node().borrow(step, 1, hex_encode(own.sign(borrow_text(step, 1))));
    if (!taken) return;
    person.works_until_ms = 0;
    person.travels_until_ms = clock_.monotonic_ms() + kTestDayMs;
  }

  void live_one_step() {
    const int number = dice(kLifePersons);
    Person& person = people_[static_cast<std::size_t>(number)];
    switch (dice(12)) {
      case 0:
        clock_.advance(dice(400) * 1000);
        break;
      case 1:
        if (dice(10) == 0) clock_.advance(kTestDayMs);
        break;
      case 2:
        ASSERT_TRUE(node().expire());
        break;
      case 3:
        if (person.lease) {
          static_cast<void>(node().force_release(person.lease->step.lease_id, decision_));
        }
        break;
      case 4:
        if (person.lease) {
          static_cast<void>(node().write_off(person.lease->step.lease_id, decision_));
        }
        break;
      case 5:
        clock_.set_wall_clock(clock_.now_ms() + (dice(3) - 1) * kTestHourMs);
        break;
      case 6:
        if (person.lease) travel(person, number);
        break;
      case 7:
        if (person.lease) release(person);
        break;
      case 8:
      case 9:
        if (person.lease) renew(person);
        break;
      default:
        claim(number);
    }
  }

  std::string id_;
  std::unique_ptr<db::Database> second_database_;
  std::unique_ptr<SeatLedger> second_;
  std::minstd_rand random_numbers_;
  std::vector<Person> people_ = std::vector<Person>(kLifePersons);
};

TEST_P(RandomLivesTest, NeverMoreAtWorkThanSeatsWhateverHappens) {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    random_numbers_.seed(seed);
    for (int step = 0; step < kLifeSteps; ++step) {
      live_one_step();
      ASSERT_LE(at_work(), kLifeSeats + kLifeOverdraft) << "seed " << seed << ", step " << step;
      ASSERT_LE(at_work(), used()) << "seed " << seed << ", step " << step;
      ASSERT_LE(used(), kLifeSeats + kLifeOverdraft) << "seed " << seed << ", step " << step;
    }
  }
  const auto audit = ledger_->audit();
  ASSERT_TRUE(audit);
  EXPECT_TRUE(audit->whole());
}

INSTANTIATE_TEST_SUITE_P(Databases, RandomLivesTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::licensing
