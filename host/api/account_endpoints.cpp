#include "host/api/account_endpoints.hpp"

#include "host/api/answers/account_answers.hpp"
#include "host/api/authentication.hpp"

namespace kontor::host {

namespace {

const Json kTexts = {{"type", "array"},
                     {"items", {{"type", "string"}, {"maxLength", 100}}},
                     {"minItems", 1},
                     {"maxItems", 50}};
const Json kShortText = {{"type", "string"}, {"minLength", 1}, {"maxLength", 254}};

const Json kTokenSchema = {{"type", "object"},
                           {"properties",
                            {{"name", kShortText},
                             {"scopes", kTexts},
                             {"expires_at", {{"type", "string"}, {"maxLength", 40}}}}},
                           {"required", {"name", "scopes"}},
                           {"additionalProperties", false}};
const Json kUserSchema = {{"type", "object"},
                          {"properties",
                           {{"email", kShortText},
                            {"name", kShortText},
                            {"password", {{"type", "string"}, {"maxLength", 1024}}},
                            {"roles", kTexts}}},
                          {"required", {"email", "name", "password", "roles"}},
                          {"additionalProperties", false}};

Json user_json(const User& user, bool whole) {
  Json json{{"id", user.id}, {"name", user.name}};
  if (whole) {
    json["email"] = user.email;
    json["roles"] = user.roles;
    json["disabled"] = user.disabled;
  }
  return json;
}

Result<http::Response> list_tokens(Accounts& accounts, const http::Request& request) {
  Json tokens = Json::array();
  for (const ApiToken& token : TRY(accounts.tokens(principal_of(request)))) {
    tokens.push_back(
        {{"id", token.id},
         {"name", token.name},
         {"scopes", token.scopes},
         {"created_at", to_rfc3339(token.created_at_ms)},
         {"expires_at", token.expires_at_ms ? Json(to_rfc3339(*token.expires_at_ms)) : Json()}});
  }
  return http::Response::json({{"tokens", std::move(tokens)}});
}

// Colleagues see names; addresses and roles are for those who manage users.
Result<http::Response> list_users(Accounts& accounts, const http::Request& request) {
  const bool whole = principal_of(request).rights->may_named("users.manage");
  Json users = Json::array();
  // Who may no longer sign in is of interest to those who manage users alone.
  const auto which = whole ? Accounts::Which::all : Accounts::Which::enabled;
  for (const User& user : TRY(accounts.users(which))) users.push_back(user_json(user, whole));
  return http::Response::json({{"users", std::move(users)}});
}

}  // namespace

void add_account_endpoints(http::Router& router, Accounts& accounts) {
  router.add({.method = "POST",
              .path = "/api/v1/tokens",
              .auth = signed_in(accounts),
              .handler = [&accounts](const http::Request& request) -> Result<http::Response> {
                const Json body = TRY(request.json());
                std::optional<TimeMs> expires_at_ms;
                if (body.contains("expires_at")) {
                  expires_at_ms = TRY(parse_rfc3339(body.at("expires_at").get<std::string>()));
                }
                const auto issued = TRY(accounts.issue_token(
                    principal_of(request), body.at("name"),
                    body.at("scopes").get<std::vector<std::string>>(), expires_at_ms));
                return http::Response::json({{"id", issued.id}, {"token", issued.token}}, 201);
              },
              .summary = "Makes an API token; its text is shown this once.",
              .body_bytes_max = 16384,
              .body_schema = kTokenSchema,
              .answer_schema = answers::token_issued()});
  router.add(
      {.method = "GET",
       .path = "/api/v1/tokens",
       .auth = signed_in(accounts),
       .handler =
           [&accounts](const http::Request& request) { return list_tokens(accounts, request); },
       .summary = "Lists the API tokens of the signed-in user.",
       .answer_schema = answers::tokens()});
  router.add({.method = "DELETE",
              .path = "/api/v1/tokens/{id}",
              .auth = signed_in(accounts),
              .handler = [&accounts](const http::Request& request) -> Result<http::Response> {
                TRY(accounts.revoke_token(principal_of(request), request.path.at("id")));
                return http::Response::no_content();
              },
              .summary = "Revokes an API token at once.",
              .answer_type = http::kNoBody});
  router.add({.method = "POST",
              .path = "/api/v1/users",
              .auth = holder_of(accounts, "users.manage"),
              .handler = [&accounts](const http::Request& request) -> Result<http::Response> {
                const Json body = TRY(request.json());
                const User user = TRY(accounts.add_user(
                    principal_of(request), {body.at("email"), body.at("name"), body.at("password"),
                                            body.at("roles").get<std::vector<std::string>>()}));
                return http::Response::json(user_json(user, /*whole=*/true), 201);
              },
              .summary = "Adds a user with roles.",
              .body_bytes_max = 16384,
              .body_schema = kUserSchema,
              .answer_schema = answers::user()});
  router.add(
      {.method = "GET",
       .path = "/api/v1/users",
       .auth = signed_in(accounts),
       .handler =
           [&accounts](const http::Request& request) { return list_users(accounts, request); },
       .summary = "Lists the users of the company.",
       .answer_schema = answers::users()});
}

}  // namespace kontor::host
