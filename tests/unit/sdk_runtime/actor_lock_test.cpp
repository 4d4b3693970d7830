#include "sdk/runtime/actor_lock.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace kontor::runtime {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kPatient = std::chrono::seconds(20);

TEST(ActorLockTest, LetsInNoMoreThanItsPlaces) {
  ActorLock lock(3);
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  std::vector<std::thread> threads;
  for (int number = 0; number < 8; ++number)
    threads.emplace_back([&] {
      for (int turn = 0; turn < 200; ++turn) {
        const auto place = lock.enter(Clock::now() + kPatient);
        ASSERT_TRUE(place);
        const int now = ++inside;
        int seen = most;
        while (now > seen && !most.compare_exchange_weak(seen, now)) continue;
        --inside;
      }
    });
  for (std::thread& thread : threads) thread.join();

  EXPECT_LE(most, 3);
  EXPECT_EQ(inside, 0);
}

TEST(ActorLockTest, ServesFirstWhoCameFirst) {
  ActorLock lock(1);
  std::vector<int> order;
  std::vector<std::thread> threads;
  {
    const auto held = lock.enter(Clock::now());
    for (int number = 0; number < 8; ++number) {
      threads.emplace_back([&, number] {
        const auto place = lock.enter(Clock::now() + kPatient);
        order.push_back(number);
      });
      while (lock.waiting() != number + 1) std::this_thread::yield();
    }
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7}));
}

TEST(ActorLockTest, GivesUpWhenTheTimeIsOver) {
  ActorLock lock(1);
  const auto held = lock.enter(Clock::now());

  EXPECT_FALSE(lock.enter(Clock::now() + std::chrono::milliseconds(1)));
  EXPECT_EQ(lock.waiting(), 0);
}

}  // namespace
}  // namespace kontor::runtime
