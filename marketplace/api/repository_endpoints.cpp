#include "marketplace/api/market_routes.hpp"

namespace kontor::marketplace {

void add_repository_endpoints(http::Router& router, Market& market) {
  router.add({.method = "GET",
              .path = "/tuf/{path...}",
              .auth = http::Auth::anonymous("trust lies in signatures, not in the transport"),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                const std::string& path = request.path.at("path");
                http::Response response;
                response.file = TRY(market.repository.served_file(path));
                response.headers["cache-control"] =
                    path == "timestamp.json" ? "no-cache" : "public, max-age=31536000, immutable";
                return response;
              },
              .summary = "Download TUF metadata and targets.",
              .answer_type = "*/*"});
}

}  // namespace kontor::marketplace
