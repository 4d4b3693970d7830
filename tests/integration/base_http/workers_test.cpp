#include "base/http/workers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <latch>

namespace kontor::http {
namespace {

TEST(Workers, DoAllWorkBeforeTheirEndAndNeverMoreAtOnceThanSaid) {
  constexpr int kThreads = 3;
  std::atomic<int> at_once = 0;
  std::atomic<int> most = 0;
  std::atomic<int> done = 0;
  {
    Workers workers(kThreads);
    for (int i = 0; i < 500; ++i) {
      workers.run([&] {
        const int now = ++at_once;
        for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
        }
        --at_once;
        ++done;
      });
    }
  }
  EXPECT_EQ(done, 500);
  EXPECT_LE(most, kThreads);
}

TEST(Workers, WorkAtOnceOnWhatWaitsForEachOther) {
  Workers workers(4);
  for (int round = 0; round < 50; ++round) {
    std::latch together(4);
    std::latch done(4);
    for (int i = 0; i < 4; ++i) {
      workers.run([&] {
        together.arrive_and_wait();
        done.count_down();
      });
    }
    done.wait();
  }
}

}  // namespace
}  // namespace kontor::http
