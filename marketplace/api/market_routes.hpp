#pragma once

#include <filesystem>

#include "base/http/router.hpp"
#include "marketplace/app/market.hpp"

namespace kontor::marketplace {

// Everything the market serves but operations and seats. `market` outlives the router.
// Packages on their way in are spooled to `incoming`.
void add_market_routes(http::Router& router, Market& market, const std::filesystem::path& incoming);

// Its parts, one a file.
void add_vendor_endpoints(http::Router& router, Market& market);
void add_upload_endpoints(http::Router& router, Market& market,
                          const std::filesystem::path& incoming);
void add_catalogue_endpoints(http::Router& router, Market& market);
void add_order_endpoints(http::Router& router, Market& market);
void add_repository_endpoints(http::Router& router, Market& market);

}  // namespace kontor::marketplace
