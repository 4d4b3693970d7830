#include "host/api/market_endpoints.hpp"

#include "host/api/answers/operation_answers.hpp"
#include "host/api/authentication.hpp"

namespace kontor::host {
namespace {

using http::Request;
using http::Response;

Result<Response> order(MarketShelf& shelf, const Request& request) {
  const Json& body = request.document;
  MarketShelf::Order order{.plugin_id = body["plugin_id"],
                           .offer_id = body["offer_id"],
                           .quantity = body.value("quantity", 1),
                           .idempotency_key = request.header("idempotency-key")};
  if (order.idempotency_key.empty())
    return Error{ErrorCode::invalid_argument,
                 "an order needs an Idempotency-Key, so that asking twice buys once"};
  return Response::json(TRY(shelf.order(principal_of(request), order)), 201);
}

}  // namespace

void add_market_endpoints(http::Router& router, Accounts& accounts, MarketShelf& shelf) {
  router.add({.method = "GET",
              .path = "/api/v1/market/listings",
              .auth = signed_in(accounts),
              .handler = [&shelf](const Request& request) -> Result<Response> {
                return Response::json(
                    TRY(shelf.listings(request.query_or("q", ""), request.query_or("category", ""),
                                       request.query_or("cursor", ""))));
              },
              .summary = "The market's listings with this company's price and what is installed.",
              .answer_schema = answers::listings(),
              .query_names = {"q", "category", "cursor"}});
  router.add({.method = "GET",
              .path = "/api/v1/market/listings/{plugin_id}",
              .auth = signed_in(accounts),
              .handler = [&shelf](const Request& request) -> Result<Response> {
                return Response::json(TRY(shelf.listing(request.path.at("plugin_id"))));
              },
              .summary = "One listing of the market, with this company's price.",
              .answer_schema = answers::listing()});
  router.add({.method = "GET",
              .path = "/api/v1/market/listings/{plugin_id}/screenshots/{sha256}",
              .auth = signed_in(accounts),
              .handler =
                  [&shelf](const Request& request) {
                    return shelf.screenshot(request.path.at("plugin_id"),
                                            request.path.at("sha256"));
                  },
              .summary = "A screenshot of a listing of the market, by its SHA-256.",
              .answer_type = "*/*"});
  router.add({.method = "GET",
              .path = "/api/v1/market/listings/{plugin_id}/handbook",
              .auth = signed_in(accounts),
              .handler = [&shelf](const Request& request) -> Result<Response> {
                return Response::json(TRY(shelf.handbook(request.path.at("plugin_id"),
                                                         request.query_or("locale", "en"))));
              },
              .summary = "The handbook of a listing of the market, as Markdown.",
              .answer_schema = answers::handbook(),
              .query_names = {"locale"}});
  router.add(
      {.method = "POST",
       .path = "/api/v1/market/orders",
       .auth = holder_of(accounts, "market.order"),
       .handler = [&shelf](const Request& request) { return order(shelf, request); },
       .summary = "Order seats of a plugin from the market.",
       .body_schema = {{"type", "object"},
                       {"properties",
                        {{"plugin_id", {{"type", "string"}, {"minLength", 1}, {"maxLength", 80}}},
                         {"offer_id", {{"type", "string"}, {"minLength", 1}, {"maxLength", 200}}},
                         {"quantity", {{"type", "integer"}, {"minimum", 1}, {"maximum", 100000}}}}},
                       {"required", {"plugin_id", "offer_id"}},
                       {"additionalProperties", false}},
       .answer_schema = answers::order()});
  router.add({.method = "POST",
              .path = "/api/v1/market/licenses",
              .auth = holder_of(accounts, "market.order"),
              .handler = [&shelf](const Request&) -> Result<Response> {
                TRY(shelf.fetch_licenses());
                return Response::no_content();
              },
              .summary = "Fetch the licence documents of orders that have been paid since.",
              .answer_type = http::kNoBody});
}

}  // namespace kontor::host
