#pragma once

#include "base/core/json.hpp"

namespace kontor::marketplace::schemas {

// JSON Schemas of request bodies. None takes a member it does not name.
Json vendor_registration();
Json decision();
Json appeal();
Json appeal_answer();
Json envelope();  // DSSE
Json domain_claim();
Json metadata();
Json roles();
Json company();
Json order();
Json payment();
Json party();
Json money_movement();  // {"reference", "amount", "currency"}
Json quote();
Json match();
Json payment_return();
Json refund();
Json payment_message();  // Of a provider's webhook.
Json nothing();          // {}

}  // namespace kontor::marketplace::schemas
