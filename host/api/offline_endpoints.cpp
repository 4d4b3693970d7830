#include "host/api/offline_endpoints.hpp"

#include "host/api/answers/plugin_answers.hpp"
#include "host/api/authentication.hpp"
#include "host/plugins/company_seats.hpp"

namespace kontor::host {
namespace {

using http::Request;
using http::Response;
using licensing::RemoteSeats;

constexpr std::int64_t kOfflineDaysMax = 365;

Json offline_text(std::size_t length_max) {
  return {{"type", "string"}, {"minLength", 1}, {"maxLength", length_max}};
}

Json offline_schema(Json properties, Json required) {
  return {{"type", "object"},
          {"additionalProperties", false},
          {"required", std::move(required)},
          {"properties", std::move(properties)}};
}

Json license_schema() {
  return offline_schema(
      {{"license_id", offline_text(80)},
       {"user", offline_text(80)},
       {"days", {{"type", "integer"}, {"minimum", 1}, {"maximum", kOfflineDaysMax}}}},
      {"license_id"});
}

// A seat is asked for a person and some days; without both the licence itself is activated.
Result<Response> make_request(Accounts& accounts, RemoteSeats& seats, const Request& request) {
  const Json& body = request.document;
  RemoteSeats::OfflineWish wish{.license_id = body["license_id"],
                                .subject = body.value("user", ""),
                                .days = body.value("days", std::int64_t{0})};
  if (!wish.subject.empty() || wish.days > 0) wish.action = licensing::OfflineAction::borrow;
  if (!wish.subject.empty()) TRY(accounts.user(wish.subject));
  const std::string file = TRY(seats.offline_request(wish));
  return Response::json({{"request", file}});
}

Result<Response> take_response(RemoteSeats& seats, const Request& request) {
  const std::string file = request.document["response"];
  const auto brought = TRY(seats.take_offline_response(file));
  return Response::json({{"license_id", brought.license_id},
                         {"product", brought.product},
                         {"until", to_rfc3339(brought.until_ms)}});
}

Result<Response> make_return(RemoteSeats& seats, const Request& request) {
  const Json& body = request.document;
  const std::string license_id = body["license_id"];
  const std::string file = TRY(seats.offline_return(license_id, body.value("user", "")));
  return Response::json({{"return", file}});
}

}  // namespace

void add_offline_endpoints(http::Router& router, Accounts& accounts, Plugins& plugins) {
  RemoteSeats& seats = *plugins.company_seats().away();
  const auto add = [&](const char* path, http::Handler handler, Json schema, Json answer,
                       const char* summary) {
    router.add({.method = "POST",
                .path = path,
                .auth = holder_of(accounts, "seats.manage"),
                .handler = std::move(handler),
                .summary = summary,
                .body_bytes_max = 2 * licensing::kOfflineFileBytesMax,
                .body_schema = std::move(schema),
                .answer_schema = std::move(answer)});
  };
  add(
      "/api/v1/licenses/offline/requests",
      [&accounts, &seats](const Request& request) {
        return make_request(accounts, seats, request);
      },
      license_schema(), answers::offline_request(),
      "A signed file that asks a ledger for an activation or a person's seat.");
  add(
      "/api/v1/licenses/offline/responses",
      [&seats](const Request& request) { return take_response(seats, request); },
      offline_schema({{"response", offline_text(licensing::kOfflineFileBytesMax)}}, {"response"}),
      answers::offline_taken(),
      "Take what a ledger's file brings: activation or seat, licence, withdrawn licences.");
  add(
      "/api/v1/licenses/offline/returns",
      [&seats](const Request& request) { return make_return(seats, request); }, license_schema(),
      answers::offline_return(),
      "Give a borrowed seat or the activation back; the signed file says so to the ledger.");
}

}  // namespace kontor::host
