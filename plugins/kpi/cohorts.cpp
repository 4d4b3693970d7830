#include "cohorts.hpp"

#include <algorithm>
#include <kontor/time.hpp>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "customer_orders.hpp"
#include "customers.hpp"
#include "periods.hpp"
#include "sentences.hpp"

namespace kontor::kpi {
namespace {

constexpr std::size_t kMonthsShown = 64;

// How many customers ordered in a month, by the month of their first order and that month.
using Table = std::map<std::string, std::map<std::string, double>>;

// Whoever ordered before the period is no beginner in it. Nothing where there are too many.
std::optional<std::unordered_set<std::string>> earlier_customers(const Source& source,
                                                                 const op::Period& period) {
  std::unordered_set<std::string> earlier;
  const Filter before = orders_until(period.from);
  const bool whole = for_each_customer_group(
      source, before, "ordered_at:year", {count()},
      [&](const std::string& customer, const op::AggregateRow&) { earlier.insert(customer); });
  if (!whole) return std::nullopt;
  return earlier;
}

// Asked for month by month: so each order is looked at once, however many customers there are.
// Nothing where there are too many.
std::optional<Table> customers_by_month(const Source& source, const op::Period& period) {
  const auto earlier = earlier_customers(source, period);
  if (!earlier) return std::nullopt;
  Table table;
  std::unordered_map<std::string, std::string> first_of;  // By customer.
  for (const op::Period& month : months_of(period)) {
    const bool whole = for_each_customer_group(
        source, orders_in(month), "ordered_at:month", {count()},
        [&](const std::string& customer, const op::AggregateRow& row) {
          if (earlier->contains(customer)) return;
          const std::string here = text_at(row, 1);
          const auto& first = first_of.try_emplace(customer, here).first->second;
          ++table[first][here];
        });
    if (!whole || first_of.size() > kGroupsMax) return std::nullopt;
  }
  return table;
}

std::string month_after(const std::string& month) {
  constexpr double kLongestMonthMs = 31 * 86'400'000.0;
  return moved(month + "-01", kLongestMonthMs).substr(0, 7);
}

// The last month a row goes to: that of the period's last moment, or of now if that is earlier;
// later only where somebody ordered later.
std::string last_month(const Table& table, const op::Period& period) {
  std::string last = std::min(moved(period.to, -1), rfc3339(now())).substr(0, 7);
  for (const auto& [start, row] : table)
    for (const auto& [month, customers] : row) last = std::max(last, month);
  return last;
}

}  // namespace

Figured cohorts(const Source& source, const op::Period& period, const Terms& terms) {
  const auto table = customers_by_month(source, period);
  if (!table) return {.note = kTooMany.in(terms.locale)};
  Figured figure{.note = kCohortNote.in(terms.locale),
                 .records = their_orders(source,
                                         {.orders = orders_in(period),
                                          .without = orders_until(period.from),
                                          .organisations = kNewOrganisations,
                                          .persons = kNewPersons},
                                         terms.locale)};
  const std::string last = last_month(*table, period);
  for (const auto& [start, row] : *table) {
    std::vector<double> active;
    for (std::string month = start; month <= last && active.size() < kMonthsShown;
         month = month_after(month)) {
      const auto here = row.find(month);
      active.push_back(here == row.end() ? 0 : here->second);
    }
    if (active.empty()) continue;
    const double size = active.front();
    op::Series series{.name = start + " (" + terms.whole(size) + ")", .points = {}};
    for (const auto& share : retention_percent(size, active)) {
      series.points.push_back(
          {.label = "+" + std::to_string(series.points.size()), .value = rounded(share)});
    }
    figure.series.push_back(std::move(series));
    if (figure.series.size() == kMonthsShown) break;
  }
  return figure;
}

}  // namespace kontor::kpi
