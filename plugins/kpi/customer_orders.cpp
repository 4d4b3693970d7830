#include "customer_orders.hpp"

#include "sentences.hpp"

namespace kontor::kpi {
namespace {

Filter without(const std::string& field, Filter filter) {
  filter.push_back({.field = field, .op = "is_null", .value = true});
  return filter;
}

constexpr const char* kOrganisation = "organisation";
constexpr const char* kPerson = "person";

// Those of the orders that make a customer of what their field names.
Filter naming(const std::string& kind, const Filter& orders) {
  return kind == kOrganisation ? orders : without(kOrganisation, orders);
}

// The orders, of customers of the kind who have none of the others.
Filter orders_of(const std::string& kind, const CustomerLists& lists) {
  return not_among(kind, {"order", kind, naming(kind, lists.without)},
                   known(kind, naming(kind, lists.orders)));
}

// The orders of whom nobody knows any more, if there are any.
void add_erased(const Source& source, const CustomerLists& lists, std::string_view locale,
                Behind& behind) {
  const Filter nobodys = without(kPerson, without(kOrganisation, lists.orders));
  if (single(aggregate(source, "order", nobodys, {}, {count()})) == 0) return;
  behind.push_back({.label = kErased.in(locale), .entity = "order", .filter = nobodys});
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

Filter orders_until(const std::string& end, const std::string& currency) {
  return of_currency("total", currency,
                     standing({{.field = "ordered_at", .op = "lt", .value = end}}));
}

op::RecordsBehind orders_behind(const op::Period& period, std::string_view locale,
                                const std::string& currency) {
  return {.label = kOrders.in(locale), .entity = "order", .filter = orders_in(period, currency)};
}

Behind customers_behind(const Source& source, const CustomerLists& lists, std::string_view locale) {
  Behind behind;
  for (const char* kind : {kOrganisation, kPerson}) {
    const Filter those = among("id", {"order", kind, naming(kind, lists.orders)});
    const Translated& label = kind == kOrganisation ? lists.organisations : lists.persons;
    behind.push_back(
        {.label = label.in(locale),
         .entity = kind,
         .filter = not_among("id", {"order", kind, naming(kind, lists.without)}, those)});
  }
  add_erased(source, lists, locale, behind);
  return behind;
}

Behind their_orders(const Source& source, const CustomerLists& lists, std::string_view locale) {
  Behind behind = {
      {.label = kOrganisationsOrders.in(locale),
       .entity = "order",
       .filter = orders_of(kOrganisation, lists)},
      {.label = kPersonsOrders.in(locale), .entity = "order", .filter = orders_of(kPerson, lists)}};
  add_erased(source, lists, locale, behind);
  return behind;
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
