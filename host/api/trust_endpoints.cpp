#include "host/api/trust_endpoints.hpp"

#include "host/api/answers/plugin_answers.hpp"
#include "host/api/authentication.hpp"

namespace kontor::host {
namespace {

using http::Request;
using http::Response;

Result<Response> shown(Result<Json> json) {
  if (!json) return std::move(json).error();
  return Response::json(*json);
}

Result<Response> put_policy(Plugins& plugins, const Request& request) {
  PolicyStore& policy = plugins.gate().policy();
  TRY(policy.put(principal_of(request), to_text(request.document)));
  return shown(policy.show());
}

void add_policy(http::Router& router, const http::Auth& manager, Plugins& plugins) {
  router.add(
      {.method = "GET",
       .path = "/api/v1/install-policy",
       .auth = manager,
       .handler = [&plugins](const Request&) { return shown(plugins.gate().policy().show()); },
       .summary = "Show the company's install policy, who signed it and whether it holds.",
       .answer_schema = answers::install_policy()});
  router.add(
      {.method = "PUT",
       .path = "/api/v1/install-policy",
       .auth = manager,
       .handler = [&plugins](const Request& request) { return put_policy(plugins, request); },
       .summary = "Put a new install policy: a DSSE envelope signed by an administrator "
                  "this host believes, with a higher serial than the one before.",
       .body_schema = {{"type", "object"}, {"required", {"payloadType", "payload", "signatures"}}},
       .answer_schema = answers::install_policy()});
  router.add({.method = "POST",
              .path = "/api/v1/install-policy/check",
              .auth = manager,
              .handler =
                  [&plugins](const Request& request) {
                    return shown(plugins.judge_installed(request.document));
                  },
              .summary = "Say what a policy, or its signed envelope, would refuse of what is "
                         "installed; changes nothing.",
              .body_schema = {{"type", "object"}},
              .answer_schema = answers::policy_check()});
  router.add({.method = "GET",
              .path = "/api/v1/plugins/{id}/releases",
              .auth = manager,
              .handler =
                  [&plugins](const Request& request) {
                    return shown(plugins.gate().releases(request.path.at("id")));
                  },
              .summary = "List a plugin's releases in the market with age, review level, channel "
                         "and what the install policy says against each.",
              .answer_schema = answers::releases()});
}

void add_requests(http::Router& router, const http::Auth& manager, Plugins& plugins) {
  router.add({.method = "GET",
              .path = "/api/v1/install-requests",
              .auth = manager,
              .handler = [&plugins](const Request&) { return shown(plugins.install_requests()); },
              .summary = "List which plugins were asked for by those who may not approve them.",
              .answer_schema = answers::install_requests()});
  router.add({.method = "POST",
              .path = "/api/v1/install-requests/{id}/approve",
              .auth = manager,
              .handler =
                  [&plugins](const Request& request) {
                    return shown(
                        plugins.approve_install(principal_of(request), request.path.at("id")));
                  },
              .summary = "Approve a request, accept the plugin's permissions and install it.",
              .answer_schema = answers::plugin()});
  router.add({.method = "POST",
              .path = "/api/v1/install-requests/{id}/refuse",
              .auth = manager,
              .handler = [&plugins](const Request& request) -> Result<Response> {
                TRY(plugins.refuse_install(principal_of(request), request.path.at("id")));
                return Response::no_content();
              },
              .summary = "Refuse a request.",
              .answer_type = http::kNoBody});
}

void add_updates(http::Router& router, const http::Auth& manager, Plugins& plugins) {
  router.add({.method = "GET",
              .path = "/api/v1/updates",
              .auth = manager,
              .handler = [&plugins](const Request&) { return shown(plugins.updates()); },
              .summary = "List the updates there are, and those the policy lets the host take.",
              .answer_schema = answers::updates()});
  router.add({.method = "POST",
              .path = "/api/v1/updates/check",
              .auth = manager,
              .handler =
                  [&plugins](const Request& request) {
                    return shown(plugins.check_updates(principal_of(request)));
                  },
              .summary = "Look for updates now and take those the policy lets the host take.",
              .answer_schema = answers::updates()});
}

}  // namespace

void add_trust_endpoints(http::Router& router, Accounts& accounts, Plugins& plugins) {
  const auto manager = holder_of(accounts, "plugins.manage");
  add_policy(router, manager, plugins);
  add_requests(router, manager, plugins);
  add_updates(router, manager, plugins);
}

}  // namespace kontor::host
