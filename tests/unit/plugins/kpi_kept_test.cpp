#include <gtest/gtest.h>

#include <stdexcept>

#include "plugins/kpi/kept.hpp"

namespace kontor::kpi {
namespace {

constexpr double kKeepS = 60;

class KeptAnswersTest : public ::testing::Test {
 protected:
  // Each question has an answer of its own: how many were asked.
  Kept<int>::Shared at(double seconds, double keep_s = kKeepS) {
    const Now now{.at = begin_ + milliseconds(seconds), .changes = changes_};
    return kept_.get("how many", now, keep_s, [this] { return ++asked_; });
  }
  double age(double seconds, const Kept<int>::Shared& answer) const {
    return std::chrono::duration<double>(begin_ + milliseconds(seconds) - answer->asked.when.at)
        .count();
  }
  static std::chrono::milliseconds milliseconds(double seconds) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
  }

  Kept<int> kept_;
  Time begin_ = std::chrono::system_clock::from_time_t(1'790'000'000);
  int asked_ = 0;
  std::uint64_t changes_ = 0;
};

TEST_F(KeptAnswersTest, AnAnswerIsNeverOlderThanItMayBeAndSaysSinceWhenItHolds) {
  EXPECT_EQ(at(0)->response, 1);
  EXPECT_EQ(at(59.999)->response, 1);
  EXPECT_DOUBLE_EQ(age(59.999, at(59.999)), 59.999) << "it says how old it is";
  EXPECT_EQ(at(60)->response, 2) << "too old: asked anew";
  EXPECT_DOUBLE_EQ(age(60, at(60)), 0);
}

TEST_F(KeptAnswersTest, WhoeverWantsAFresherOneGetsIt) {
  at(0);

  EXPECT_EQ(at(10, 5)->response, 2);
  EXPECT_EQ(at(11)->response, 2) << "and the others too";
  EXPECT_EQ(at(11, 0)->response, 3) << "kept for nobody";
  EXPECT_EQ(at(11)->response, 4);
}

TEST_F(KeptAnswersTest, NothingIsKeptOfAQuestionThatFailed) {
  const auto fail = []() -> int { throw std::runtime_error("no"); };
  EXPECT_THROW(kept_.get("how many", {.at = begin_}, kKeepS, fail), std::runtime_error);

  EXPECT_EQ(at(1)->response, 1);
}

TEST_F(KeptAnswersTest, WhatHasChangedIsAskedAnewBeforeItsTime) {
  at(0);
  ++changes_;

  EXPECT_EQ(at(1)->response, 2);
  EXPECT_EQ(at(2)->response, 2) << "nothing more has changed";
}

TEST(AskedTest, WhileAllChangesAllTheTimeATenthOfItGoesIntoAsking) {
  const Time begin = std::chrono::system_clock::from_time_t(1'790'000'000);
  const Asked asked{.when = {.at = begin, .changes = 7}, .took_s = 0.5};
  const auto is_too_old = [&](int seconds, std::uint64_t changes) {
    return asked.is_too_old({.at = begin + std::chrono::seconds(seconds), .changes = changes},
                            kKeepS);
  };

  EXPECT_FALSE(is_too_old(4, 8));
  EXPECT_TRUE(is_too_old(5, 8));
  EXPECT_FALSE(is_too_old(59, 7));
  EXPECT_TRUE(is_too_old(60, 7));
}

}  // namespace
}  // namespace kontor::kpi
