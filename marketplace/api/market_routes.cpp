#include "marketplace/api/market_routes.hpp"

namespace kontor::marketplace {

void add_market_routes(http::Router& router, Market& market,
                       const std::filesystem::path& incoming) {
  add_vendor_endpoints(router, market);
  add_affairs_endpoints(router, market);
  add_metadata_endpoints(router, market, incoming);
  add_upload_endpoints(router, market, incoming);
  add_review_endpoints(router, market);
  add_package_endpoints(router, market);
  add_catalogue_endpoints(router, market);
  add_screenshot_endpoints(router, market);
  add_order_endpoints(router, market);
  add_license_endpoints(router, market);
  add_payment_endpoints(router, market);
  add_account_endpoints(router, market);
  add_repository_endpoints(router, market);
  add_log_endpoints(router, market);
}

}  // namespace kontor::marketplace
