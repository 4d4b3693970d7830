#include "marketplace/api/market_routes.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kCosignatureBytesMax = 65536;

http::Auth public_log() {
  return http::Auth::anonymous("anybody may audit the log; trust lies in its signatures");
}

}  // namespace

void add_log_endpoints(http::Router& router, Market& market) {
  router.add({.method = "GET",
              .path = "/log/checkpoint",
              .auth = public_log(),
              .handler = [&market](const http::Request&) -> Result<http::Response> {
                http::Response response = http::Response::text(market.log.checkpoint());
                response.headers["cache-control"] = "public, max-age=2";
                return response;
              },
              .summary = "The newest signed checkpoint of the transparency log (C2SP).",
              .answer_type = "text/plain"});
  router.add({.method = "GET",
              .path = "/log/tile/{path...}",
              .auth = public_log(),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                http::Response response;
                response.file = TRY(market.log.served_file("tile/" + request.path.at("path")));
                response.headers["content-type"] = "application/octet-stream";
                response.headers["cache-control"] = "public, max-age=31536000, immutable";
                return response;
              },
              .summary = "Download a tile or an entry bundle of the transparency log (C2SP).",
              .answer_type = "application/octet-stream"});
  router.add({.method = "POST",
              .path = "/log/cosignatures",
              .auth = http::Auth::anonymous("a cosignature of a known witness proves itself"),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                TRY(market.log.add_cosignatures(request.body));
                return http::Response::text(market.log.checkpoint());
              },
              .summary = "Give the present checkpoint the signature lines of its witnesses.",
              .body_bytes_max = kCosignatureBytesMax,
              .answer_type = "text/plain"});
}

Result<http::Response> proof_file(Market& market, const std::string& sha256) {
  http::Response response = http::Response::text(TRY(market.log.proof(sha256)));
  response.headers["cache-control"] = "public, max-age=60";
  return response;
}

}  // namespace kontor::marketplace
