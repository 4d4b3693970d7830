#pragma once

#include <string>
#include <vector>

#include "aggregate.hpp"

namespace kontor::kpi {

// Deals closed in a month of the period with one outcome and one currency.
struct ClosedDeals {
  std::string month = {};  // "2026-03"
  std::string outcome = {};
  std::string currency = {};  // Empty: deals without an amount.
  double deals = 0;
  double amount = 0;  // Minor units.
  double days = 0;    // From creation to closing, of all of them together.
};

// All deals closed in the period. One question, which win rate, velocity, cycle and plan share.
std::vector<ClosedDeals> closed_deals(const Source& source, const op::Period& period);

}  // namespace kontor::kpi
