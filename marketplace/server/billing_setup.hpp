#pragma once

#include "marketplace/app/market.hpp"
#include "marketplace/server/configuration.hpp"

namespace kontor::marketplace {

// Reads the billing rules and the payment provider's secrets into the market. Refuses a file of
// secrets that others may read.
Status set_up_billing(const Configuration& configuration, Market& market);

}  // namespace kontor::marketplace
