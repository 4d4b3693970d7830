#include <gtest/gtest.h>

#include "plugins/kpi/attribution.hpp"
#include "plugins/kpi/customers.hpp"
#include "plugins/kpi/forecast.hpp"
#include "plugins/kpi/formulas.hpp"

// Section 3 of requirements.md from its first line to its last, each with its variant: the figure
// that must come out, and the case in which there is none.
namespace kontor::kpi {
namespace {

using Value = std::optional<double>;

struct Line {
  const char* figure;
  Value found;
  double vector;
  Value of_nothing;
};

std::vector<double> half_a_month() { return {14, 10, 7, 3, 0}; }

double touch(std::size_t at) {
  return attribute(Attribution::time_decay, half_a_month())[at] * 100;
}

Value reached(std::size_t at, bool of_first) {
  std::vector<FunnelStep> steps;
  for (const double count : {100.0, 60.0, 30.0, 12.0}) steps.push_back({"", count});
  fill_shares(steps);
  return of_first ? steps[at].of_first_percent : steps[at].of_previous_percent;
}

Value reached_of_nobody() {
  std::vector<FunnelStep> steps(2);
  fill_shares(steps);
  return steps[1].of_first_percent;
}

const Amounts kForecast{100, 200, 300};
const Amounts kActual{120, 180, 240};
const Amounts kNone{0};

const Line kLines[] = {
    {"conversion, cohort", conversion_percent(14, 200), 7.0, conversion_percent(0, 0)},
    {"conversion, won in period / created in period", share_percent(3, 2), 150,
     share_percent(1, 0)},
    {"win rate", *win_rate(10, 30) * 100, 25, win_rate(0, 0)},
    {"sales velocity, cycle 90", velocity_per_day(40, 25'000, 0.25, 90), 2777.78,
     velocity_per_day(40, 25'000, 0.25, 0)},
    {"sales velocity, cycle 72", velocity_per_day(40, 25'000, 0.25, 72), 3472.22,
     velocity_per_day(40, 25'000, 0.25, std::nullopt)},
    {"average cycle, won and lost", average_cycle_days(360, 4), 90, average_cycle_days(0, 0)},
    {"average order size, refunds negative", average_order(90'000, 36), 2500, average_order(0, 0)},
    {"CLV, simple", lifetime_value(500, 0.80, 0.05), 8000, lifetime_value(500, 0.80, 0)},
    {"CAC", acquisition_cost(50'000, 25), 2000, acquisition_cost(50'000, 0)},
    {"LTV:CAC", value_to_cost_ratio(lifetime_value(500, 0.80, 0.05), acquisition_cost(50'000, 25)),
     4.0, value_to_cost_ratio(lifetime_value(500, 0.80, 0), 2000)},
    {"CAC payback, months", payback_months(2000, 500, 0.8), 5.0, payback_months(2000, 500, 0)},
    {"churn, customers", churn_percent(5, 100), 5, churn_percent(0, 0)},
    {"net revenue retention", net_retention_percent(100'000, 15'000, 8'000, 0), 107,
     net_retention_percent(0, 0, 0, 0)},
    {"NPS", net_promoter_score(5, 3, 2), 30, net_promoter_score(0, 0, 0)},
    {"CSAT, top-2-box", satisfaction_percent(8, 10), 80, satisfaction_percent(0, 0)},
    {"first-contact resolution, gross", first_contact_gross_percent(70, 100), 70,
     first_contact_gross_percent(0, 0)},
    {"first-contact resolution, net", first_contact_net_percent(70, 100, 12), 79.55,
     first_contact_net_percent(0, 12, 12)},
    {"user adoption", adoption_percent(18, 24), 75, adoption_percent(18, 0)},
    {"data quality, mean of four", quality_score({0.9, 0.98, 0.95, 0.7}), 0.8825,
     quality_score({})},
    {"weighted pipeline", weighted_pipeline({{100'000, 0.9}, {50'000, 0.4}}), 110'000, {}},
    {"pipeline accuracy", pipeline_accuracy_percent(99'000, 110'000), 90,
     pipeline_accuracy_percent(99'000, 0)},
    {"Brier score", brier_score({{0.9, true}, {0.7, false}, {0.3, false}}), 0.1967,
     brier_score({})},
    {"forecast bias", bias_percent(kForecast, kActual), 11.11, bias_percent(kActual, kNone)},
    {"mean error", mean_error(kForecast, kActual), 20, mean_error({}, {})},
    {"WAPE", wape_percent(kForecast, kActual), 18.52, wape_percent(kActual, kNone)},
    {"MAPE", mape_percent(kForecast, kActual), 17.59, mape_percent(kActual, kNone)},
    {"MAPE of one", mape_percent({1'000'000}, {900'000}), 11.11, mape_percent({}, {})},
    {"tracking signal", tracking_signal(kForecast, kActual), 1.8,
     tracking_signal(kActual, kActual)},
    {"funnel, second of first, jumps count", reached(1, false), 60, reached(0, false)},
    {"funnel, third of second", reached(2, false), 50, reached_of_nobody()},
    {"funnel, fourth of third", reached(3, false), 40, reached_of_nobody()},
    {"funnel, overall", reached(3, true), 12, reached_of_nobody()},
    {"cohort retention", retention_percent(50, {50, 40})[1], 80, retention_percent(0, {0})[0]},
    {"attribution, time decay, 14 days", touch(0), 8.73, {}},
    {"attribution, time decay, 10 days", touch(1), 12.97, {}},
    {"attribution, time decay, 7 days", touch(2), 17.46, {}},
    {"attribution, time decay, 3 days", touch(3), 25.94, {}},
    {"attribution, time decay, 0 days", touch(4), 34.91, {}}};

TEST(KpiList, R55EachFigureHasItsVectorAndNothingInsteadOfADivisionByZero) {
  for (const Line& line : kLines) {
    ASSERT_TRUE(line.found) << line.figure;
    const double tolerance = line.vector < 1 ? 0.00005 : 0.005;
    EXPECT_NEAR(*line.found, line.vector, tolerance) << line.figure;
    EXPECT_FALSE(line.of_nothing) << line.figure;
  }
}

TEST(KpiList, R55EachRuleOfAttributionSharesAsItIsWritten) {
  using Shares = std::vector<double>;
  EXPECT_EQ(attribute(Attribution::first, half_a_month()), (Shares{1, 0, 0, 0, 0}));
  EXPECT_EQ(attribute(Attribution::last, half_a_month()), (Shares{0, 0, 0, 0, 1}));
  EXPECT_EQ(attribute(Attribution::linear, half_a_month()), Shares(5, 0.2));
  const auto u_shaped = attribute(Attribution::u_shaped, half_a_month());
  EXPECT_DOUBLE_EQ(u_shaped[0], 0.4);
  EXPECT_DOUBLE_EQ(u_shaped[1], 0.2 / 3);
  EXPECT_DOUBLE_EQ(u_shaped[4], 0.4);
  const auto w_shaped = attribute(Attribution::w_shaped, half_a_month());
  EXPECT_DOUBLE_EQ(w_shaped[2], 0.3);
  EXPECT_DOUBLE_EQ(w_shaped[3], 0.1 / 2);
}

}  // namespace
}  // namespace kontor::kpi
