#include "closed_deals.hpp"

namespace kontor::kpi {

std::vector<ClosedDeals> closed_deals(const Source& source, const op::Period& period) {
  const Rows& rows =
      aggregate(source, "deal", within("closed_at", period),
                {"closed_at:month", "outcome", "amount:currency"},
                {count(), measure("sum", "amount"), days_between("created_at", "closed_at")});
  std::vector<ClosedDeals> found;
  found.reserve(rows.size());
  for (const op::AggregateRow& row : rows) {
    const double deals = value_at(row, 0).value_or(0);
    found.push_back({.month = text_at(row, 0),
                     .outcome = text_at(row, 1),
                     .currency = text_at(row, 2),
                     .deals = deals,
                     .amount = value_at(row, 1).value_or(0),
                     .days = value_at(row, 2).value_or(0) * deals});
  }
  return found;
}

}  // namespace kontor::kpi
