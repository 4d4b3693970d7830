#pragma once

#include "marketplace/app/market.hpp"
#include "marketplace/core/order.hpp"

namespace kontor::marketplace {

// Signs the licence document of a paid order and stores it, inside the caller's transaction.
Result<IssuedLicense> issue_license(Market& market, db::Session& session, const Order& order);

}  // namespace kontor::marketplace
