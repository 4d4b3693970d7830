#include "customer_figures.hpp"

#include <algorithm>
#include <map>

#include "customer_orders.hpp"
#include "customers.hpp"
#include "money.hpp"
#include "periods.hpp"
#include "sentences.hpp"

namespace kontor::kpi {
namespace {

constexpr double kMonthDays = 30.4375;
constexpr double kDay = 86'400'000;

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

// Revenue of each customer; nothing where there are too many of them.
std::optional<std::map<std::string, double>> revenue_of_each(const Source& source,
                                                             const op::Period& period,
                                                             const std::string& currency) {
  std::map<std::string, double> each;
  const bool whole = for_each_customer_group(
      source, orders_in(period), "total:currency", {measure("sum", "total")},
      [&](const std::string& customer, const op::AggregateRow& row) {
        if (text_at(row, 1) == currency) each[customer] += value_at(row, 0).value_or(0);
      });
  if (!whole) return std::nullopt;
  return each;
}

double acquisition_spend(const Source& source, const op::Period& period, const Terms& terms,
                         const std::string& currency) {
  double spend =
      terms.number("sales_cost_month", 0) * minor_units(currency) * days_of(period) / kMonthDays;
  for (const auto& row : aggregate(source, "campaign", within_days("starts_on", period),
                                   {"cost:currency"}, {measure("sum", "cost")})) {
    if (row.group.at(0) == currency) spend += row.values.at(0).value_or(0);
  }
  return spend;
}

// Those whose first order in the currency lies in the period.
double first_time_customers(const Source& source, const op::Period& period,
                            const std::string& currency) {
  return distinct_customers(source, orders_until(period.to, currency)) -
         distinct_customers(source, orders_until(period.from, currency));
}

CustomerLists new_customers(const op::Period& period, const std::string& currency) {
  return {.orders = orders_in(period, currency),
          .without = orders_until(period.from, currency),
          .organisations = kNewOrganisations,
          .persons = kNewPersons};
}

CustomerLists lost_customers(const op::Period& before, const op::Period& period,
                             const std::string& currency = "") {
  return {.orders = orders_in(before, currency),
          .without = orders_in(period, currency),
          .organisations = kLostOrganisations,
          .persons = kLostPersons};
}

void append(Behind& behind, Behind more) {
  for (op::RecordsBehind& list : more) behind.push_back(std::move(list));
}

// As many days before the period as a customer stays active; as many as it has if that is 0.
op::Period window_before(const op::Period& period, double active_days) {
  const double days = active_days > 0 ? active_days : days_of(period);
  return {.from = moved(period.from, -days * kDay), .to = period.from};
}

}  // namespace

Customers customers(const Source& source, const op::Period& period, double active_days,
                    const std::string& currency) {
  const op::Period before = window_before(period, active_days);
  const auto counted = [&](const op::Period& when) {
    return distinct_customers(source, orders_in(when, currency));
  };
  return {.before = counted(before),
          .within = counted(period),
          .either = counted({.from = before.from, .to = period.to})};
}

Figured churn(const Source& source, const op::Period& period, const Terms& terms) {
  const double active_days = terms.number("active_days", 0);
  const op::Period before = window_before(period, active_days);
  const Customers found = customers(source, period, active_days);
  Figured figure{
      .value = churn_percent(found.lost(), found.before),
      .unit = "%",
      .note = kChurnNote.in(terms.locale, {terms.whole(found.lost()), terms.whole(found.before)}),
      .records = customers_behind(source, lost_customers(before, period), terms.locale)};
  figure.records.push_back(
      {.label = kOrdersBefore.in(terms.locale), .entity = "order", .filter = orders_in(before)});
  return figure;
}

Figured net_retention(const Source& source, const op::Period& period, const Terms& terms) {
  const auto before_period = compared_with(period, "previous").value_or(period);
  const std::string currency = revenue_in(source, before_period).currency;
  const auto before = revenue_of_each(source, before_period, currency);
  const auto after = revenue_of_each(source, period, currency);
  if (!before || !after) return {.unit = "%", .note = kTooMany.in(terms.locale)};
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
  return {.value = net_retention_percent(start, expansion, contraction, lost),
          .unit = "%",
          .note = kRetentionNote.in(
              terms.locale, {terms.money(start, currency), terms.money(expansion, currency),
                             terms.money(contraction, currency), terms.money(lost, currency)}),
          .records = {orders_behind(before_period, terms.locale, currency),
                      orders_behind(period, terms.locale, currency)}};
}

Figured lifetime(const Source& source, const op::Period& period, const Terms& terms) {
  const Revenue revenue = revenue_in(source, period);
  const double active_days = terms.number("active_days", 0);
  const Customers found = customers(source, period, active_days, revenue.currency);
  const double margin = terms.number("margin_percent", 100) / 100;
  const auto lost = churn_percent(found.lost(), found.before);
  Figured figure{.currency = revenue.currency,
                 .records = {orders_behind(period, terms.locale, revenue.currency)}};
  if (found.within > 0 && lost) {
    figure.value = lifetime_value(revenue.amount / found.within, margin, *lost / 100);
  }
  figure.note = kLifetimeNote.in(
      terms.locale,
      {found.within > 0 ? terms.money(revenue.amount / found.within, revenue.currency) : "–",
       terms.whole(margin * 100), lost ? terms.decimal(*lost) : "–"});
  const op::Period before = window_before(period, active_days);
  append(figure.records,
         customers_behind(source, lost_customers(before, period, revenue.currency), terms.locale));
  figure.records.push_back({.label = kOrdersBefore.in(terms.locale),
                            .entity = "order",
                            .filter = orders_in(before, revenue.currency)});
  return figure;
}

Figured acquisition(const Source& source, const op::Period& period, const Terms& terms) {
  const std::string currency = revenue_in(source, period).currency;
  const double spend = acquisition_spend(source, period, terms, currency);
  const double came = first_time_customers(source, period, currency);
  Figured figure{
      .value = acquisition_cost(spend, came),
      .currency = currency,
      .note = kAcquisitionNote.in(terms.locale, {terms.money(spend, currency), terms.whole(came)}),
      .records = {{.label = kCampaigns.in(terms.locale),
                   .entity = "campaign",
                   .filter = of_currency("cost", currency, within_days("starts_on", period))}}};
  append(figure.records, customers_behind(source, new_customers(period, currency), terms.locale));
  return figure;
}

Figured value_to_cost(const Source& source, const op::Period& period, const Terms& terms) {
  const Figured value = lifetime(source, period, terms);
  const Figured cost = acquisition(source, period, terms);
  const auto shown = [&terms](const Figured& one) {
    return one.value ? terms.money(*one.value, one.currency) : "–";
  };
  Figured figure{.note = kValueToCostNote.in(terms.locale, {shown(value), shown(cost)}),
                 .records = cost.records};
  append(figure.records, value.records);
  if (value.currency == cost.currency) figure.value = value_to_cost_ratio(value.value, cost.value);
  return figure;
}

Figured payback(const Source& source, const op::Period& period, const Terms& terms) {
  const Figured cost = acquisition(source, period, terms);
  const Revenue revenue = revenue_in(source, period);
  const double within = distinct_customers(source, orders_in(period, revenue.currency));
  const double months = days_of(period) / kMonthDays;
  Figured figure{.unit = kMonths.in(terms.locale), .records = cost.records};
  figure.note = kPaybackNote.in(terms.locale);
  figure.records.push_back(orders_behind(period, terms.locale, revenue.currency));
  if (within > 0 && months > 0) {
    figure.value = payback_months(cost.value, revenue.amount / within / months,
                                  terms.number("margin_percent", 100) / 100);
  }
  return figure;
}

}  // namespace kontor::kpi
