#include "plugins/kpi/formulas.hpp"

#include <gtest/gtest.h>

#include <random>

namespace kontor::kpi {
namespace {

// The vectors of requirement R55.

TEST(KpiFormulas, R55ConversionIsOfOneCohort) {
  EXPECT_DOUBLE_EQ(*conversion_percent(14, 200), 7.0);
  EXPECT_FALSE(conversion_percent(0, 0));
}

TEST(KpiFormulas, R55WinRateIsOfWhatWasClosed) {
  EXPECT_DOUBLE_EQ(*win_rate(10, 30), 0.25);
  EXPECT_FALSE(win_rate(0, 0));
}

TEST(KpiFormulas, R55VelocityIsMoneyADay) {
  EXPECT_NEAR(*velocity_per_day(40, 25000, 0.25, 90), 2777.78, 0.005);
  EXPECT_NEAR(*velocity_per_day(40, 25000, 0.25, 72), 3472.22, 0.005);
}

TEST(KpiFormulas, R55VelocityIsNotDefinedWithoutACycle) {
  EXPECT_FALSE(velocity_per_day(40, 25000, 0.25, 0));
  EXPECT_FALSE(velocity_per_day(40, 25000, 0.25, std::nullopt));
  EXPECT_FALSE(velocity_per_day(40, std::nullopt, 0.25, 90));
  EXPECT_FALSE(velocity_per_day(40, 25000, std::nullopt, 90));
}

TEST(KpiFormulas, R55VelocityIsLinearInThreeLeversAndInverseInTheFourth) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> any(0.1, 1000);
  for (int round = 0; round < 1000; ++round) {
    const double count = any(random);
    const double value = any(random);
    const double rate = any(random) / 1000;
    const double days = any(random);
    const double base = *velocity_per_day(count, value, rate, days);
    EXPECT_NEAR(*velocity_per_day(2 * count, value, rate, days) / base, 2, 1e-9);
    EXPECT_NEAR(*velocity_per_day(count, 2 * value, rate, days) / base, 2, 1e-9);
    EXPECT_NEAR(*velocity_per_day(count, value, 2 * rate, days) / base, 2, 1e-9);
    EXPECT_NEAR(*velocity_per_day(count, value, rate, 2 * days) / base, 0.5, 1e-9);
  }
}

TEST(KpiFormulas, R55AverageOrderCountsRefundsAsNegative) {
  EXPECT_DOUBLE_EQ(*average_order(90'000, 36), 2500);
  EXPECT_DOUBLE_EQ(*average_order(-100, 2), -50);
  EXPECT_FALSE(average_order(0, 0));
}

TEST(KpiFormulas, R55FunnelComparesWithTheStageBeforeAndTheFirst) {
  std::vector<FunnelStep> steps{{.stage = "a", .reached = 100},
                                {.stage = "b", .reached = 60},
                                {.stage = "c", .reached = 30},
                                {.stage = "d", .reached = 12}};

  fill_shares(steps);

  EXPECT_FALSE(steps[0].of_previous_percent);
  EXPECT_DOUBLE_EQ(*steps[1].of_previous_percent, 60);
  EXPECT_DOUBLE_EQ(*steps[2].of_previous_percent, 50);
  EXPECT_DOUBLE_EQ(*steps[3].of_previous_percent, 40);
  EXPECT_DOUBLE_EQ(*steps[3].of_first_percent, 12);
}

TEST(KpiFormulas, R55FunnelAfterAnEmptyStageIsNotDefined) {
  std::vector<FunnelStep> steps{{.stage = "a", .reached = 0}, {.stage = "b", .reached = 0}};

  fill_shares(steps);

  EXPECT_FALSE(steps[1].of_previous_percent);
  EXPECT_FALSE(steps[1].of_first_percent);
}

}  // namespace
}  // namespace kontor::kpi
