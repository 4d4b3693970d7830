#pragma once

#include <optional>
#include <string>
#include <vector>

// The figures of sales, each by its written formula. Nothing here asks for data. A division
// by nothing has no value: never 0, never infinity.
namespace kontor::kpi {

// won / created, of one cohort: customers won from leads created in a period, in percent.
std::optional<double> conversion_percent(double won, double created);

// part / whole in percent; both may be of different cohorts ("won in period / created in period").
std::optional<double> share_percent(double part, double whole);

// Sum of days between creation and closing / deals closed; won and lost both count.
std::optional<double> average_cycle_days(double days, double closed);

// won / (won + lost), as a share between 0 and 1.
std::optional<double> win_rate(double won, double lost);

// opportunities × average deal value × win rate / cycle length: money a day.
std::optional<double> velocity_per_day(double opportunities, std::optional<double> deal_value,
                                       std::optional<double> win_rate,
                                       std::optional<double> cycle_days);

// revenue / orders. Refunds are negative revenue.
std::optional<double> average_order(double revenue, double orders);

struct FunnelStep {
  std::string stage;
  double reached = 0;
  std::optional<double> of_previous_percent = {};  // Nothing for the first step.
  std::optional<double> of_first_percent = {};
};

// Fills the shares from the counts: reached_i / reached_(i-1) and reached_i / reached_1.
void fill_shares(std::vector<FunnelStep>& steps);

}  // namespace kontor::kpi
