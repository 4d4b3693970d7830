#include "marketplace/api/access.hpp"
#include "marketplace/api/answers.hpp"
#include "marketplace/api/answers/catalogue_answers.hpp"
#include "marketplace/api/market_routes.hpp"
#include "marketplace/api/registration_limit.hpp"
#include "marketplace/api/schemas.hpp"
#include "marketplace/app/offers.hpp"
#include "marketplace/app/releases.hpp"
#include "marketplace/app/vendors.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kRoleBytesMax = std::size_t{4} << 20;
constexpr std::size_t kDelegationBytesMax = std::size_t{16} << 20;

std::vector<Repository::Submission> submitted_roles(const Json& document) {
  std::vector<Repository::Submission> set;
  set.reserve(document["documents"].size());
  for (const Json& one : document["documents"]) set.push_back({one["role"], one["document"]});
  return set;
}

Result<http::Response> register_one(Market& market, const http::Request& request) {
  const Json& body = request.document;
  const auto registered =
      TRY(register_vendor(market,
                          {.name = body["name"],
                           .display_name = body["display_name"],
                           .contact = body["contact"],
                           .public_keys = body["public_keys"].get<std::vector<std::string>>()},
                          body["proof"]));
  Json json = answer(registered.vendor);
  json["token"] = registered.token;
  return http::Response::json(json, 201);
}

void add_registration(http::Router& router, Market& market) {
  // Lives as long as the route's handler.
  const auto limit =
      std::make_shared<RegistrationLimit>(market.clock, market.rules.registrations_per_hour);
  router.add({.method = "POST",
              .path = "/api/v1/vendors",
              .auth = http::Auth::anonymous("a vendor has no token before it registers"),
              .handler = [&market, limit](const http::Request& request) -> Result<http::Response> {
                TRY(limit->take(request.peer));
                return register_one(market, request);
              },
              .summary = "Claim a vendor namespace by proving to hold its keys.",
              .body_schema = schemas::vendor_registration(),
              .answer_schema = answers::vendor_registered()});
  router.add({.method = "GET",
              .path = "/api/v1/vendors",
              .auth = operator_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                std::optional<VendorState> state;
                if (const auto& text = request.query_or("state", ""); !text.empty())
                  state = TRY(parse_vendor_state(text));
                return http::Response::json(
                    answer_list("vendors", TRY(list_vendors(market, state))));
              },
              .summary = "List vendors, for the operator's desk.",
              .answer_schema = answers::vendors(),
              .query_names = {"state"}});
  router.add({.method = "GET",
              .path = "/api/v1/vendors/{name}",
              .auth = vendor_or_operator(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                const std::string& name = request.path.at("name");
                TRY(must_be(principal_of(request), name));
                return http::Response::json(answer(TRY(get_vendor(market, name))));
              },
              .summary = "Read a vendor's registration and state.",
              .answer_schema = answers::vendor()});
}

}  // namespace

void add_vendor_endpoints(http::Router& router, Market& market) {
  add_registration(router, market);
  router.add({.method = "POST",
              .path = "/api/v1/vendors/{name}/approve",
              .auth = operator_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                return http::Response::json(answer(
                    TRY(approve_vendor(market, request.path.at("name"),
                                       request.query_or("shard", "vendors-00"), request.body))));
              },
              .summary = "Publish the off-line signed shard that delegates to the vendor.",
              .body_bytes_max = kDelegationBytesMax,
              .answer_schema = answers::vendor(),
              .query_names = {"shard"}});
  router.add({.method = "PUT",
              .path = "/api/v1/vendors/{name}/role",
              .auth = vendor_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                const std::string& name = request.path.at("name");
                TRY(must_be(principal_of(request), name));
                const auto version = TRY(publish_role(market, name, request.body));
                return http::Response::json({{"role", "vendor." + name}, {"version", version}});
              },
              .summary = "Release what the vendor's signed role names, at once.",
              .body_bytes_max = kRoleBytesMax,
              .answer_schema = answers::role_published()});
  router.add({.method = "PUT",
              .path = "/api/v1/vendors/{name}/roles",
              .auth = vendor_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                const std::string& name = request.path.at("name");
                TRY(must_be(principal_of(request), name));
                const auto set = submitted_roles(request.document);
                const auto version = TRY(publish_roles(market, name, set));
                return http::Response::json({{"role", set.front().role}, {"version", version}});
              },
              .summary = "Publish several roles of a vendor, its own and its bins, in one step.",
              .body_bytes_max = kDelegationBytesMax,
              .body_schema = schemas::roles(),
              .answer_schema = answers::role_published()});
  router.add({.method = "PUT",
              .path = "/api/v1/offers/{offer_id}",
              .auth = vendor_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                const auto offer = TRY(put_offer(market, principal_of(request).id,
                                                 request.path.at("offer_id"), request.document));
                return http::Response::json(licensing::to_json(offer));
              },
              .summary = "Put a vendor-signed offer on sale.",
              .body_schema = schemas::envelope(),
              .answer_schema = answers::offer()});
}

}  // namespace kontor::marketplace
