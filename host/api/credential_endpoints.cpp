#include "host/api/credential_endpoints.hpp"

#include "host/api/answers/account_answers.hpp"
#include "host/api/authentication.hpp"

namespace kontor::host {

namespace {

using http::Request;
using http::Response;

Json secret_text(std::size_t most) { return {{"type", "string"}, {"maxLength", most}}; }

Json closed_object(Json properties, Json required) {
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

Result<Response> list_sessions(Accounts& accounts, const Principal& actor,
                               const std::string& user) {
  Json sessions = Json::array();
  for (const Accounts::SessionLine& line : TRY(accounts.sessions(actor, user))) {
    sessions.push_back({{"id", line.id},
                        {"method", line.method},
                        {"peer", line.peer},
                        {"agent", line.agent},
                        {"created_at", to_rfc3339(line.created_at_ms)},
                        {"seen_at", to_rfc3339(line.seen_at_ms)},
                        {"present", actor.session == line.id}});
  }
  return Response::json({{"sessions", std::move(sessions)}});
}

void add_sessions(http::Router& router, Accounts& accounts) {
  router.add({.method = "GET",
              .path = "/api/v1/sessions",
              .auth = signed_in(accounts),
              .handler =
                  [&accounts](const Request& request) {
                    const Principal& user = principal_of(request);
                    return list_sessions(accounts, user, user.id);
                  },
              .summary = "Lists one's own sessions.",
              .answer_schema = answers::sessions()});
  router.add({.method = "DELETE",
              .path = "/api/v1/sessions/{id}",
              .auth = signed_in(accounts),
              .handler = [&accounts](const Request& request) -> Result<Response> {
                const Principal& user = principal_of(request);
                TRY(accounts.revoke_session(user, user.id, request.path.at("id")));
                return Response::no_content();
              },
              .summary = "Ends one of one's own sessions.",
              .answer_type = http::kNoBody});
  router.add({.method = "GET",
              .path = "/api/v1/users/{user}/sessions",
              .auth = holder_of(accounts, "users.manage"),
              .handler =
                  [&accounts](const Request& request) {
                    return list_sessions(accounts, principal_of(request), request.path.at("user"));
                  },
              .summary = "Lists the sessions of a user.",
              .answer_schema = answers::sessions()});
  router.add({.method = "DELETE",
              .path = "/api/v1/users/{user}/sessions/{id}",
              .auth = holder_of(accounts, "users.manage"),
              .handler = [&accounts](const Request& request) -> Result<Response> {
                TRY(accounts.revoke_session(principal_of(request), request.path.at("user"),
                                            request.path.at("id")));
                return Response::no_content();
              },
              .summary = "Ends a session of a user.",
              .answer_type = http::kNoBody});
  router.add(
      {.method = "POST",
       .path = "/api/v1/password",
       .auth = signed_in(accounts),
       .handler = [&accounts](const Request& request) -> Result<Response> {
         const Json body = TRY(request.json());
         TRY(accounts.change_password(principal_of(request), body.at("present"),
                                      body.at("wanted")));
         return Response::no_content();
       },
       .summary = "Changes one's own password and ends one's other sessions.",
       .body_bytes_max = 8192,
       .body_schema = closed_object({{"present", secret_text(1024)}, {"wanted", secret_text(1024)}},
                                    {"present", "wanted"}),
       .answer_type = http::kNoBody});
}

}  // namespace

void add_credential_endpoints(http::Router& router, Accounts& accounts) {
  const Json code = closed_object({{"code", secret_text(60)}}, {"code"});
  add_sessions(router, accounts);
  router.add({.method = "POST",
              .path = "/api/v1/second-factor",
              .auth = signed_in(accounts),
              .handler = [&accounts](const Request& request) -> Result<Response> {
                const auto begun = TRY(accounts.second_factors().begin(principal_of(request)));
                return Response::json({{"secret", begun.secret}, {"uri", begun.uri}}, 201);
              },
              .summary = "Begins to set up a second factor for oneself.",
              .body_bytes_max = 1024,
              .answer_schema = answers::second_factor_begun()});
  router.add({.method = "POST",
              .path = "/api/v1/second-factor/confirm",
              .auth = signed_in(accounts),
              .handler = [&accounts](const Request& request) -> Result<Response> {
                const Json body = TRY(request.json());
                const auto codes =
                    TRY(accounts.second_factors().confirm(principal_of(request), body.at("code")));
                return Response::json({{"recovery_codes", codes}});
              },
              .summary = "Turns the second factor on; shows the recovery codes this once.",
              .body_bytes_max = 1024,
              .body_schema = code,
              .answer_schema = answers::recovery_codes()});
  router.add({.method = "POST",
              .path = "/api/v1/second-factor/remove",
              .auth = signed_in(accounts),
              .handler = [&accounts](const Request& request) -> Result<Response> {
                const Json body = TRY(request.json());
                TRY(accounts.second_factors().remove(principal_of(request), body.at("code")));
                return Response::no_content();
              },
              .summary = "Turns one's second factor off, with a code of it.",
              .body_bytes_max = 1024,
              .body_schema = code,
              .answer_type = http::kNoBody});
  router.add(
      {.method = "DELETE",
       .path = "/api/v1/users/{user}/second-factor",
       .auth = holder_of(accounts, "users.manage"),
       .handler = [&accounts](const Request& request) -> Result<Response> {
         TRY(accounts.second_factors().reset(principal_of(request), request.path.at("user")));
         return Response::no_content();
       },
       .summary = "Takes the second factor of a user away who has lost it.",
       .answer_type = http::kNoBody});
}

}  // namespace kontor::host
