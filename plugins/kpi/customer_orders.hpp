#pragma once

#include <functional>
#include <string>
#include <vector>

#include "figured.hpp"

// The orders that figures of customers are made of. A customer is the organisation of an order, or
// its person where there is none; cancelled orders do not count.
namespace kontor::kpi {

op::Condition not_cancelled();
Filter orders_in(const op::Period& period);
op::RecordsBehind orders_behind(const op::Period& period, std::string_view locale);

// As for_each_group(): the filtered orders by customer and `by`, which is the row's second group.
bool for_each_customer_group(
    const Source& source, const Filter& filter, const std::string& by,
    const std::vector<op::Measure>& measures,
    const std::function<void(const std::string& customer, const op::AggregateRow& row)>& each);

}  // namespace kontor::kpi
