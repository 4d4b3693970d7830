#include "host/api/session_endpoints.hpp"

#include "host/api/answers/account_answers.hpp"
#include "host/api/authentication.hpp"
#include "host/api/relying_party.hpp"

namespace kontor::host {

namespace {

// What a security key answered to the challenge of a refusal `second-factor-needed`.
Json key_answer_schema() {
  const Json bytes = {{"type", "string"}, {"minLength", 1}, {"maxLength", 12'000}};
  return {{"type", "object"},
          {"properties",
           {{"id", bytes},
            {"client_data", bytes},
            {"authenticator_data", bytes},
            {"signature", bytes}}},
          {"required", {"id", "client_data", "authenticator_data", "signature"}},
          {"additionalProperties", false}};
}

const Json kLoginSchema = {{"type", "object"},
                           {"properties",
                            {{"email", {{"type", "string"}, {"maxLength", 254}}},
                             {"password", {{"type", "string"}, {"maxLength", 1024}}},
                             {"code", {{"type", "string"}, {"maxLength", 60}}},
                             {"security_key", key_answer_schema()}}},
                           {"required", {"email", "password"}},
                           {"additionalProperties", false}};

const Json kPreferencesSchema = {{"type", "object"},
                                 {"properties", {{"preferences", {{"type", "object"}}}}},
                                 {"required", {"preferences"}},
                                 {"additionalProperties", false}};

Json user_json(const User& user) {
  return {{"id", user.id}, {"name", user.name}, {"email", user.email}, {"roles", user.roles}};
}

}  // namespace

namespace {

Result<LoginContext::KeyAnswer> key_answer(const http::Request& request, const Json& given,
                                           const std::string& public_url) {
  LoginContext::KeyAnswer answer;
  answer.party = TRY(relying_party_of(request, public_url));
  answer.assertion.credential_id = TRY(web_bytes(given, "id"));
  answer.assertion.client_data = TRY(web_bytes(given, "client_data"));
  answer.assertion.authenticator_data = TRY(web_bytes(given, "authenticator_data"));
  answer.assertion.signature = TRY(web_bytes(given, "signature"));
  return answer;
}

}  // namespace

std::string session_cookie(const std::string& value, std::int64_t age_s,
                           CookieTransport transport) {
  return "kontor_session=" + value +
         "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(age_s) +
         (transport == CookieTransport::tls_only ? "; Secure" : "");
}

namespace {

Result<http::Response> session_answer(Accounts& accounts, const http::Request& request) {
  const Principal& principal = principal_of(request);
  const User user = TRY(accounts.user(principal.id));
  Json answer{{"user", user_json(user)}, {"rights", principal.rights->to_json()}};
  const std::string session = request.cookie("kontor_session");
  if (principal.kind == PrincipalKind::user) answer["csrf"] = Accounts::csrf_of(session);
  return http::Response::json(answer);
}

}  // namespace

void add_session_endpoints(http::Router& router, Accounts& accounts, CookieTransport transport,
                           const std::string& public_url) {
  router.add(
      {.method = "POST",
       .path = "/api/v1/login",
       .auth = http::Auth::anonymous("signing in is how one stops being anonymous"),
       .handler = [&accounts, transport,
                   public_url](const http::Request& request) -> Result<http::Response> {
         const Json body = TRY(request.json());
         LoginContext context{body.value("code", ""), request.peer, request.header("user-agent")};
         const auto key = body.find("security_key");
         if (key != body.end()) context.key = TRY(key_answer(request, *key, public_url));
         const Accounts::Login login =
             TRY(accounts.login(body.at("email"), body.at("password"), context));
         auto answer =
             http::Response::json({{"user", user_json(login.user)}, {"csrf", login.csrf}});
         answer.headers["set-cookie"] =
             session_cookie(login.session_token, Accounts::kSessionMaxMs / 1000, transport);
         return answer;
       },
       .summary = "Signs a user in and sets the session cookie.",
       .body_bytes_max = 65'536,
       .body_schema = kLoginSchema,
       .answer_schema = answers::login()});
  router.add(
      {.method = "POST",
       .path = "/api/v1/logout",
       .auth = signed_in(accounts),
       .handler = [&accounts, transport](const http::Request& request) -> Result<http::Response> {
         TRY(accounts.logout(request.cookie("kontor_session")));
         auto answer = http::Response::no_content();
         answer.headers["set-cookie"] = session_cookie("", 0, transport);
         return answer;
       },
       .summary = "Ends the session and frees its seats.",
       .body_bytes_max = 1024,
       .answer_type = http::kNoBody});
  router.add(
      {.method = "GET",
       .path = "/api/v1/session",
       .auth = signed_in(accounts),
       .handler =
           [&accounts](const http::Request& request) { return session_answer(accounts, request); },
       .summary = "Says who is signed in and what this user may do.",
       .answer_schema = answers::session()});
  router.add({.method = "GET",
              .path = "/api/v1/preferences",
              .auth = signed_in(accounts),
              .handler = [&accounts](const http::Request& request) -> Result<http::Response> {
                Json preferences = TRY(accounts.preferences(principal_of(request).id));
                return http::Response::json({{"preferences", std::move(preferences)}});
              },
              .summary = "Gives what the web app keeps for this user.",
              .answer_schema = answers::preferences()});
  router.add({.method = "PUT",
              .path = "/api/v1/preferences",
              .auth = signed_in(accounts),
              .handler = [&accounts](const http::Request& request) -> Result<http::Response> {
                const Json body = TRY(request.json());
                TRY(accounts.keep_preferences(principal_of(request).id, body.at("preferences")));
                return http::Response::no_content();
              },
              .summary = "Replaces what the web app keeps for this user.",
              .body_bytes_max = Accounts::kPreferencesBytesMax + 1024,
              .body_schema = kPreferencesSchema,
              .answer_type = http::kNoBody});
}

}  // namespace kontor::host
