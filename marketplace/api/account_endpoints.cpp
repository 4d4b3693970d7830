#include "marketplace/api/access.hpp"
#include "marketplace/api/answers.hpp"
#include "marketplace/api/answers/sales_answers.hpp"
#include "marketplace/api/billing_answers.hpp"
#include "marketplace/api/market_routes.hpp"
#include "marketplace/api/schemas.hpp"
#include "marketplace/app/coupons.hpp"
#include "marketplace/app/vendor_accounts.hpp"

namespace kontor::marketplace {
namespace {

Result<http::Response> statement(Market& market, const http::Request& request) {
  const std::string& vendor = request.path.at("name");
  TRY(must_be(principal_of(request), vendor));
  const TimeMs from_ms = TRY(parse_rfc3339(request.query_or("from", "1970-01-01T00:00:00Z")));
  const TimeMs to_ms = TRY(parse_rfc3339(request.query_or("to", "9999-12-31T00:00:00Z")));
  // Told first: what is sold meanwhile is not missing from it.
  const std::string made_at = to_rfc3339(market.clock.now_ms());
  Json json = answer(TRY(vendor_account(market, vendor, from_ms, to_ms)));
  json["made_at"] = made_at;
  return http::Response::json(json);
}

Result<http::Response> coupon(Market& market, const http::Request& request) {
  const licensing::Coupon put =
      TRY(put_coupon(market, principal_of(request).id, request.path.at("code"), request.document));
  return http::Response::json(to_json(put));
}

}  // namespace

void add_account_endpoints(http::Router& router, Market& market) {
  router.add({.method = "GET",
              .path = "/api/v1/vendors/{name}/statement",
              .auth = vendor_or_operator(market),
              .handler = [&market](const auto& request) { return statement(market, request); },
              .summary =
                  "A vendor's sales, refunds, tax, commission and payouts in a time, and the "
                  "openings of its licences' commitments in the log.",
              .answer_schema = answers::vendor_account(),
              .query_names = {"from", "to"}});
  router.add({.method = "POST",
              .path = "/api/v1/vendors/{name}/payouts",
              .auth = operator_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                const licensing::Money money{
                    .amount = request.document["amount"].get<std::int64_t>(),
                    .currency = request.document["currency"]};
                return http::Response::json(answer(TRY(record_payout(
                    market, request.path.at("name"), request.document["reference"], money))));
              },
              .summary = "Record what the operator paid to a vendor, once a reference.",
              .body_schema = schemas::money_movement(),
              .answer_schema = answers::posting()});
  router.add({.method = "PUT",
              .path = "/api/v1/coupons/{code}",
              .auth = vendor_only(market),
              .handler = [&market](const auto& request) { return coupon(market, request); },
              .summary = "Put a coupon to use that its vendor signed.",
              .body_schema = schemas::envelope(),
              .answer_schema = answers::coupon()});
}

}  // namespace kontor::marketplace
