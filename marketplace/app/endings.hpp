#pragma once

#include <string>

#include "marketplace/app/market.hpp"
#include "marketplace/app/orders.hpp"

namespace kontor::marketplace {

// How orders end before their time. Each answers the same again when it is done already.

// An order that is not licensed is closed and its invoice taken back by a credit note; what was
// paid of it is held for its payer. A licensed subscription or rental runs to its end and is not
// renewed: its holder gets no more notices. conflict (code "cannot-cancel") for what was bought
// for ever and for what was refunded. `company_id` empty: the operator's word.
Result<OrderStanding> cancel_order(Market& market, const std::string& company_id,
                                   const std::string& order_id);

enum class Goodwill { no, yes };

// The operator takes a paid order back: credit note, the split booked below zero, the money held
// until it is returned, and the licence as it would be without this order; without its first one
// it is revoked. conflict (code "refund-too-late") after the days of the billing rules, unless by
// goodwill; (code "refund-later-first") while later orders changed what this one made.
Result<OrderStanding> refund_order(Market& market, const std::string& order_id,
                                   const std::string& reason, Goodwill goodwill);

}  // namespace kontor::marketplace
