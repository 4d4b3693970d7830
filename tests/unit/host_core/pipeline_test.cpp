#include "host/core/pipeline.hpp"

#include <gtest/gtest.h>

namespace kontor::host {

namespace {

TEST(PipelineTest, ADealThatJumpsOverAStageHasReachedIt) {
  const auto changes = stage_changes("sales", "new", "negotiation");

  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(changes[0].stage, "qualified");
  EXPECT_TRUE(changes[0].passed);
  EXPECT_EQ(changes[2].stage, "negotiation");
  EXPECT_FALSE(changes[2].passed);
}

TEST(PipelineTest, LosingOrGoingBackPassesNothing) {
  EXPECT_EQ(stage_changes("sales", "qualified", "lost").size(), 1U);
  EXPECT_EQ(stage_changes("sales", "negotiation", "qualified").size(), 1U);
  EXPECT_EQ(stage_changes("sales", "won", "won").size(), 0U);
  EXPECT_EQ(stage_changes("sales", "", "lost").size(), 2U);
}

TEST(PipelineTest, StageAndOutcomeAgree) {
  Json won{{"stage", "won"}, {"outcome", "open"}, {"pipeline", "sales"}};
  Json lost{{"stage", "new"}, {"outcome", "lost"}, {"pipeline", "sales"}};
  Json both{{"stage", "won"}, {"outcome", "lost"}};

  EXPECT_TRUE(settle_deal({{"stage", "won"}}, won, 0));
  EXPECT_TRUE(settle_deal({{"outcome", "lost"}}, lost, 0));
  EXPECT_FALSE(settle_deal({{"stage", "won"}, {"outcome", "lost"}}, both, 0));

  EXPECT_EQ(won["outcome"], "won");
  EXPECT_EQ(won["probability"], 100);
  EXPECT_EQ(won["closed_at"], "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(lost["stage"], "lost");
}

}  // namespace

}  // namespace kontor::host
