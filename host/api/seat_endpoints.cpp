#include "host/api/seat_endpoints.hpp"

#include "host/api/authentication.hpp"

namespace kontor::host {
namespace {

using http::Request;
using http::Response;

Result<Response> assign(Accounts& accounts, licensing::SeatLedger& ledger, const Request& request) {
  std::vector<std::string> users;
  for (const Json& id : request.document["users"]) {
    users.push_back(id);
    TRY(accounts.user(users.back()));  // Only people of this company.
  }
  TRY(ledger.assign_named(request.path.at("product"), users));
  return Response::no_content();
}

}  // namespace

void add_seat_endpoints(http::Router& router, Accounts& accounts, Plugins& plugins,
                        licensing::SeatLedger& ledger) {
  router.add({.method = "GET",
              .path = "/api/v1/seats/{product}",
              .auth = signed_in(accounts),
              .handler = [&plugins](const Request& request) -> Result<Response> {
                return Response::json(TRY(plugins.seats(request.path.at("product"))));
              },
              .summary = "Who holds the seats of a product, and since when."});
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
       .body_schema = {
           {"type", "object"},
           {"properties", {{"holder", {{"type", "string"}, {"minLength", 1}, {"maxLength", 200}}}}},
           {"required", {"holder"}},
           {"additionalProperties", false}}});
  router.add({.method = "POST",
              .path = "/api/v1/seats/{product}/release",
              .auth = signed_in(accounts),
              .handler = [&plugins](const Request& request) -> Result<Response> {
                TRY(plugins.release_seat(principal_of(request), request.path.at("product")));
                return Response::no_content();
              },
              .summary = "Give one's own seat back."});
  router.add({.method = "PUT",
              .path = "/api/v1/seats/{product}/named",
              .auth = holder_of(accounts, "seats.manage"),
              .handler = [&accounts, &ledger](
                             const Request& request) { return assign(accounts, ledger, request); },
              .summary = "Replace the list of users who have a named seat.",
              .body_schema = {{"type", "object"},
                              {"properties",
                               {{"users",
                                 {{"type", "array"},
                                  {"maxItems", 10000},
                                  {"uniqueItems", true},
                                  {"items", {{"type", "string"}, {"maxLength", 200}}}}}}},
                              {"required", {"users"}},
                              {"additionalProperties", false}}});
}

}  // namespace kontor::host
