#include "host/core/pipeline.hpp"

#include <gtest/gtest.h>

#include "host/core/definitions.hpp"

namespace kontor::host {

namespace {

class PipelineTest : public ::testing::Test {
 protected:
  Status settle(const Json& changes, Json& fields) {
    return settle_deal(deal_.pipelines, changes, fields, 0);
  }
  std::vector<StageChange> changes(std::string_view from, std::string_view to) {
    return stage_changes(deal_.pipelines.front(), from, to);
  }
  std::unique_ptr<Definitions> definitions_ = Definitions::builtin().value();
  const Entity deal_ = *definitions_->now()->find("deal");
};

TEST_F(PipelineTest, ADealThatJumpsOverAStageHasReachedIt) {
  const auto reached = changes("new", "negotiation");

  ASSERT_EQ(reached.size(), 3U);
  EXPECT_EQ(reached[0].stage, "qualified");
  EXPECT_TRUE(reached[0].passed);
  EXPECT_EQ(reached[2].stage, "negotiation");
  EXPECT_FALSE(reached[2].passed);
}

TEST_F(PipelineTest, LosingOrGoingBackPassesNothing) {
  EXPECT_EQ(changes("qualified", "lost").size(), 1U);
  EXPECT_EQ(changes("negotiation", "qualified").size(), 1U);
  EXPECT_EQ(changes("won", "won").size(), 0U);
  EXPECT_EQ(changes("", "lost").size(), 2U);
}

TEST_F(PipelineTest, StageAndOutcomeAgree) {
  Json won{{"stage", "won"}, {"outcome", "open"}, {"pipeline", "sales"}};
  Json lost{{"stage", "new"}, {"outcome", "lost"}, {"pipeline", "sales"}, {"loss_reason", "price"}};
  Json both{{"stage", "won"}, {"outcome", "lost"}};

  EXPECT_TRUE(settle({{"stage", "won"}}, won));
  EXPECT_TRUE(settle({{"outcome", "lost"}}, lost));
  EXPECT_FALSE(settle({{"stage", "won"}, {"outcome", "lost"}}, both));

  EXPECT_EQ(won["outcome"], "won");
  EXPECT_EQ(won["probability"], 100);
  EXPECT_EQ(won["closed_at"], "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(lost["stage"], "lost");
}

TEST_F(PipelineTest, R58ALostDealSaysWhy) {
  Json deal{{"stage", "lost"}, {"pipeline", "sales"}};

  const Status refused = settle({{"stage", "lost"}}, deal);

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "loss_reason: say why the deal was lost");
  deal["loss_reason"] = "price";
  EXPECT_TRUE(settle({{"stage", "lost"}}, deal));
}

TEST_F(PipelineTest, AStageOfAnotherPipelineIsRefused) {
  Json deal{{"stage", "nowhere"}, {"pipeline", "sales"}};
  Json elsewhere{{"stage", "new"}, {"pipeline", "x_service"}};

  EXPECT_FALSE(settle({{"stage", "nowhere"}}, deal));
  EXPECT_FALSE(settle({{"pipeline", "x_service"}}, elsewhere));
}

TEST_F(PipelineTest, R08ADealKeepsTheFurthestStageOfItsPipeline) {
  std::vector<Pipeline> two = deal_.pipelines;
  two.push_back(*Pipeline::parse(
      {{"name", "x_service"},
       {"stages",
        {{{"name", "new"}, {"probability", 10}}, {{"name", "visit"}, {"probability", 50}}}}}));
  const auto reached = [&](const char* before, const char* stage, const char* pipeline = "sales") {
    const Json had{{"pipeline", "sales"}, {"stage", "new"}, {"reached", before}};
    Json fields{{"pipeline", pipeline}, {"stage", stage}};
    keep_reached(two, *before == '\0' ? nullptr : &had, fields);
    return fields["reached"].get<std::string>();
  };

  EXPECT_EQ(reached("", "proposal"), "proposal");
  EXPECT_EQ(reached("", "lost"), "new") << "lost is an end and no step";
  EXPECT_EQ(reached("qualified", "negotiation"), "negotiation");
  EXPECT_EQ(reached("negotiation", "qualified"), "negotiation");
  EXPECT_EQ(reached("proposal", "lost"), "proposal");
  EXPECT_EQ(reached("proposal", "won"), "won");
  EXPECT_EQ(reached("won", "new", "x_service"), "new") << "another pipeline begins anew";
}

}  // namespace

}  // namespace kontor::host
