#include "customer_figures.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "customers.hpp"
#include "periods.hpp"
#include "sentences.hpp"

namespace kontor::kpi {
namespace {

constexpr double kMonthDays = 30.4375;
constexpr double kDay = 86'400'000;
constexpr std::size_t kCustomersMax = 10'000;

op::Condition not_cancelled() { return {.field = "state", .op = "ne", .value = "cancelled"}; }

// Organisations, and persons who ordered for none.
double distinct_customers(const Source& source, const Filter& filter) {
  Filter alone = filter;
  alone.push_back({.field = "organisation", .op = "is_null", .value = true});
  return single(
             aggregate(source, "order", filter, {}, {measure("count_distinct", "organisation")})) +
         single(aggregate(source, "order", alone, {}, {measure("count_distinct", "person")}));
}

Filter orders_in(const op::Period& period) {
  return within("ordered_at", period, {not_cancelled()});
}

// The currency with most orders, their number and sum.
struct Revenue {
  std::string currency = "EUR";
  double orders = 0;
  double amount = 0;
};
Revenue revenue_in(const Source& source, const op::Period& period) {
  Revenue best;
  for (const auto& row : aggregate(source, "order", orders_in(period), {"total:currency"},
                                   {count(), measure("sum", "total")})) {
    const double found = row.values.at(0).value_or(0);
    if (!row.group.at(0).is_string() || found <= best.orders) continue;
    best = {row.group.at(0).get<std::string>(), found, row.values.at(1).value_or(0)};
  }
  return best;
}

std::string customer_of(const op::AggregateRow& row) {
  for (std::size_t i = 0; i < 2; ++i) {
    if (row.group.at(i).is_string()) return row.group[i].get<std::string>();
  }
  return {};
}

// Revenue of each customer; nothing where there are more than one answer can hold.
std::optional<std::map<std::string, double>> revenue_of_each(const Source& source,
                                                             const op::Period& period,
                                                             const std::string& currency) {
  const Rows& rows =
      aggregate(source, "order", orders_in(period), {"organisation", "person", "total:currency"},
                {measure("sum", "total")});
  if (rows.size() >= kCustomersMax) return std::nullopt;
  std::map<std::string, double> each;
  for (const auto& row : rows) {
    if (row.group.at(2) == currency) each[customer_of(row)] += row.values.at(0).value_or(0);
  }
  return each;
}

op::RecordsBehind orders_behind(const op::Period& period, std::string_view locale) {
  return {.label = kOrders.in(locale), .entity = "order", .filter = orders_in(period)};
}

double acquisition_spend(const Source& source, const op::Period& period, const Terms& terms,
                         const std::string& currency) {
  double spend = terms.number("sales_cost_month", 0) * 100 * days_of(period) / kMonthDays;
  for (const auto& row : aggregate(source, "campaign", within_days("starts_on", period),
                                   {"cost:currency"}, {measure("sum", "cost")})) {
    if (row.group.at(0) == currency) spend += row.values.at(0).value_or(0);
  }
  return spend;
}

double first_time_customers(const Source& source, const op::Period& period) {
  Filter before{not_cancelled(), {.field = "ordered_at", .op = "lt", .value = period.from}};
  Filter until{not_cancelled(), {.field = "ordered_at", .op = "lt", .value = period.to}};
  return distinct_customers(source, until) - distinct_customers(source, before);
}

}  // namespace

Customers customers(const Source& source, const op::Period& period, double active_days) {
  const double days = active_days > 0 ? active_days : days_of(period);
  const std::string begin = moved(period.from, -days * kDay);
  return {.before = distinct_customers(source, orders_in({.from = begin, .to = period.from})),
          .within = distinct_customers(source, orders_in(period)),
          .either = distinct_customers(source, orders_in({.from = begin, .to = period.to}))};
}

Figured churn(const Source& source, const op::Period& period, const Terms& terms) {
  const Customers found = customers(source, period, terms.number("active_days", 0));
  return {.value = churn_percent(found.lost(), found.before),
          .unit = "%",
          .note = kChurnNote.in(terms.locale, {whole(found.lost()), whole(found.before)}),
          .records = {orders_behind(period, terms.locale)}};
}

Figured net_retention(const Source& source, const op::Period& period, const Terms& terms) {
  const auto before_period = compared_with(period, "previous").value_or(period);
  const std::string currency = revenue_in(source, before_period).currency;
  const auto before = revenue_of_each(source, before_period, currency);
  const auto after = revenue_of_each(source, period, currency);
  if (!before || !after) return {.unit = "%", .note = kTooManyCustomers.in(terms.locale)};
  double start = 0;
  double expansion = 0;
  double contraction = 0;
  double lost = 0;
  for (const auto& [customer, amount] : *before) {
    start += amount;
    const auto now = after->find(customer);
    if (now == after->end()) {
      lost += amount;
    } else {
      expansion += std::max(0.0, now->second - amount);
      contraction += std::max(0.0, amount - now->second);
    }
  }
  return {
      .value = net_retention_percent(start, expansion, contraction, lost),
      .unit = "%",
      .note = kRetentionNote.in(
          terms.locale, {format_money(start, currency), format_money(expansion, currency),
                         format_money(contraction, currency), format_money(lost, currency)}),
      .records = {orders_behind(before_period, terms.locale), orders_behind(period, terms.locale)}};
}

Figured lifetime(const Source& source, const op::Period& period, const Terms& terms) {
  const Customers found = customers(source, period, terms.number("active_days", 0));
  const Revenue revenue = revenue_in(source, period);
  const double margin = terms.number("margin_percent", 100) / 100;
  const auto lost = churn_percent(found.lost(), found.before);
  Figured figure{.currency = revenue.currency, .records = {orders_behind(period, terms.locale)}};
  if (found.within > 0 && lost) {
    figure.value = lifetime_value(revenue.amount / found.within, margin, *lost / 100);
  }
  figure.note = kLifetimeNote.in(
      terms.locale,
      {found.within > 0 ? format_money(revenue.amount / found.within, revenue.currency) : "–",
       whole(margin * 100), lost ? decimal(*lost) : "–"});
  return figure;
}

Figured acquisition(const Source& source, const op::Period& period, const Terms& terms) {
  const std::string currency = revenue_in(source, period).currency;
  const double spend = acquisition_spend(source, period, terms, currency);
  const double came = first_time_customers(source, period);
  return {.value = acquisition_cost(spend, came),
          .currency = currency,
          .note = kAcquisitionNote.in(terms.locale, {format_money(spend, currency), whole(came)}),
          .records = {{.label = kCampaigns.in(terms.locale),
                       .entity = "campaign",
                       .filter = within_days("starts_on", period)},
                      orders_behind(period, terms.locale)}};
}

Figured payback(const Source& source, const op::Period& period, const Terms& terms) {
  const Figured cost = acquisition(source, period, terms);
  const Revenue revenue = revenue_in(source, period);
  const double within = distinct_customers(source, orders_in(period));
  const double months = days_of(period) / kMonthDays;
  Figured figure{.unit = kMonths.in(terms.locale), .records = cost.records};
  figure.note = kPaybackNote.in(terms.locale);
  if (within > 0 && months > 0) {
    figure.value = payback_months(cost.value, revenue.amount / within / months,
                                  terms.number("margin_percent", 100) / 100);
  }
  return figure;
}

Figured cohorts(const Source& source, const op::Period& period, const Terms& terms) {
  const Rows& rows = aggregate(source, "order", orders_in(period),
                               {"organisation", "person", "ordered_at:month"}, {count()});
  if (rows.size() >= kCustomersMax) return {.note = kTooManyCustomers.in(terms.locale)};
  std::map<std::string, std::set<std::string>> months_of;  // By customer.
  std::set<std::string> months;
  for (const auto& row : rows) {
    if (!row.group.at(2).is_string()) continue;
    months_of[customer_of(row)].insert(row.group[2].get<std::string>());
    months.insert(row.group[2].get<std::string>());
  }
  Figured figure{.note = kCohortNote.in(terms.locale),
                 .records = {orders_behind(period, terms.locale)}};
  for (const std::string& start : months) {
    double size = 0;
    std::vector<double> active;
    std::vector<std::string> labels;
    for (auto month = months.find(start); month != months.end(); ++month) {
      double here = 0;
      for (const auto& [customer, theirs] : months_of) {
        if (*theirs.begin() == start && theirs.contains(*month)) ++here;
      }
      if (active.empty()) size = here;
      active.push_back(here);
      labels.push_back("+" + std::to_string(labels.size()));
    }
    if (size == 0) continue;
    op::Series series{.name = start + " (" + whole(size) + ")", .points = {}};
    const auto shares = retention_percent(size, active);
    for (std::size_t i = 0; i < shares.size(); ++i) {
      series.points.push_back({.label = labels[i], .value = rounded(shares[i])});
    }
    figure.series.push_back(std::move(series));
  }
  if (figure.series.size() > 64) figure.series.resize(64);
  return figure;
}

}  // namespace kontor::kpi
