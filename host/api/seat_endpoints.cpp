#include "host/api/seat_endpoints.hpp"

#include "host/api/answers/plugin_answers.hpp"
#include "host/api/authentication.hpp"
#include "host/plugins/company_seats.hpp"

namespace kontor::host {
namespace {

using http::Request;
using http::Response;

Result<Response> assign(Accounts& accounts, Plugins& plugins, const Request& request) {
  std::vector<std::string> users;
  for (const Json& id : request.document["users"]) {
    users.push_back(id);
    TRY(accounts.user(users.back()));  // Only people of this company.
  }
  TRY(plugins.company_seats().assign_named(request.path.at("product"), users));
  return Response::no_content();
}

}  // namespace

licensing::SeatAccess seat_access(Accounts& accounts) {
  constexpr const char* kManage = "seats.manage";
  return {.administrator = holder_of(accounts, kManage),
          .member = signed_in(accounts),
          .name = [](const Request& request) { return principal_of(request).id; },
          .caller =
              [](const Request& request) {
                const Principal& principal = principal_of(request);
                return licensing::SeatCaller{
                    .subject = principal.id,
                    .administrator = bool(require_right(principal, kManage))};
              }};
}

void add_seat_endpoints(http::Router& router, Accounts& accounts, Plugins& plugins) {
  router.add({.method = "GET",
              .path = "/api/v1/licenses",
              .auth = holder_of(accounts, "seats.manage"),
              .handler = [&plugins](const Request&) -> Result<Response> {
                return Response::json(TRY(plugins.licenses()));
              },
              .summary = "Licences and each plugin's standing: why not, until when, what to do.",
              .answer_schema = answers::licenses()});
  router.add({.method = "POST",
              .path = "/api/v1/licenses",
              .auth = holder_of(accounts, "seats.manage"),
              .handler = [&plugins](const Request& request) -> Result<Response> {
                const auto license = TRY(plugins.company_seats().install_document(
                    request.document["token"].get<std::string>()));
                return Response::json(
                    {{"license_id", license.license_id},
                     {"product", license.product},
                     {"model", licensing::name_of(license.model)},
                     {"seats", license.seats},
                     {"counted_here", license.authority == plugins.company_seats().authority()}},
                    201);
              },
              .summary = "Install a licence document, whichever ledger counts it.",
              .body_bytes_max = 80'000,
              .body_schema = {{"type", "object"},
                              {"additionalProperties", false},
                              {"required", {"token"}},
                              {"properties", {{"token", {{"type", "string"}}}}}},
              .answer_schema = answers::license_installed()});
  router.add({.method = "GET",
              .path = "/api/v1/seats/{product}",
              .auth = signed_in(accounts),
              .handler = [&plugins](const Request& request) -> Result<Response> {
                return Response::json(TRY(plugins.seats(request.path.at("product"))));
              },
              .summary = "Who holds the seats of a product, and since when.",
              .answer_schema = answers::seats()});
  router.add(
      {.method = "POST",
       .path = "/api/v1/seats/{product}/ask",
       .auth = signed_in(accounts),
       .handler = [&plugins](const Request& request) -> Result<Response> {
         TRY(plugins.ask_for_seat(principal_of(request), request.path.at("product"),
                                  request.document["holder"]));
         return Response::json(Json::object(), 202);
       },
       .summary = "Ask a holder for the seat; the holder sees a notice.",
       .body_schema = {{"type", "object"},
                       {"properties",
                        {{"holder", {{"type", "string"}, {"minLength", 1}, {"maxLength", 200}}}}},
                       {"required", {"holder"}},
                       {"additionalProperties", false}},
       .answer_schema = answers::nothing_more()});
  router.add({.method = "POST",
              .path = "/api/v1/seats/{product}/queue",
              .auth = signed_in(accounts),
              .handler = [&plugins](const Request& request) -> Result<Response> {
                const Json waited =
                    TRY(plugins.wait_for_seat(principal_of(request), request.path.at("product")));
                return Response::json(waited, waited["seated"] == true ? 200 : 202);
              },
              .summary = "Take a seat or a place in the queue; ask again to keep the place.",
              .answer_schema = answers::seat_or_place()});
  router.add({.method = "DELETE",
              .path = "/api/v1/seats/{product}/queue",
              .auth = signed_in(accounts),
              .handler = [&plugins](const Request& request) -> Result<Response> {
                TRY(plugins.leave_seat_queue(principal_of(request), request.path.at("product")));
                return Response::no_content();
              },
              .summary = "Wait no longer.",
              .answer_type = http::kNoBody});
  router.add({.method = "POST",
              .path = "/api/v1/seats/{product}/release",
              .auth = signed_in(accounts),
              .handler = [&plugins](const Request& request) -> Result<Response> {
                TRY(plugins.release_seat(principal_of(request), request.path.at("product")));
                return Response::no_content();
              },
              .summary = "Give one's own seat back.",
              .answer_type = http::kNoBody});
  router.add({.method = "POST",
              .path = "/api/v1/seats/{product}/borrow",
              .auth = signed_in(accounts),
              .handler = [&plugins](const Request& request) -> Result<Response> {
                const std::string& product = request.path.at("product");
                const TimeMs until = TRY(plugins.borrow_seat(
                    principal_of(request), product, request.document["days"].get<std::int64_t>()));
                return Response::json({{"product", product}, {"until", to_rfc3339(until)}});
              },
              .summary = "Take one's own seat along with this host for some days.",
              .body_schema = {{"type", "object"},
                              {"properties",
                               {{"days", {{"type", "integer"}, {"minimum", 1}, {"maximum", 366}}}}},
                              {"required", {"days"}},
                              {"additionalProperties", false}},
              .answer_schema = answers::borrowed()});
  router.add({.method = "POST",
              .path = "/api/v1/seats/{product}/return",
              .auth = signed_in(accounts),
              .handler = [&plugins](const Request& request) -> Result<Response> {
                TRY(plugins.return_seat(principal_of(request), request.path.at("product")));
                return Response::no_content();
              },
              .summary = "Give a borrowed seat back before its date.",
              .answer_type = http::kNoBody});
  router.add({.method = "PUT",
              .path = "/api/v1/seats/{product}/named",
              .auth = holder_of(accounts, "seats.manage"),
              .handler = [&accounts, &plugins](
                             const Request& request) { return assign(accounts, plugins, request); },
              .summary = "Replace the list of users who have a named seat.",
              .body_schema = {{"type", "object"},
                              {"properties",
                               {{"users",
                                 {{"type", "array"},
                                  {"maxItems", 10000},
                                  {"uniqueItems", true},
                                  {"items", {{"type", "string"}, {"maxLength", 200}}}}}}},
                              {"required", {"users"}},
                              {"additionalProperties", false}},
              .answer_type = http::kNoBody});
}

}  // namespace kontor::host
