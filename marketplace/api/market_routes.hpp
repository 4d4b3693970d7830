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
void add_affairs_endpoints(http::Router& router, Market& market);
void add_metadata_endpoints(http::Router& router, Market& market,
                            const std::filesystem::path& incoming);
void add_upload_endpoints(http::Router& router, Market& market,
                          const std::filesystem::path& incoming);
void add_review_endpoints(http::Router& router, Market& market);
void add_package_endpoints(http::Router& router, Market& market);
void add_catalogue_endpoints(http::Router& router, Market& market);
void add_screenshot_endpoints(http::Router& router, Market& market);
void add_order_endpoints(http::Router& router, Market& market);
void add_license_endpoints(http::Router& router, Market& market);
void add_payment_endpoints(http::Router& router, Market& market);
void add_account_endpoints(http::Router& router, Market& market);
void add_repository_endpoints(http::Router& router, Market& market);
void add_log_endpoints(http::Router& router, Market& market);
// The answer to GET /packages/<sha256>.proof.
Result<http::Response> proof_file(Market& market, const std::string& sha256);

}  // namespace kontor::marketplace
