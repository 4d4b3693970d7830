#include "cohorts.hpp"

#include <map>
#include <string>
#include <unordered_map>
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

// Asked for month by month: so each order is looked at once, however many customers there are.
// Nothing where there are too many.
std::optional<Table> customers_by_month(const Source& source, const op::Period& period) {
  Table table;
  std::unordered_map<std::string, std::string> first_of;  // By customer.
  for (const op::Period& month : months_of(period)) {
    const bool whole = for_each_customer_group(
        source, orders_in(month), "ordered_at:month", {count()},
        [&](const std::string& customer, const op::AggregateRow& row) {
          const std::string here = text_at(row, 1);
          const auto& first = first_of.try_emplace(customer, here).first->second;
          ++table[first][here];
        });
    if (!whole || first_of.size() > kGroupsMax) return std::nullopt;
  }
  return table;
}

}  // namespace

Figured cohorts(const Source& source, const op::Period& period, const Terms& terms) {
  const auto table = customers_by_month(source, period);
  if (!table) return {.note = kTooMany.in(terms.locale)};
  Figured figure{.note = kCohortNote.in(terms.locale),
                 .records = {orders_behind(period, terms.locale)}};
  std::map<std::string, double> months;  // Those with an order at all.
  for (const auto& [start, row] : *table) {
    for (const auto& [month, customers] : row) months[month] += customers;
  }
  for (const auto& [start, row] : *table) {
    std::vector<double> active;
    for (auto month = months.find(start); month != months.end(); ++month) {
      const auto here = row.find(month->first);
      active.push_back(here == row.end() ? 0 : here->second);
    }
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
