#include "customer_orders.hpp"

#include "sentences.hpp"

namespace kontor::kpi {
namespace {

Filter without(const std::string& field, Filter filter) {
  filter.push_back({.field = field, .op = "is_null", .value = true});
  return filter;
}

double different(const Source& source, const Filter& filter, const std::string& field) {
  return single(aggregate(source, "order", filter, {}, {measure("count_distinct", field)}));
}

}  // namespace

Filter standing(Filter more) {
  for (const char* state : {"cancelled", "refunded"})
    more.push_back({.field = "state", .op = "ne", .value = state});
  return more;
}

Filter orders_in(const op::Period& period, const std::string& currency) {
  return of_currency("total", currency, within("ordered_at", period, standing()));
}

op::RecordsBehind orders_behind(const op::Period& period, std::string_view locale,
                                const std::string& currency) {
  return {.label = kOrders.in(locale), .entity = "order", .filter = orders_in(period, currency)};
}

double distinct_customers(const Source& source, const Filter& filter) {
  const Filter alone = without("organisation", filter);
  const Filter nobody = without("person", alone);
  return different(source, filter, "organisation") + different(source, alone, "person") +
         single(aggregate(source, "order", nobody, {}, {count()}));
}

bool for_each_customer_group(
    const Source& source, const Filter& filter, const std::string& by,
    const std::vector<op::Measure>& measures,
    const std::function<void(const std::string& customer, const op::AggregateRow& row)>& each) {
  const Filter alone = without("organisation", filter);
  const auto give = [&each](const op::AggregateRow& row) { each(text_at(row, 0), row); };
  return for_each_group(source, "order", filter, {"organisation", by}, measures, give) &&
         for_each_group(source, "order", alone, {"person", by}, measures, give) &&
         for_each_group(source, "order", without("person", alone), {"id", by}, measures, give);
}

}  // namespace kontor::kpi
