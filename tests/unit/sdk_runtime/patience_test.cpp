#include "sdk/runtime/patience.hpp"

#include <gtest/gtest.h>

namespace kontor::runtime {
namespace {

constexpr std::chrono::nanoseconds kNone{0};

int spins_among(Patience& patience, int waits, bool answered) {
  int spins = 0;
  for (int wait = 0; wait < waits; ++wait) {
    if (patience.allowance() == kNone) continue;
    ++spins;
    patience.learn(answered);
  }
  return spins;
}

TEST(PatienceTest, SpinsAtEveryWaitWhileThatMeetsTheAnswer) {
  Patience patience;
  patience.allowance();

  EXPECT_EQ(spins_among(patience, 100, /*answered=*/true), 100);
}

TEST(PatienceTest, NearlyStopsWhileSpinningIsInVain) {
  Patience patience;

  EXPECT_LE(spins_among(patience, 10'000, /*answered=*/false), 50);
}

TEST(PatienceTest, LearnsAnewWhenASpinMeetsTheAnswer) {
  Patience patience;
  spins_among(patience, 10'000, /*answered=*/false);

  EXPECT_GE(spins_among(patience, 1000, /*answered=*/true), 700);
}

}  // namespace
}  // namespace kontor::runtime
