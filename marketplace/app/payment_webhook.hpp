#pragma once

#include <optional>
#include <string>

#include "base/core/json.hpp"
#include "marketplace/app/market.hpp"
#include "marketplace/core/receipt.hpp"

namespace kontor::marketplace {

// What a payment provider tells, its signature verified. Of type "payment.succeeded" with data
// {"payment_id", "reference", "amount", "currency", "payer"?} it is money that came in; others are
// taken and left alone. One payment id is one receipt, however many messages tell it. conflict
// (code "webhook-id-reused") for another message under an id that is known.
Result<std::optional<Receipt>> take_webhook(Market& market, const std::string& webhook_id,
                                            const std::string& body, const Json& message);

}  // namespace kontor::marketplace
