#pragma once

#include "base/core/json.hpp"

// JSON Schemas of what the routes of orders, licences and money answer (billing_answers.hpp writes
// it). Amounts are in minor units of their currency.
namespace kontor::marketplace::answers {

Json company_registered();
Json company_party();
Json order();
Json orders();
Json invoice();
Json licenses();
Json license();
Json revocations();
Json notices();
Json receipt();
Json receipt_if_any();
Json receipts();
Json imported_statement();
Json posting();
Json vendor_account();
Json coupon();

}  // namespace kontor::marketplace::answers
