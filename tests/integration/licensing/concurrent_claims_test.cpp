#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include "tests/integration/licensing/ledger_fixture.hpp"

namespace kontor::licensing {
namespace {

constexpr std::int64_t kSeats = 3;
constexpr int kThreads = 8;
constexpr int kRounds = 25;

// Two ledgers on one database, as two nodes have, and threads that all want the same few
// seats.
class ConcurrentClaimsTest : public LedgerFixture {
 protected:
  ConcurrentClaimsTest()
      : id_(install(SeatModel::concurrent, kSeats)),
        second_database_(open_again()),
        second_(open_ledger(*second_database_)) {}

  SeatLedger& node(int number) { return number % 2 == 0 ? *ledger_ : *second_; }

  template <typename Work>
  void on_all_threads(Work work) {
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) threads.emplace_back([&work, i] { work(i); });
    for (std::thread& thread : threads) thread.join();
  }

  std::string id_;
  std::unique_ptr<db::Database> second_database_;
  std::unique_ptr<SeatLedger> second_;
};

TEST_P(ConcurrentClaimsTest, NeverOneSeatTooMany) {
  std::atomic<std::int64_t> seated{0};
  std::atomic<std::int64_t> most{0};
  std::atomic<std::int64_t> granted{0};
  on_all_threads([&](int thread) {
    std::minstd_rand dice(static_cast<unsigned>(thread) + 1);
    for (int round = 0; round < kRounds; ++round) {
      const auto lease =
          node(thread).claim(wish(id_, std::to_string(thread) + "/" + std::to_string(round)));
      if (!lease) {
        EXPECT_EQ(code_of(lease), "no-free-seat") << lease.error().message;
        continue;
      }
      ++granted;
      const std::int64_t now = ++seated;
      for (std::int64_t seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
      }
      LeaseStep step = lease->step;
      for (auto renewals = dice() % 3; renewals > 0; --renewals) {
        const auto renewed = node(thread + static_cast<int>(dice() % 2)).renew(next(step));
        EXPECT_TRUE(renewed) << renewed.error().message;
        if (renewed) step = renewed->step;
      }
      --seated;
      EXPECT_TRUE(node(thread).release(step));
    }
  });

  EXPECT_LE(most, kSeats);
  EXPECT_GE(granted, kRounds);
  EXPECT_EQ(used(), 0);
}

TEST_P(ConcurrentClaimsTest, OneClaimSentManyTimesAtOnceIsOneSeat) {
  std::mutex mutex;
  std::vector<std::string> leases;
  on_all_threads([&](int thread) {
    const auto lease = node(thread).claim(wish(id_, "anna"));
    ASSERT_TRUE(lease) << lease.error().message;
    const std::lock_guard lock(mutex);
    leases.push_back(lease->step.lease_id);
  });

  EXPECT_EQ(std::count(leases.begin(), leases.end(), leases.front()), kThreads);
  EXPECT_EQ(used(), 1);
}

TEST_P(ConcurrentClaimsTest, OfRenewalsWithTheSameStepOneCountsAndAllAnswerAlike) {
  const Lease lease = *ledger_->claim(wish(id_, "anna"));

  on_all_threads([&](int thread) {
    const auto renewed = node(thread).renew(next(lease.step));
    ASSERT_TRUE(renewed) << renewed.error().message;
    EXPECT_EQ(renewed->step.sequence, lease.step.sequence + 1);
  });

  EXPECT_EQ(code_of(ledger_->renew(lease.step)), "stale-fence");
}

TEST_P(ConcurrentClaimsTest, ReleaseAndExpiryOfOneLeaseFreeItOnce) {
  const Lease lease = *ledger_->claim(wish(id_, "anna"));
  ASSERT_TRUE(ledger_->claim(wish(id_, "bo")));
  EXPECT_EQ(*second_->expire(), 0);
  clock_.advance(lease.ttl_s * 1000 + 10'000);

  on_all_threads([&](int thread) {
    if (thread % 2 == 0) {
      EXPECT_TRUE(node(thread / 2).expire());
    } else {
      static_cast<void>(node(thread / 2).release(lease.step));
    }
  });

  EXPECT_EQ(used(), 0);
}

TEST_P(ConcurrentClaimsTest, SessionsOfTwoNodesShareTheSeats) {
  std::atomic<std::int64_t> seated{0};
  on_all_threads([&](int thread) {
    const std::string who = std::to_string(thread);
    if (node(thread).claim("kontor.sms", who, who)) ++seated;
  });

  EXPECT_EQ(seated, kSeats);
  EXPECT_EQ(used(), kSeats);
}

INSTANTIATE_TEST_SUITE_P(Databases, ConcurrentClaimsTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::licensing
