#include "figures.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "aggregate.hpp"
#include "closed_deals.hpp"
#include "customer_orders.hpp"

namespace kontor::kpi {
namespace {

op::Condition equals(const std::string& field, const std::string& value) {
  return {.field = field, .op = "eq", .value = value};
}

}  // namespace

Conversion conversion(const Source& source, const Period& period) {
  Conversion result;
  const Filter created = within("created_at", period);
  result.created = single(aggregate(source, "lead", created, {}, {count()}));
  // Several leads may have become one deal: each of them counts.
  const Others won{.entity = "deal", .named = "id", .filter = {equals("outcome", "won")}};
  result.converted = among("converted_deal", won, created);
  result.won = single(aggregate(source, "lead", result.converted, {}, {count()}));
  result.percent = conversion_percent(result.won, result.created);
  return result;
}

std::vector<Velocity> velocities(const Source& source, const Period& period) {
  const Rows& created =
      aggregate(source, "deal", within("created_at", period), {"amount:currency"}, {count()});
  struct Won {
    double deals = 0;
    double lost = 0;
    double amount = 0;
    double days = 0;
  };
  std::map<std::string, Won> by_currency;
  for (const ClosedDeals& some : closed_deals(source, period)) {
    if (some.currency.empty()) continue;
    Won& sum = by_currency[some.currency];
    if (some.outcome == "lost") sum.lost += some.deals;
    if (some.outcome != "won") continue;
    sum.deals += some.deals;
    sum.amount += some.amount;
    sum.days += some.days;
  }
  std::vector<std::pair<double, Velocity>> found;
  for (const auto& [currency, sum] : by_currency) {
    if (sum.deals == 0) continue;
    Velocity one{.currency = currency, .win_rate = win_rate(sum.deals, sum.lost)};
    one.deal_value = sum.amount / sum.deals;
    one.cycle_days = sum.days / sum.deals;
    for (const auto& other : created) {
      if (text_at(other, 0) == one.currency) one.opportunities = value_at(other, 0).value_or(0);
    }
    one.per_day = velocity_per_day(one.opportunities, one.deal_value, one.win_rate, one.cycle_days);
    found.emplace_back(sum.deals, std::move(one));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<Velocity> result;
  result.reserve(found.size());
  for (auto& [deals, one] : found) result.push_back(std::move(one));
  return result;
}

std::vector<Orders> orders(const Source& source, const Period& period) {
  std::vector<Orders> result;
  for (const auto& row : aggregate(source, "order", orders_in(period), {"total:currency"},
                                   {count(), measure("sum", "total")})) {
    Orders one{.currency = text_at(row, 0)};
    if (one.currency.empty()) continue;  // Orders without a total.
    one.orders = value_at(row, 0).value_or(0);
    one.revenue = value_at(row, 1).value_or(0);
    one.average = average_order(one.revenue, one.orders);
    result.push_back(std::move(one));
  }
  std::stable_sort(result.begin(), result.end(),
                   [](const Orders& a, const Orders& b) { return a.orders > b.orders; });
  return result;
}

std::string stage_label(const std::map<std::string, std::string>& labels, const std::string& stage,
                        const std::string& locale) {
  for (const std::string& language : {locale, std::string("en")}) {
    const auto label = labels.find(language);
    if (label != labels.end()) return label->second;
  }
  return stage;
}

std::vector<ReachedStage> funnel(const Source& source, const Period& period,
                                 const std::string& pipeline) {
  const op::RecordFunnelResponse& found = source.ask(
      op::RecordFunnelRequest{.pipeline = pipeline, .filter = within("created_at", period)});
  std::vector<FunnelStep> steps;
  std::vector<ReachedStage> stages;
  if (found.profiles.empty()) return stages;
  for (const op::FunnelStage& stage : found.profiles.front().stages) {
    steps.push_back({.stage = stage.stage, .reached = static_cast<double>(stage.reached)});
  }
  fill_shares(steps);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    stages.push_back(
        {.step = std::move(steps[i]), .labels = found.profiles.front().stages[i].labels});
  }
  return stages;
}

}  // namespace kontor::kpi
