#include "marketplace/api/access.hpp"
#include "marketplace/api/answers.hpp"
#include "marketplace/api/market_routes.hpp"
#include "marketplace/api/registration_limit.hpp"
#include "marketplace/api/schemas.hpp"
#include "marketplace/app/orders.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kIdempotencyKeyMax = 200;

Result<http::Response> place(Market& market, const http::Request& request) {
  const std::string& key = request.header("idempotency-key");
  if (key.size() > kIdempotencyKeyMax)
    return Error{ErrorCode::invalid_argument, "an Idempotency-Key has at most 200 bytes"};
  const auto standing =
      TRY(place_order(market, principal_of(request).id, request.document["offer_id"],
                      request.document["quantity"].get<std::int64_t>(), key));
  return http::Response::json(answer(standing), 201);
}

Result<http::Response> list_licenses(Market& market, const http::Request& request) {
  Json documents = Json::array();
  for (const IssuedLicense& license : TRY(company_licenses(market, principal_of(request).id)))
    documents.push_back(license.document);
  return http::Response::json({{"licenses", std::move(documents)}});
}

void add_company_side(http::Router& router, Market& market) {
  // Lives as long as the route's handler.
  const auto limit =
      std::make_shared<RegistrationLimit>(market.clock, market.rules.registrations_per_hour);
  router.add({.method = "POST",
              .path = "/api/v1/companies",
              .auth = http::Auth::anonymous("a company has no token before it registers"),
              .handler = [&market, limit](const http::Request& request) -> Result<http::Response> {
                TRY(limit->take(request.peer));
                const auto registered = TRY(register_company(
                    market, request.document["name"], request.document.value("ledger_key", "")));
                return http::Response::json({{"company_id", registered.company.company_id},
                                             {"name", registered.company.name},
                                             {"token", registered.token}},
                                            201);
              },
              .summary = "Register a company and the seat ledger that counts its licences.",
              .body_schema = schemas::company()});
  router.add({.method = "POST",
              .path = "/api/v1/orders",
              .auth = company_only(market),
              .handler = [&market](const auto& request) { return place(market, request); },
              .summary = "Order seats under an offer; the answer carries the invoice.",
              .body_schema = schemas::order()});
  router.add({.method = "GET",
              .path = "/api/v1/orders/{order_id}",
              .auth = company_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                return http::Response::json(answer(
                    TRY(get_order(market, principal_of(request).id, request.path.at("order_id")))));
              },
              .summary = "Read an order and, once it is paid, its licence."});
  router.add({.method = "GET",
              .path = "/api/v1/licenses",
              .auth = company_only(market),
              .handler = [&market](const auto& request) { return list_licenses(market, request); },
              .summary = "List the company's licence documents."});
}

}  // namespace

void add_order_endpoints(http::Router& router, Market& market) {
  add_company_side(router, market);
  router.add({.method = "GET",
              .path = "/api/v1/orders",
              .auth = operator_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                const OrderPage page = TRY(unpaid_orders(market, request.query_or("cursor", "")));
                Json json{{"orders", Json::array()}};
                for (const UnpaidOrder& one : page.orders) {
                  json["orders"].push_back(answer(OrderStanding{.order = one.order}));
                  json["orders"].back()["company"] = one.company;
                }
                json["next"] = page.next.empty() ? Json(nullptr) : Json(page.next);
                return http::Response::json(json);
              },
              .summary = "List the orders that nobody paid yet, by invoice number.",
              .query_names = {"cursor"}});
  router.add({.method = "POST",
              .path = "/api/v1/orders/{order_id}/payment",
              .auth = operator_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                const licensing::Money money{
                    .amount = request.document["amount"].get<std::int64_t>(),
                    .currency = request.document.value("currency", "")};
                return http::Response::json(answer(TRY(record_payment(
                    market, request.path.at("order_id"), request.document["reference"], money))));
              },
              .summary = "Record a payment; issues the licence, once.",
              .body_schema = schemas::payment()});
}

}  // namespace kontor::marketplace
