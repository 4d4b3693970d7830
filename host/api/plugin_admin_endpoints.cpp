#include "host/api/plugin_admin_endpoints.hpp"

#include "base/http/client.hpp"
#include "host/api/answers/plugin_answers.hpp"
#include "host/api/authentication.hpp"

namespace kontor::host {
namespace {

using http::Request;
using http::Response;

const std::string& plugin_of(const Request& request) { return request.path.at("id"); }

Result<Response> view_of(Result<Json> json) {
  if (!json) return std::move(json).error();
  return Response::json(*json);
}

Result<Response> outcome_of(const Status& status) {
  if (!status) return status.error();
  return Response::no_content();
}

Result<Response> update_plugin(Plugins& plugins, const Request& request) {
  const Json& body = request.document;
  Plugins::InstallRequest wanted{.plugin_id = plugin_of(request)};
  wanted.version = body.value("version", "");
  wanted.accept_permissions = body.value("accept_permissions", false);
  if (body.contains("license")) wanted.license = body["license"].get<std::string>();
  return view_of(plugins.update(principal_of(request), wanted));
}

// A page of JSON lines; the header names where the next one begins.
Result<Response> export_kept(Plugins& plugins, const Request& request) {
  const auto page = TRY(plugins.export_kept(principal_of(request), plugin_of(request),
                                            request.query_or("after", "")));
  Response response = Response::text(page.lines, "application/x-ndjson");
  if (!page.next.empty()) response.headers["x-kontor-next"] = http::percent_encode(page.next);
  return response;
}

void add_views(http::Router& router, const http::Auth& manager, Plugins& plugins) {
  router.add({.method = "GET",
              .path = "/api/v1/plugins/{id}",
              .auth = manager,
              .handler =
                  [&plugins](const Request& request) {
                    return view_of(plugins.inspect(plugin_of(request)));
                  },
              .summary = "Show a plugin as its administrator judges it: layers, permissions in "
                         "plain words, health, crashes, what it used.",
              .answer_schema = answers::plugin_inspected()});
  router.add({.method = "GET",
              .path = "/api/v1/plugins/{id}/gaps",
              .auth = manager,
              .handler =
                  [&plugins](const Request& request) {
                    return view_of(plugins.gaps(principal_of(request), plugin_of(request),
                                                request.query_or("before", "")));
                  },
              .summary = "List what went on without a plugin that should have seen it.",
              .answer_schema = answers::gaps(),
              .query_names = {"before"}});
  router.add(
      {.method = "GET",
       .path = "/api/v1/plugins/{id}/export",
       .auth = manager,
       .handler = [&plugins](const Request& request) { return export_kept(plugins, request); },
       .summary =
           "Give all that a plugin keeps, also one that was removed, as JSON lines: storage, "
           "files, data folder.",
       .answer_type = "application/x-ndjson",
       .query_names = {"after"}});
  router.add({.method = "GET",
              .path = "/api/v1/sandbox",
              .auth = manager,
              .handler = [&plugins](const Request&) { return view_of(plugins.sandbox()); },
              .summary = "Show which layers of the sandbox hold on this machine.",
              .answer_schema = answers::sandbox()});
}

void add_decisions(http::Router& router, const http::Auth& manager, Plugins& plugins) {
  router.add(
      {.method = "POST",
       .path = "/api/v1/plugins/{id}/update",
       .auth = manager,
       .handler = [&plugins](const Request& request) { return update_plugin(plugins, request); },
       .summary = "Update a plugin without losing a call; it stays as it is if the new version "
                  "does not start or is not well.",
       .body_schema = {{"type", "object"},
                       {"additionalProperties", false},
                       {"properties",
                        {{"version", {{"type", "string"}, {"maxLength", 64}}},
                         {"accept_permissions", {{"type", "boolean"}}},
                         {"license", {{"type", "string"}, {"maxLength", 65536}}}}}},
       .answer_schema = answers::plugin()});
  router.add({.method = "POST",
              .path = "/api/v1/plugins/{id}/rollback",
              .auth = manager,
              .handler =
                  [&plugins](const Request& request) {
                    return view_of(plugins.rollback(principal_of(request), plugin_of(request)));
                  },
              .summary = "Go back to the version of a plugin before this one.",
              .answer_schema = answers::plugin()});
  router.add({.method = "POST",
              .path = "/api/v1/plugins/{id}/release",
              .auth = manager,
              .handler =
                  [&plugins](const Request& request) {
                    return outcome_of(plugins.release(principal_of(request), plugin_of(request)));
                  },
              .summary = "Lift a plugin's quarantine and start it.",
              .answer_type = http::kNoBody});
  router.add({.method = "POST",
              .path = "/api/v1/plugins/{id}/trust",
              .auth = manager,
              .handler =
                  [&plugins](const Request& request) {
                    const bool inside = request.document["mode"] == "in_process";
                    return outcome_of(plugins.trust(
                        principal_of(request), plugin_of(request),
                        inside ? runtime::PluginMode::in_process : runtime::PluginMode::sandbox));
                  },
              .summary =
                  "Say where a plugin that asks for it may run: in the host's process or in the "
                  "sandbox.",
              .body_schema = {{"type", "object"},
                              {"additionalProperties", false},
                              {"required", {"mode"}},
                              {"properties", {{"mode", {{"enum", {"in_process", "sandbox"}}}}}}},
              .answer_type = http::kNoBody});
}

}  // namespace

void add_plugin_admin_endpoints(http::Router& router, Accounts& accounts, Plugins& plugins) {
  const auto manager = holder_of(accounts, "plugins.manage");
  add_views(router, manager, plugins);
  add_decisions(router, manager, plugins);
}

}  // namespace kontor::host
