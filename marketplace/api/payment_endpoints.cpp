#include "marketplace/api/access.hpp"
#include "marketplace/api/answers.hpp"
#include "marketplace/api/answers/sales_answers.hpp"
#include "marketplace/api/billing_answers.hpp"
#include "marketplace/api/market_routes.hpp"
#include "marketplace/api/schemas.hpp"
#include "marketplace/app/payment_webhook.hpp"
#include "marketplace/app/receipts.hpp"
#include "marketplace/billing/camt053.hpp"
#include "marketplace/billing/webhook_signature.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kWebhookBytesMax = 65536;

// Whoever signs with the shared secret; the identity is the message's id.
http::Auth payment_provider(Market& market) {
  return {"payment-provider",
          [&market](const http::Request& request) -> Result<std::any> {
            std::string id = TRY(billing::verify_webhook(market.webhook_secrets, request.headers,
                                                         request.body, market.clock.now_ms()));
            return std::any(std::move(id));
          },
          {{"type", "apiKey"},
           {"in", "header"},
           {"name", "webhook-signature"},
           {"description",
            "Standard Webhooks 1.0: HMAC-SHA256 of webhook-id, webhook-timestamp "
            "and the body"}}};
}

licensing::Money money_of(const Json& document) {
  return {.amount = document["amount"].get<std::int64_t>(),
          .currency = document.value("currency", "")};
}

void add_receipts(http::Router& router, Market& market) {
  router.add({.method = "GET",
              .path = "/api/v1/receipts",
              .auth = operator_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                return http::Response::json(answer_list(
                    "receipts", TRY(held_receipts(market, request.query_or("cursor", "")))));
              },
              .summary = "List the money that is held: unmatched, paid twice, paid too much.",
              .answer_schema = answers::receipts(),
              .query_names = {"cursor"}});
  router.add({.method = "POST",
              .path = "/api/v1/receipts/{receipt_id}/match",
              .auth = operator_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                return http::Response::json(answer(TRY(match_receipt(
                    market, request.path.at("receipt_id"), request.document["order_id"]))));
              },
              .summary = "Apply money that is held to an order.",
              .body_schema = schemas::match(),
              .answer_schema = answers::receipt()});
  router.add({.method = "POST",
              .path = "/api/v1/receipts/{receipt_id}/return",
              .auth = operator_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                return http::Response::json(answer(TRY(return_receipt(
                    market, request.path.at("receipt_id"), request.document["reference"]))));
              },
              .summary = "Note that money that is held went back to its payer.",
              .body_schema = schemas::payment_return(),
              .answer_schema = answers::receipt()});
}

}  // namespace

void add_payment_endpoints(http::Router& router, Market& market) {
  router.add({.method = "POST",
              .path = "/api/v1/orders/{order_id}/payment",
              .auth = operator_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                return http::Response::json(answer(TRY(
                    record_payment(market, request.path.at("order_id"),
                                   request.document["reference"], money_of(request.document)))));
              },
              .summary = "Record a payment; issues the licence, once.",
              .body_schema = schemas::payment(),
              .answer_schema = answers::order()});
  router.add({.method = "POST",
              .path = "/api/v1/bank-statements",
              .auth = operator_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                return http::Response::json(answer(TRY(import_statement(market, request.body))));
              },
              .summary = "Record the credits of a bank statement (camt.053), each once.",
              .body_bytes_max = billing::kStatementBytesMax,
              .answer_schema = answers::imported_statement()});
  router.add(
      {.method = "POST",
       .path = "/api/v1/payment-webhooks",
       .auth = payment_provider(market),
       .handler = [&market](const http::Request& request) -> Result<http::Response> {
         const auto receipt =
             TRY(take_webhook(market, std::any_cast<const std::string&>(request.identity),
                              request.body, request.document));
         return http::Response::json({{"receipt", receipt ? answer(*receipt) : Json(nullptr)}});
       },
       .summary = "What a payment provider tells, signed; a payment counts once.",
       .body_bytes_max = kWebhookBytesMax,
       .body_schema = schemas::payment_message(),
       .answer_schema = answers::receipt_if_any()});
  add_receipts(router, market);
}

}  // namespace kontor::marketplace
