#include "marketplace/api/access.hpp"
#include "marketplace/api/answers.hpp"
#include "marketplace/api/answers/sales_answers.hpp"
#include "marketplace/api/billing_answers.hpp"
#include "marketplace/api/market_routes.hpp"
#include "marketplace/api/registration_limit.hpp"
#include "marketplace/api/schemas.hpp"
#include "marketplace/app/companies.hpp"
#include "marketplace/app/endings.hpp"
#include "marketplace/app/orders.hpp"
#include "marketplace/billing/invoice_pdf.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kIdempotencyKeyMax = 200;

http::Auth company_or_operator(Market& market) {
  return only_kinds(market, "company-or-operator",
                    {PrincipalKind::company, PrincipalKind::market_operator});
}

// The operator sees every company's.
std::string company_of(const http::Request& request) {
  const Principal& principal = principal_of(request);
  return principal.kind == PrincipalKind::market_operator ? "" : principal.id;
}

Result<http::Response> place(Market& market, const http::Request& request) {
  const std::string& key = request.header("idempotency-key");
  if (key.size() > kIdempotencyKeyMax)
    return Error{ErrorCode::invalid_argument, "an Idempotency-Key has at most 200 bytes"};
  const OrderWish wish = TRY(parse_order_wish(request.document));
  const auto standing = TRY(place_order(market, principal_of(request).id, wish, key));
  return http::Response::json(answer(standing), 201);
}

Result<http::Response> list_orders(Market& market, const http::Request& request) {
  const Principal& principal = principal_of(request);
  if (principal.kind == PrincipalKind::company)
    return http::Response::json(answer_list(
        "orders", TRY(company_orders(market, principal.id, request.query_or("cursor", "")))));
  const OrderPage page = TRY(unpaid_orders(market, request.query_or("cursor", "")));
  Json json{{"orders", Json::array()}};
  for (const UnpaidOrder& one : page.orders) {
    json["orders"].push_back(answer(OrderStanding{.order = one.order}));
    json["orders"].back()["company"] = one.company;
  }
  json["next"] = page.next.empty() ? Json(nullptr) : Json(page.next);
  return http::Response::json(json);
}

Result<Invoice> asked_invoice(Market& market, const http::Request& request) {
  const std::string kind = request.query_or("kind", "invoice");
  if (kind != "invoice" && kind != "credit_note")
    return Error{ErrorCode::invalid_argument, "kind is invoice or credit_note"};
  const InvoiceKind wanted = TRY(parse_invoice_kind(kind));
  return get_invoice(market, company_of(request), request.path.at("order_id"), wanted);
}

Result<http::Response> pdf(Market& market, const http::Request& request) {
  const Invoice invoice = TRY(asked_invoice(market, request));
  http::Response response =
      http::Response::text(TRY(billing::invoice_pdf(invoice)), "application/pdf");
  response.headers["content-disposition"] = "attachment; filename=\"" +
                                            std::string(to_text(invoice.kind)) + "-" +
                                            invoice.number + ".pdf\"";
  return response;
}

Result<http::Response> change_party(Market& market, const http::Request& request) {
  const Party party = TRY(parse_party(request.document));
  const Company company = TRY(set_party(market, principal_of(request).id, party));
  return http::Response::json({{"company_id", company.company_id},
                               {"name", company.name},
                               {"party", to_json(company.party)}});
}

void add_companies(http::Router& router, Market& market) {
  // Lives as long as the route's handler.
  const auto limit =
      std::make_shared<RegistrationLimit>(market.clock, market.rules.registrations_per_hour);
  router.add({.method = "POST",
              .path = "/api/v1/companies",
              .auth = http::Auth::anonymous("a company has no token before it registers"),
              .handler = [&market, limit](const http::Request& request) -> Result<http::Response> {
                TRY(limit->take(request.peer));
                Party party = TRY(parse_party(request.document.value("party", Json::object())));
                const auto registered = TRY(
                    register_company(market, request.document["name"],
                                     request.document.value("ledger_key", ""), std::move(party)));
                return http::Response::json({{"company_id", registered.company.company_id},
                                             {"name", registered.company.name},
                                             {"token", registered.token}},
                                            201);
              },
              .summary = "Register a company and the seat ledger that counts its licences.",
              .body_schema = schemas::company(),
              .answer_schema = answers::company_registered()});
  router.add({.method = "PUT",
              .path = "/api/v1/companies/party",
              .auth = company_only(market),
              .handler = [&market](const auto& request) { return change_party(market, request); },
              .summary = "Say how invoices name your company, and its tax id.",
              .body_schema = schemas::party(),
              .answer_schema = answers::company_party()});
}

void add_invoices(http::Router& router, Market& market) {
  router.add({.method = "GET",
              .path = "/api/v1/orders/{order_id}/invoice",
              .auth = company_or_operator(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                return http::Response::json(to_json(TRY(asked_invoice(market, request))));
              },
              .summary = "Read an order's invoice, or with kind=credit_note what took it back.",
              .answer_schema = answers::invoice(),
              .query_names = {"kind"}});
  router.add({.method = "GET",
              .path = "/api/v1/orders/{order_id}/invoice.pdf",
              .auth = company_or_operator(market),
              .handler = [&market](const auto& request) { return pdf(market, request); },
              .summary = "The same for the bookkeeper: PDF.",
              .answer_type = "application/pdf",
              .query_names = {"kind"}});
}

}  // namespace

void add_order_endpoints(http::Router& router, Market& market) {
  add_companies(router, market);
  router.add(
      {.method = "POST",
       .path = "/api/v1/orders",
       .auth = company_only(market),
       .handler = [&market](const auto& request) { return place(market, request); },
       .summary = "Order under an offer, or change a licence; the answer carries the invoice.",
       .body_schema = schemas::order(),
       .answer_schema = answers::order()});
  router.add({.method = "GET",
              .path = "/api/v1/orders",
              .auth = company_or_operator(market),
              .handler = [&market](const auto& request) { return list_orders(market, request); },
              .summary = "List your orders, newest first; for the operator the open invoices.",
              .answer_schema = answers::orders(),
              .query_names = {"cursor"}});
  router.add({.method = "GET",
              .path = "/api/v1/orders/{order_id}",
              .auth = company_or_operator(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                return http::Response::json(answer(
                    TRY(get_order(market, company_of(request), request.path.at("order_id")))));
              },
              .summary = "Read an order and, once it is paid, its licence.",
              .answer_schema = answers::order()});
  router.add({.method = "POST",
              .path = "/api/v1/orders/{order_id}/cancellation",
              .auth = company_or_operator(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                return http::Response::json(answer(
                    TRY(cancel_order(market, company_of(request), request.path.at("order_id")))));
              },
              .summary = "Cancel an unpaid order, or the renewal of a subscription.",
              .answer_schema = answers::order()});
  router.add({.method = "POST",
              .path = "/api/v1/orders/{order_id}/refund",
              .auth = operator_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                const Goodwill goodwill =
                    request.document.value("goodwill", false) ? Goodwill::yes : Goodwill::no;
                return http::Response::json(answer(TRY(refund_order(
                    market, request.path.at("order_id"), request.document["reason"], goodwill))));
              },
              .summary = "Take a paid order back: credit note, books, and its licence.",
              .body_schema = schemas::refund(),
              .answer_schema = answers::order()});
  add_invoices(router, market);
}

}  // namespace kontor::marketplace
