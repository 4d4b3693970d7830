#include "formulas.hpp"

namespace kontor::kpi {
namespace {

std::optional<double> ratio(double part, double whole) {
  if (whole == 0) return std::nullopt;
  return part / whole;
}

std::optional<double> percent(double part, double whole) {
  const auto share = ratio(part, whole);
  if (!share) return std::nullopt;
  return *share * 100;
}

}  // namespace

std::optional<double> conversion_percent(double won, double created) {
  return percent(won, created);
}

std::optional<double> share_percent(double part, double whole) { return percent(part, whole); }

std::optional<double> average_cycle_days(double days, double closed) { return ratio(days, closed); }

std::optional<double> win_rate(double won, double lost) { return ratio(won, won + lost); }

std::optional<double> velocity_per_day(double opportunities, std::optional<double> deal_value,
                                       std::optional<double> win_rate,
                                       std::optional<double> cycle_days) {
  if (!deal_value || !win_rate || !cycle_days) return std::nullopt;
  return ratio(opportunities * *deal_value * *win_rate, *cycle_days);
}

std::optional<double> average_order(double revenue, double orders) {
  return ratio(revenue, orders);
}

void fill_shares(std::vector<FunnelStep>& steps) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (i > 0) steps[i].of_previous_percent = percent(steps[i].reached, steps[i - 1].reached);
    steps[i].of_first_percent = percent(steps[i].reached, steps[0].reached);
  }
}

}  // namespace kontor::kpi
