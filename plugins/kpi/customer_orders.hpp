#pragma once

#include <functional>
#include <kontor/translated.hpp>
#include <string>
#include <vector>

#include "figured.hpp"

// The orders that figures of customers are made of. A customer is the organisation of an order, or
// its person where there is none. Who was erased left the order without either: each such order is
// a customer of its own, so that it stays in the counts.
namespace kontor::kpi {

// Orders that stand: neither cancelled nor refunded. What is given back in part is an order of a
// negative total, and is subtracted.
Filter standing(Filter more = {});
// Those of the period, of one currency if it is named.
Filter orders_in(const op::Period& period, const std::string& currency = "");
// Those before a moment.
Filter orders_until(const std::string& end, const std::string& currency = "");
op::RecordsBehind orders_behind(const op::Period& period, std::string_view locale,
                                const std::string& currency = "");

// Customers with some orders and without others, as the counts have them: the organisations, the
// persons, the orders of whom nobody knows any more.
struct CustomerLists {
  Filter orders = {};   // They have such.
  Filter without = {};  // And none of these.
  const Translated& organisations;
  const Translated& persons;
};
Behind customers_behind(const Source& source, const CustomerLists& lists, std::string_view locale);
// The orders of those customers.
Behind their_orders(const Source& source, const CustomerLists& lists, std::string_view locale);

double distinct_customers(const Source& source, const Filter& filter);

// As for_each_group(): the filtered orders by customer and `by`, which is the row's second group.
bool for_each_customer_group(
    const Source& source, const Filter& filter, const std::string& by,
    const std::vector<op::Measure>& measures,
    const std::function<void(const std::string& customer, const op::AggregateRow& row)>& each);

}  // namespace kontor::kpi
