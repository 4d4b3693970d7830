#pragma once

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/plugins/market_shelf.hpp"

namespace kontor::host {

// /api/v1/market…: what the market offers this company, and buying.
void add_market_endpoints(http::Router& router, Accounts& accounts, MarketShelf& shelf);

}  // namespace kontor::host
