#pragma once

#include <string>

#include "marketplace/app/market.hpp"
#include "marketplace/core/principal.hpp"

namespace kontor::marketplace {

// Whose bearer token this is; unauthenticated for nobody's.
Result<Principal> authenticate(Market& market, const std::string& token);

}  // namespace kontor::marketplace
