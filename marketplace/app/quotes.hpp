#pragma once

#include <string>

#include "base/core/json.hpp"
#include "marketplace/app/market.hpp"

namespace kontor::marketplace {

// The quote of an offer that is on sale, as JSON: {"offer_id", and what
// licensing::parse_quote_request takes}. Prices are without tax. An empty company is anybody:
// private listings are not found then, and a trial counts as not had.
Result<Json> quote_offer(Market& market, const std::string& company_id, const Json& request);

}  // namespace kontor::marketplace
