#include "figures.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "aggregate.hpp"

namespace kontor::kpi {
namespace {

std::string text_at(const op::AggregateRow& row, std::size_t at) {
  return at < row.group.size() && row.group[at].is_string() ? row.group[at].get<std::string>()
                                                            : std::string();
}

std::optional<double> value_at(const op::AggregateRow& row, std::size_t at) {
  return at < row.values.size() ? row.values[at] : std::nullopt;
}

op::Condition equals(const std::string& field, const std::string& value) {
  return {.field = field, .op = "eq", .value = value};
}

std::optional<double> win_rate_in(const Host& host, const Period& period) {
  double won = 0;
  double lost = 0;
  for (const auto& row :
       aggregate(host, "deal", within("closed_at", period), {"outcome"}, {count()})) {
    const std::string outcome = text_at(row, 0);
    if (outcome == "won") won = value_at(row, 0).value_or(0);
    if (outcome == "lost") lost = value_at(row, 0).value_or(0);
  }
  return win_rate(won, lost);
}

}  // namespace

Conversion conversion(const Host& host, const Period& period) {
  Conversion result;
  result.created = single(aggregate(host, "lead", within("created_at", period), {}, {count()}));
  const Rows by_deal = aggregate(
      host, "lead",
      within("created_at", period, {{.field = "converted_deal", .op = "is_null", .value = false}}),
      {"converted_deal"}, {count()});
  // Several leads may have become one deal: each of them counts.
  std::map<std::string, double> leads;
  for (const auto& row : by_deal) leads[text_at(row, 0)] = value_at(row, 0).value_or(0);
  in_parts(group_ids(by_deal), [&](const Json& part) {
    const Rows won = aggregate(
        host, "deal", {{.field = "id", .op = "in", .value = part}, equals("outcome", "won")},
        {"id"}, {count()});
    for (const std::string& id : group_ids(won)) result.won += leads[id];
  });
  result.percent = conversion_percent(result.won, result.created);
  return result;
}

std::vector<Velocity> velocities(const Host& host, const Period& period) {
  const std::optional<double> rate = win_rate_in(host, period);
  const Rows created =
      aggregate(host, "deal", within("created_at", period), {"amount:currency"}, {count()});
  const Rows won = aggregate(
      host, "deal", within("closed_at", period, {equals("outcome", "won")}), {"amount:currency"},
      {count(), measure("average", "amount"), days_between("created_at", "closed_at")});
  std::vector<std::pair<double, Velocity>> found;
  for (const auto& row : won) {
    Velocity one{.currency = text_at(row, 0), .win_rate = rate};
    if (one.currency.empty()) continue;  // Deals without an amount.
    one.deal_value = value_at(row, 1);
    one.cycle_days = value_at(row, 2);
    for (const auto& other : created) {
      if (text_at(other, 0) == one.currency) one.opportunities = value_at(other, 0).value_or(0);
    }
    one.per_day = velocity_per_day(one.opportunities, one.deal_value, one.win_rate, one.cycle_days);
    found.emplace_back(value_at(row, 0).value_or(0), std::move(one));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<Velocity> result;
  for (auto& [deals, one] : found) result.push_back(std::move(one));
  return result;
}

std::vector<Orders> orders(const Host& host, const Period& period) {
  std::vector<Orders> result;
  for (const auto& row : aggregate(host, "order", within("ordered_at", period), {"total:currency"},
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

std::vector<FunnelStep> funnel(const Host& host, const Period& period,
                               const std::string& pipeline) {
  const Rows entered = aggregate(
      host, "stage_change",
      within("changed_at", period,
             {equals("pipeline", pipeline), {.field = "position", .op = "eq", .value = 1}}),
      {"deal"}, {count()});
  std::map<double, FunnelStep> by_position;
  in_parts(group_ids(entered), [&](const Json& part) {
    const Rows reached = aggregate(host, "stage_change",
                                   {equals("pipeline", pipeline),
                                    {.field = "position", .op = "is_null", .value = false},
                                    {.field = "deal", .op = "in", .value = part}},
                                   {"position", "stage"}, {measure("count_distinct", "deal")});
    for (const auto& row : reached) {
      if (row.group.empty() || !row.group.front().is_number()) continue;
      FunnelStep& step = by_position[row.group.front().get<double>()];
      step.stage = text_at(row, 1);
      step.reached += value_at(row, 0).value_or(0);
    }
  });
  std::vector<FunnelStep> steps;
  for (auto& [position, step] : by_position) steps.push_back(std::move(step));
  fill_shares(steps);
  return steps;
}

}  // namespace kontor::kpi
