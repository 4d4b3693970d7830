#pragma once

#include "figured.hpp"

namespace kontor::kpi {

// Customers by the month of their first order in the period, and who of them ordered in each month
// after it. Who comes back counts again.
Figured cohorts(const Source& source, const op::Period& period, const Terms& terms);

}  // namespace kontor::kpi
