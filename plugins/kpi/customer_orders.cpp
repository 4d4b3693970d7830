#include "customer_orders.hpp"

#include "sentences.hpp"

namespace kontor::kpi {

op::Condition not_cancelled() { return {.field = "state", .op = "ne", .value = "cancelled"}; }

Filter orders_in(const op::Period& period) {
  return within("ordered_at", period, {not_cancelled()});
}

op::RecordsBehind orders_behind(const op::Period& period, std::string_view locale) {
  return {.label = kOrders.in(locale), .entity = "order", .filter = orders_in(period)};
}

bool for_each_customer_group(
    const Source& source, const Filter& filter, const std::string& by,
    const std::vector<op::Measure>& measures,
    const std::function<void(const std::string& customer, const op::AggregateRow& row)>& each) {
  Filter alone = filter;
  alone.push_back({.field = "organisation", .op = "is_null", .value = true});
  const auto give = [&each](const op::AggregateRow& row) { each(text_at(row, 0), row); };
  return for_each_group(source, "order", filter, {"organisation", by}, measures, give) &&
         for_each_group(source, "order", alone, {"person", by}, measures, give);
}

}  // namespace kontor::kpi
