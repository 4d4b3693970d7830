#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "marketplace/core/party.hpp"

namespace kontor::marketplace {

// What buyers of one country pay on top of the price, from a day on.
struct TaxRate {
  std::string country = {};
  std::string name = {};          // As on the invoice: "VAT 19 %".
  std::int64_t basis_points = 0;  // 1900 is 19 %.
  TimeMs from_ms = 0;
};

// How this market bills. Data of its operator; the built-in values ask no tax and no commission.
struct BillingRules {
  Party seller = {.name = "Kontor market"};
  std::vector<TaxRate> taxes = {};
  // Buyers in another country than the seller's that have a tax id account for the tax
  // themselves; the invoice says so.
  bool reverse_charge = false;
  std::int64_t commission_basis_points = 0;  // Of the net price.
  std::int64_t due_days = 14;
  std::int64_t refund_days = 14;  // After payment; later a refund is the operator's decision.
  std::int64_t notice_days = 90;  // Before the end of a licence (N11).
};

// {"seller": {…}, "taxes": [{"country","name","basis_points","from"?}], "reverse_charge"?,
//  "commission_basis_points"?, "due_days"?, "refund_days"?, "notice_days"?}
// invalid_argument naming the member that is wrong or unknown.
Result<BillingRules> parse_billing_rules(const Json& json);

// The tax a buyer pays on an invoice of this day.
struct TaxDecision {
  std::string name = {};  // Empty: none is asked.
  std::int64_t basis_points = 0;
};
TaxDecision tax_for(const BillingRules& rules, const Party& buyer, TimeMs day_ms);

// `amount` × `basis_points` / 10 000, half to even. For amounts of up to 2^62 and 10 000 points.
std::int64_t share_of(std::int64_t amount, std::int64_t basis_points);

}  // namespace kontor::marketplace
