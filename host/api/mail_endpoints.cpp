#include "host/api/mail_endpoints.hpp"

#include "host/api/answers/operation_answers.hpp"
#include "host/api/authentication.hpp"

namespace kontor::host {
namespace {

using http::Request;
using http::Response;

constexpr const char* kPath = "/api/v1/settings/mail";

const Json kSettings = {
    {"type", "object"},
    {"additionalProperties", false},
    {"required", {"host", "port", "security", "from"}},
    {"properties",
     {{"host",
       {{"type", "string"}, {"maxLength", 253}, {"pattern", "^[A-Za-z0-9]([A-Za-z0-9.-]*)$"}}},
      {"port", {{"type", "integer"}, {"minimum", 1}, {"maximum", 65535}}},
      {"security", {{"enum", {"starttls", "tls"}}}},
      {"user", {{"type", "string"}, {"maxLength", 320}}},
      {"password", {{"type", "string"}, {"maxLength", 1024}}},
      {"from", {{"type", "string"}, {"minLength", 3}, {"maxLength", 320}}}}}};

const Json kRecipient = {
    {"type", "object"},
    {"additionalProperties", false},
    {"required", {"to"}},
    {"properties", {{"to", {{"type", "string"}, {"minLength", 3}, {"maxLength", 320}}}}}};

Result<Response> done(const Status& status) {
  if (!status) return status.error();
  return Response::no_content();
}

}  // namespace

void add_mail_endpoints(http::Router& router, Accounts& accounts, Plugins& plugins) {
  const auto manager = holder_of(accounts, "plugins.manage");
  router.add({.method = "GET",
              .path = kPath,
              .auth = manager,
              .handler = [&plugins](const Request& request) -> Result<Response> {
                return Response::json(TRY(plugins.mail_settings(principal_of(request))));
              },
              .summary = "Show which mail server is used, without its password.",
              .answer_schema = answers::mail_settings()});
  router.add({.method = "PUT",
              .path = kPath,
              .auth = manager,
              .handler =
                  [&plugins](const Request& request) {
                    return done(plugins.set_mail_settings(principal_of(request), request.document));
                  },
              .summary = "Choose the mail server; without a password the one kept stays.",
              .body_schema = kSettings,
              .answer_type = http::kNoBody});
  router.add({.method = "DELETE",
              .path = kPath,
              .auth = manager,
              .handler =
                  [&plugins](const Request& request) {
                    return done(plugins.forget_mail_settings(principal_of(request)));
                  },
              .summary = "Go back to the mail server the host was started with.",
              .answer_type = http::kNoBody});
  router.add({.method = "POST",
              .path = std::string(kPath) + "/test",
              .auth = manager,
              .handler =
                  [&plugins](const Request& request) {
                    return done(plugins.try_mail(principal_of(request),
                                                 request.document["to"].get<std::string>()));
                  },
              .summary = "Send a mail now, to see that the server takes it.",
              .body_schema = kRecipient,
              .answer_type = http::kNoBody});
}

}  // namespace kontor::host
