#include "marketplace/api/access.hpp"
#include "marketplace/api/market_routes.hpp"
#include "marketplace/app/handbooks.hpp"
#include "marketplace/app/screenshots.hpp"

namespace kontor::marketplace {
namespace {

constexpr const char* kForEver = "public, max-age=31536000, immutable";

// A vendor's bytes under the market's origin: shown as the picture they are and never run. (The
// server adds nosniff to every answer.)
http::Response shown_answer(std::string_view media_type, const char* cache) {
  http::Response response;
  response.headers["content-type"] = std::string(media_type);
  response.headers["content-security-policy"] = "default-src 'none'; sandbox";
  response.headers["cross-origin-resource-policy"] = "same-origin";
  response.headers["cache-control"] = cache;
  return response;
}

http::Response picture_answer(ShownPicture picture, const char* cache) {
  http::Response response = shown_answer(picture.media_type, cache);
  response.file = std::move(picture.file);
  response.body = std::move(picture.bytes);
  return response;
}

Result<http::Response> handbook_answer(Market& market, const http::Request& request) {
  http::Response response = shown_answer("text/markdown; charset=utf-8", kForEver);
  response.file = TRY(released_handbook(market, request.path.at("plugin_id"),
                                        request.path.at("version"), request.path.at("file")));
  return response;
}

}  // namespace

void add_screenshot_endpoints(http::Router& router, Market& market) {
  router.add({.method = "GET",
              .path = "/screenshots/{plugin_id}/{version}/{file}",
              .auth = http::Auth::anonymous("the catalogue is a shop window"),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                return picture_answer(
                    TRY(released_screenshot(market, request.path.at("plugin_id"),
                                            request.path.at("version"), request.path.at("file"))),
                    kForEver);
              },
              .summary = "A screenshot of a release, as its listing names it.",
              .answer_type = "*/*"});
  router.add(
      {.method = "GET",
       .path = "/handbooks/{plugin_id}/{version}/{file}",
       .auth = http::Auth::anonymous("the catalogue is a shop window"),
       .handler =
           [&market](const http::Request& request) { return handbook_answer(market, request); },
       .summary = "A handbook of a release in one language, as its listing names it.",
       .answer_type = "text/markdown"});
  router.add({.method = "GET",
              .path = "/api/v1/uploads/{operation_id}/screenshots/{file}",
              .auth = operator_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                return picture_answer(
                    TRY(waiting_screenshot(market, request.path.at("operation_id"),
                                           request.path.at("file"))),
                    "no-store");
              },
              .summary = "A screenshot of a package that waits in quarantine.",
              .answer_type = "*/*"});
}

}  // namespace kontor::marketplace
