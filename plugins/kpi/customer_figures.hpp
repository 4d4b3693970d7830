#pragma once

#include "figured.hpp"

// Figures of customers, from their orders (customer_orders.hpp).
namespace kontor::kpi {

// Customers with an order in the window before the period (as long as it, or `active_days`), those
// with one in the period, and those with one in either: so nothing is asked per customer.
struct Customers {
  double before = 0;
  double within = 0;
  double either = 0;

  double lost() const { return either - within; }
  double came() const { return either - before; }
};
// Of the orders of one currency, if it is named.
Customers customers(const Source& source, const op::Period& period, double active_days,
                    const std::string& currency = "");

Figured churn(const Source& source, const op::Period& period, const Terms& terms);
Figured net_retention(const Source& source, const op::Period& period, const Terms& terms);
Figured lifetime(const Source& source, const op::Period& period, const Terms& terms);
Figured acquisition(const Source& source, const op::Period& period, const Terms& terms);
Figured payback(const Source& source, const op::Period& period, const Terms& terms);
// LTV:CAC.
Figured value_to_cost(const Source& source, const op::Period& period, const Terms& terms);

}  // namespace kontor::kpi
