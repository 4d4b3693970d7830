#include "licensing/seats/answer_schemas.hpp"
#include "marketplace/api/access.hpp"
#include "marketplace/api/answers.hpp"
#include "marketplace/api/answers/sales_answers.hpp"
#include "marketplace/api/billing_answers.hpp"
#include "marketplace/api/market_routes.hpp"
#include "marketplace/api/schemas.hpp"
#include "marketplace/app/licenses.hpp"
#include "marketplace/app/notices.hpp"
#include "marketplace/app/quotes.hpp"
#include "marketplace/app/revocations.hpp"

namespace kontor::marketplace {
namespace {

Result<http::Response> list_licenses(Market& market, const http::Request& request) {
  const auto licenses = TRY(company_licenses(market, principal_of(request).id));
  Json documents = Json::array();
  for (const IssuedLicense& license : licenses)
    if (license.revoked_at_ms == 0) documents.push_back(license.document);
  Json json = answer_list("standing", licenses);
  json["licenses"] = std::move(documents);
  return http::Response::json(json);
}

// Who sends a company's token is told its own prices; a wrong token is refused.
Result<http::Response> quote(Market& market, const http::Request& request) {
  std::string company_id;
  if (!request.header("authorization").empty()) {
    const std::any identity = TRY(company_only(market).check(request));
    company_id = std::any_cast<const Principal&>(identity).id;
  }
  return http::Response::json(TRY(quote_offer(market, company_id, request.document)));
}

}  // namespace

void add_license_endpoints(http::Router& router, Market& market) {
  router.add({.method = "GET",
              .path = "/api/v1/licenses",
              .auth = company_only(market),
              .handler = [&market](const auto& request) { return list_licenses(market, request); },
              .summary = "List the company's licence documents and how each licence stands.",
              .answer_schema = answers::licenses()});
  router.add({.method = "POST",
              .path = "/api/v1/licenses/{license_id}/activation",
              .auth = company_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                return http::Response::json(answer(TRY(activate_license(
                    market, principal_of(request).id, request.path.at("license_id")))));
              },
              .summary = "Begin a licence's updates and support; again is the same answer.",
              .answer_schema = answers::license()});
  router.add({.method = "GET",
              .path = "/api/v1/licenses/revocations",
              .auth = company_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                const std::string list = TRY(signed_revocations(market, principal_of(request).id));
                return http::Response::json({{"revocations", list}});
              },
              .summary = "The signed list of the company's licences that were taken back.",
              .answer_schema = answers::revocations()});
  router.add(
      {.method = "POST",
       .path = "/api/v1/quotes",
       .auth = http::Auth::anonymous("prices are public; a company's token makes them its own"),
       .handler = [&market](const auto& request) { return quote(market, request); },
       .summary = "What an offer costs: every condition, 1, 3 and 5 years, the next tier.",
       .body_schema = schemas::quote(),
       .answer_schema = licensing::answers::quote()});
  router.add({.method = "GET",
              .path = "/api/v1/notices",
              .auth = company_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                return http::Response::json(
                    answer_list("notices", TRY(company_notices(market, principal_of(request).id,
                                                               request.query_or("after", "")))));
              },
              .summary = "What the company must know in time: ends, instalments; each once.",
              .answer_schema = answers::notices(),
              .query_names = {"after"}});
}

}  // namespace kontor::marketplace
