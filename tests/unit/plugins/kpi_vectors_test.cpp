#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

#include "plugins/kpi/attribution.hpp"
#include "plugins/kpi/customers.hpp"
#include "plugins/kpi/forecast.hpp"
#include "plugins/kpi/formulas.hpp"

// The vectors of requirements.md, section 3.
namespace kontor::kpi {
namespace {

double below(std::mt19937& random, unsigned bound) { return static_cast<double>(random() % bound); }

constexpr Attribution kRules[] = {Attribution::first,    Attribution::last,
                                  Attribution::linear,   Attribution::u_shaped,
                                  Attribution::w_shaped, Attribution::time_decay};

TEST(CustomerFigures, R55LifetimeValueAndWhatItCosts) {
  EXPECT_DOUBLE_EQ(*lifetime_value(500, 0.80, 0.05), 8000);
  EXPECT_FALSE(lifetime_value(500, 0.80, 0)) << "without churn it is not defined";
  EXPECT_DOUBLE_EQ(*acquisition_cost(50'000, 25), 2000);
  EXPECT_FALSE(acquisition_cost(50'000, 0));
  EXPECT_FALSE(value_to_cost_ratio(8000, 0)) << "nothing was spent";
  EXPECT_DOUBLE_EQ(*payback_months(2000, 500, 0.8), 5.0);
  EXPECT_FALSE(payback_months(std::nullopt, 500, 0.8));
  EXPECT_FALSE(payback_months(2000, 0, 0.8));
}

TEST(CustomerFigures, R55WhoStaysAndWhatTheyBring) {
  EXPECT_DOUBLE_EQ(*churn_percent(5, 100), 5);
  EXPECT_FALSE(churn_percent(0, 0));
  EXPECT_DOUBLE_EQ(*net_retention_percent(100'000, 15'000, 8'000, 0), 107);
  EXPECT_FALSE(net_retention_percent(0, 10, 0, 0));
  EXPECT_DOUBLE_EQ(*retention_percent(50, {50, 40})[1], 80);
  EXPECT_FALSE(retention_percent(0, {0})[0]);
}

TEST(CustomerFigures, R55WhatTheySay) {
  EXPECT_DOUBLE_EQ(*net_promoter_score(5, 3, 2), 30);
  EXPECT_DOUBLE_EQ(*net_promoter_score(0, 0, 7), -100);
  EXPECT_FALSE(net_promoter_score(0, 0, 0));
  EXPECT_DOUBLE_EQ(*satisfaction_percent(8, 10), 80);
  EXPECT_FALSE(satisfaction_percent(0, 0));
  EXPECT_DOUBLE_EQ(*first_contact_gross_percent(70, 100), 70);
  EXPECT_NEAR(*first_contact_net_percent(70, 100, 12), 79.55, 0.005);
  EXPECT_FALSE(first_contact_net_percent(0, 12, 12));
}

TEST(CustomerFigures, R55NpsStaysBetweenItsBounds) {
  std::mt19937 random(7);
  for (int i = 0; i < 1000; ++i) {
    const auto score =
        net_promoter_score(below(random, 50), below(random, 50), below(random, 50) + 1);
    EXPECT_GE(*score, -100);
    EXPECT_LE(*score, 100);
    EXPECT_EQ(*score, std::round(*score));
  }
}

TEST(CustomerFigures, R55AdoptionAndDataQuality) {
  EXPECT_DOUBLE_EQ(*adoption_percent(18, 24), 75);
  EXPECT_FALSE(adoption_percent(3, 0));
  EXPECT_DOUBLE_EQ(*quality_score({0.9, 0.98, 0.95, 0.7}), 0.8825);
  EXPECT_DOUBLE_EQ(*quality_score({0.9, {}, {}, 0.7}), 0.8) << "what is not known is left out";
  EXPECT_FALSE(quality_score({}));
}

TEST(ForecastFigures, R55PipelineAndItsAccuracy) {
  EXPECT_DOUBLE_EQ(weighted_pipeline({{100'000, 0.9}, {50'000, 0.4}}), 110'000);
  EXPECT_DOUBLE_EQ(*pipeline_accuracy_percent(99'000, 110'000), 90);
  EXPECT_FALSE(pipeline_accuracy_percent(99'000, 0));
  EXPECT_NEAR(*brier_score({{0.9, true}, {0.7, false}, {0.3, false}}), 0.1967, 0.00005);
  EXPECT_FALSE(brier_score({}));
}

TEST(ForecastFigures, R55BiasAndErrors) {
  const Amounts forecast{100, 200, 300};
  const Amounts actual{120, 180, 240};
  EXPECT_NEAR(*bias_percent(forecast, actual), 11.11, 0.005);
  EXPECT_NEAR(*wape_percent(forecast, actual), 18.52, 0.005);
  EXPECT_NEAR(*mape_percent(forecast, actual), 17.59, 0.005);
  EXPECT_NEAR(*tracking_signal(forecast, actual), 1.8, 0.005);
  EXPECT_NEAR(*mape_percent({1'000'000}, {900'000}), 11.11, 0.005);
  EXPECT_FALSE(mape_percent({1, 2}, {0, 2}));
  EXPECT_FALSE(bias_percent({1}, {0}));
  EXPECT_FALSE(tracking_signal(actual, actual)) << "no deviation, no signal";
}

TEST(ForecastFigures, R55BiasOfATrueForecastIsNothingAndWapeIsNeverBelowIt) {
  std::mt19937 random(11);
  for (int round = 0; round < 500; ++round) {
    Amounts forecast;
    Amounts actual;
    for (int i = 0; i < 6; ++i) {
      forecast.push_back(below(random, 1000));
      actual.push_back(below(random, 1000) + 1);
    }
    EXPECT_DOUBLE_EQ(*bias_percent(actual, actual), 0);
    EXPECT_GE(*wape_percent(forecast, actual) + 1e-9, std::abs(*bias_percent(forecast, actual)));
  }
}

TEST(AttributionFigures, R55TimeDecayHalvesInAWeek) {
  const auto shares = attribute(Attribution::time_decay, {14, 10, 7, 3, 0});
  const double expected[] = {8.73, 12.97, 17.46, 25.94, 34.91};
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(shares[i] * 100, expected[i], 0.005);
}

TEST(AttributionFigures, R55PositionsAndFewTouches) {
  using Shares = std::vector<double>;
  EXPECT_EQ(attribute(Attribution::first, {3, 2, 1}), (Shares{1, 0, 0}));
  EXPECT_EQ(attribute(Attribution::last, {3, 2, 1}), (Shares{0, 0, 1}));
  EXPECT_EQ(attribute(Attribution::u_shaped, {2, 1}), (Shares{0.5, 0.5}));
  EXPECT_EQ(attribute(Attribution::u_shaped, {4, 3, 2, 1}), (Shares{0.4, 0.1, 0.1, 0.4}));
  EXPECT_EQ(attribute(Attribution::w_shaped, {5, 4, 3, 2, 1}), (Shares{0.3, 0.05, 0.3, 0.05, 0.3}));
  for (const Attribution rule : kRules) EXPECT_EQ(attribute(rule, {9}), Shares{1});
}

TEST(AttributionFigures, R55SharesSumToOneForEveryRule) {
  std::mt19937 random(5);
  for (int round = 0; round < 300; ++round) {
    std::vector<double> days(random() % 12 + 1);
    for (double& day : days) day = below(random, 4000);
    for (const Attribution rule : kRules) {
      const auto shares = attribute(rule, days);
      EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1, 1e-9);
    }
  }
}

TEST(SalesFigures, R55CycleAndTheOtherConversion) {
  EXPECT_DOUBLE_EQ(*average_cycle_days(360, 4), 90);
  EXPECT_FALSE(average_cycle_days(0, 0));
  EXPECT_DOUBLE_EQ(*share_percent(120, 100), 120) << "won and created in the period may pass 100 %";
}

}  // namespace
}  // namespace kontor::kpi
