#include "host/api/security_key_endpoints.hpp"

#include "base/core/bytes.hpp"
#include "host/api/answers/account_answers.hpp"
#include "host/api/authentication.hpp"
#include "host/api/relying_party.hpp"

namespace kontor::host {

namespace {

using http::Request;
using http::Response;

constexpr std::size_t kKeyBodyBytesMax = std::size_t{128} << 10;

Json key_text(std::size_t most) {
  return {{"type", "string"}, {"minLength", 1}, {"maxLength", most}};
}

Json key_body(Json properties) {
  Json required = Json::array();
  for (const auto& member : properties.items()) required.push_back(member.key());
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

Result<Response> list_keys(Accounts& accounts, const Request& request) {
  const auto lines = TRY(accounts.security_keys().list(principal_of(request)));
  Json keys = Json::array();
  for (const SecurityKeys::Line& line : lines) {
    keys.push_back(
        {{"id", line.id},
         {"name", line.name},
         {"site", line.party},
         {"created_at", to_rfc3339(line.created_at_ms)},
         {"used_at", line.used_at_ms ? Json(to_rfc3339(*line.used_at_ms)) : Json(nullptr)}});
  }
  return Response::json({{"keys", std::move(keys)}});
}

Result<Response> begin_key(Accounts& accounts, const std::string& public_url,
                           const Request& request) {
  const Principal& user = principal_of(request);
  const auto party = TRY(relying_party_of(request, public_url));
  const auto asked = TRY(accounts.security_keys().begin(user));
  return Response::json({{"challenge", asked.challenge},
                         {"site", party.id},
                         {"user", base64url_encode(user.id)},
                         {"known", asked.credential_ids}},
                        201);
}

Result<Response> add_key(Accounts& accounts, const std::string& public_url,
                         const Request& request) {
  const auto party = TRY(relying_party_of(request, public_url));
  const std::string name = TRY(json_text(request.document, "name"));
  crypto::KeyRegistration made;
  made.client_data = TRY(web_bytes(request.document, "client_data"));
  made.attestation = TRY(web_bytes(request.document, "attestation"));
  const auto added = TRY(accounts.security_keys().add(principal_of(request), name, party, made));
  return Response::json({{"id", added.id}, {"recovery_codes", added.recovery_codes}}, 201);
}

}  // namespace

void add_security_key_endpoints(http::Router& router, Accounts& accounts,
                                const std::string& public_url) {
  router.add(
      {.method = "GET",
       .path = "/api/v1/security-keys",
       .auth = signed_in(accounts),
       .handler = [&accounts](const Request& request) { return list_keys(accounts, request); },
       .summary = "Lists one's own security keys.",
       .answer_schema = answers::security_keys()});
  router.add(
      {.method = "POST",
       .path = "/api/v1/security-keys/begin",
       .auth = signed_in(accounts),
       .handler = [&accounts, public_url](
                      const Request& request) { return begin_key(accounts, public_url, request); },
       .summary = "Says what a new security key is to sign.",
       .body_bytes_max = 1024,
       .answer_schema = answers::security_key_begun()});
  router.add(
      {.method = "POST",
       .path = "/api/v1/security-keys",
       .auth = signed_in(accounts),
       .handler = [&accounts, public_url](
                      const Request& request) { return add_key(accounts, public_url, request); },
       .summary = "Makes a security key a second factor; shows recovery codes the first time.",
       .body_bytes_max = kKeyBodyBytesMax,
       .body_schema = key_body({{"name", key_text(100)},
                                {"client_data", key_text(12'000)},
                                {"attestation", key_text(90'000)}}),
       .answer_schema = answers::security_key_added()});
  router.add(
      {.method = "PUT",
       .path = "/api/v1/security-keys/{id}",
       .auth = signed_in(accounts),
       .handler = [&accounts](const Request& request) -> Result<Response> {
         const std::string name = TRY(json_text(request.document, "name"));
         TRY(accounts.security_keys().rename(principal_of(request), request.path.at("id"), name));
         return Response::no_content();
       },
       .summary = "Gives a security key another name.",
       .body_bytes_max = 1024,
       .body_schema = key_body({{"name", key_text(100)}}),
       .answer_type = http::kNoBody});
  router.add({.method = "POST",
              .path = "/api/v1/security-keys/{id}/remove",
              .auth = signed_in(accounts),
              .handler = [&accounts](const Request& request) -> Result<Response> {
                const Principal& user = principal_of(request);
                const std::string password = TRY(json_text(request.document, "password"));
                TRY(accounts.check_password(user, password));
                TRY(accounts.security_keys().remove(user, request.path.at("id")));
                return Response::no_content();
              },
              .summary = "Takes a security key away, with one's password.",
              .body_bytes_max = 8192,
              .body_schema = key_body({{"password", key_text(1024)}}),
              .answer_type = http::kNoBody});
}

}  // namespace kontor::host
