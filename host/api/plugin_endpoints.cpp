#include "host/api/plugin_endpoints.hpp"

#include "host/api/answers/plugin_answers.hpp"
#include "host/api/authentication.hpp"

namespace kontor::host {
namespace {

using http::Request;
using http::Response;

constexpr std::size_t kWebhookBytesMax = std::size_t{64} << 10;

Json object_schema(Json properties, Json required = Json::array()) {
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

const Json kText = {{"type", "string"}, {"minLength", 1}, {"maxLength", 200}};
const Json kObject = {{"type", "object"}};
const Json kRecord = object_schema({{"entity", kText}, {"id", kText}}, {"entity", "id"});

Result<Response> answer(Result<Json> json, int status = 200) {
  if (!json) return std::move(json).error();
  return Response::json(*json, status);
}

Result<Response> nothing(const Status& status) {
  if (!status) return status.error();
  return Response::no_content();
}

Result<Response> install(Plugins& plugins, const Request& request) {
  const Json& body = request.document;
  Plugins::InstallRequest wanted{.plugin_id = body["plugin_id"]};
  wanted.version = body.value("version", "");
  wanted.accept_permissions = body.value("accept_permissions", false);
  if (body.contains("license")) wanted.license = body["license"].get<std::string>();
  return answer(plugins.install(principal_of(request), wanted), 201);
}

// Says safe mode on every answer, also where no plugin is installed.
Result<Response> list_plugins(Plugins& plugins) {
  Response response = TRY(answer(plugins.list()));
  if (plugins.safe_mode()) response.headers["x-kontor-safe-mode"] = "on";
  return response;
}

void add_lifecycle(http::Router& router, Accounts& accounts, Plugins& plugins) {
  const auto manager = holder_of(accounts, "plugins.manage");
  router.add({.method = "GET",
              .path = "/api/v1/plugins",
              .auth = signed_in(accounts),
              .handler = [&plugins](const Request&) { return list_plugins(plugins); },
              .summary = "List the installed plugins and what they contribute; the header "
                         "x-kontor-safe-mode says that none of them runs.",
              .answer_schema = answers::plugins()});
  router.add({.method = "GET",
              .path = "/api/v1/plugins/{id}/screenshots/{sha256}",
              .auth = signed_in(accounts),
              .handler =
                  [&plugins](const Request& request) {
                    return plugins.screenshot(request.path.at("id"), request.path.at("sha256"));
                  },
              .summary = "A screenshot of an installed plugin, by its SHA-256.",
              .answer_type = "*/*"});
  router.add({.method = "GET",
              .path = "/api/v1/plugins/{id}/handbook",
              .auth = signed_in(accounts),
              .handler =
                  [&plugins](const Request& request) {
                    return answer(
                        plugins.handbook(request.path.at("id"), request.query_or("locale", "en")));
                  },
              .summary = "The handbook of an installed plugin for its administrator, as Markdown.",
              .answer_schema = answers::handbook(),
              .query_names = {"locale"}});
  router.add(
      {.method = "POST",
       .path = "/api/v1/plugins/install",
       .auth = manager,
       .handler = [&plugins](const Request& request) { return install(plugins, request); },
       .summary = "Install or update a plugin from the market, with its permissions accepted.",
       .body_schema = object_schema({{"plugin_id", kText},
                                     {"version", {{"type", "string"}, {"maxLength", 64}}},
                                     {"accept_permissions", {{"type", "boolean"}}},
                                     {"license", {{"type", "string"}, {"maxLength", 65536}}}},
                                    {"plugin_id"}),
       .answer_schema = answers::plugin()});
  router.add({.method = "POST",
              .path = "/api/v1/plugins/{id}/start",
              .auth = manager,
              .handler =
                  [&plugins](const Request& request) {
                    return nothing(plugins.start(principal_of(request), request.path.at("id")));
                  },
              .summary = "Start an installed plugin.",
              .answer_type = http::kNoBody});
  router.add({.method = "POST",
              .path = "/api/v1/plugins/{id}/stop",
              .auth = manager,
              .handler =
                  [&plugins](const Request& request) {
                    return nothing(plugins.stop(principal_of(request), request.path.at("id")));
                  },
              .summary = "Stop a plugin until somebody starts it again.",
              .answer_type = http::kNoBody});
  router.add({.method = "DELETE",
              .path = "/api/v1/plugins/{id}",
              .auth = manager,
              .handler =
                  [&plugins](const Request& request) {
                    const bool erase = request.query_or("storage", "keep") == "erase";
                    return nothing(
                        plugins.remove(principal_of(request), request.path.at("id"),
                                       erase ? Plugins::Storage::erase : Plugins::Storage::keep));
                  },
              .summary =
                  "Remove a plugin; storage=erase also removes its storage, files, data folder and "
                  "mails, also those of a plugin removed before.",
              .answer_type = http::kNoBody,
              .query_names = {"storage"}});
  router.add({.method = "PUT",
              .path = "/api/v1/plugins/{id}/settings",
              .auth = manager,
              .handler =
                  [&plugins](const Request& request) {
                    return nothing(plugins.set_settings(principal_of(request),
                                                        request.path.at("id"), request.document));
                  },
              .summary = "Replace a plugin's settings and restart it.",
              .body_schema = kObject,
              .answer_type = http::kNoBody});
  router.add({.method = "PUT",
              .path = "/api/v1/plugins/{id}/secrets/{name}",
              .auth = manager,
              .handler =
                  [&plugins](const Request& request) {
                    return nothing(plugins.set_secret(principal_of(request), request.path.at("id"),
                                                      request.path.at("name"),
                                                      request.document["value"]));
                  },
              .summary = "Give a plugin a secret; it can never be read back.",
              .body_schema =
                  object_schema({{"value", {{"type", "string"}, {"maxLength", 4096}}}}, {"value"}),
              .answer_type = http::kNoBody});
}

Result<Response> act(Plugins& plugins, const Request& request) {
  const Json& body = request.document;
  const Principal actor = principal_of(request);
  const std::string& plugin = request.path.at("plugin");
  const std::string& action = request.path.at("action");
  const Json input = body.value("input", Json::object());
  const std::string& key = request.header("idempotency-key");
  if (body.contains("records"))
    return answer(plugins.act_on_many(actor, plugin, action, body["records"], input, key));
  return answer(
      plugins.act(actor, plugin, action, body.value("record", Json(nullptr)), input, key));
}

void add_use(http::Router& router, Accounts& accounts, Plugins& plugins) {
  router.add({.method = "GET",
              .path = "/api/v1/widgets",
              .auth = signed_in(accounts),
              .handler = [&plugins](const Request&) -> Result<Response> {
                return Response::json(plugins.widgets());
              },
              .summary = "List the widgets that running plugins offer.",
              .answer_schema = answers::widgets()});
  router.add({.method = "POST",
              .path = "/api/v1/widgets/{plugin}/{widget}",
              .auth = signed_in(accounts),
              .handler =
                  [&plugins](const Request& request) {
                    const Json& body = request.document;
                    return answer(plugins.widget(principal_of(request), request.path.at("plugin"),
                                                 request.path.at("widget"), body["period"],
                                                 body.value("parameters", Json::object()),
                                                 body.value("locale", "")));
                  },
              .summary = "Ask a widget for its figures in a period.",
              .body_schema = object_schema({{"period", kObject},
                                            {"parameters", kObject},
                                            {"locale", {{"type", "string"}, {"maxLength", 16}}}},
                                           {"period"}),
              .answer_schema = answers::widget_figures()});
  router.add({.method = "POST",
              .path = "/api/v1/actions/{plugin}/{action}",
              .auth = signed_in(accounts),
              .handler = [&plugins](const Request& request) { return act(plugins, request); },
              .summary = "Run an action of a plugin: on a record, on several, or on none.",
              .body_schema = object_schema(
                  {{"record", {{"oneOf", {{{"type", "null"}}, kRecord}}}},
                   {"records",
                    {{"type", "array"}, {"minItems", 1}, {"maxItems", 500}, {"items", kRecord}}},
                   {"input", kObject}}),
              .answer_schema = answers::action_outcome()});
  router.add(
      {.method = "GET",
       .path = "/api/v1/panels/{plugin}/{panel}",
       .auth = signed_in(accounts),
       .handler =
           [&plugins](const Request& request) {
             return answer(plugins.panel(
                 principal_of(request), request.path.at("plugin"), request.path.at("panel"),
                 {{"entity", request.query_or("entity", "")}, {"id", request.query_or("id", "")}},
                 request.query_or("locale", "en")));
           },
       .summary = "Ask what a plugin's panel shows on a record.",
       .answer_schema = answers::panel(),
       .query_names = {"entity", "id", "locale"}});
}

void add_menu(http::Router& router, Accounts& accounts, Plugins& plugins) {
  router.add({.method = "GET",
              .path = "/api/v1/menu",
              .auth = signed_in(accounts),
              .handler = [&plugins](const Request& request) -> Result<Response> {
                return answer(plugins.menu(principal_of(request)));
              },
              .summary = "List the entries that running plugins add to one's main menu.",
              .answer_schema = answers::menu()});
  router.add({.method = "GET",
              .path = "/api/v1/menu/{plugin}/{entry}",
              .auth = signed_in(accounts),
              .handler =
                  [&plugins](const Request& request) {
                    return answer(plugins.open_menu(
                        principal_of(request), request.path.at("plugin"), request.path.at("entry"),
                        request.query_or("locale", "en")));
                  },
              .summary = "Ask a plugin what an entry of the main menu opens.",
              .answer_schema = answers::menu_page(),
              .query_names = {"locale"}});
  router.add({.method = "GET",
              .path = "/api/v1/texts",
              .auth = signed_in(accounts),
              .handler = [&plugins](const Request& request) -> Result<Response> {
                return Response::json(plugins.texts(request.query_or("locale", "en")));
              },
              .summary = "Give the words of installed plugins in a language, by plugin.",
              .answer_schema = answers::texts(),
              .query_names = {"locale"}});
}

void add_webhooks(http::Router& router, Plugins& plugins) {
  for (const char* method : {"GET", "POST"})
    router.add({.method = method,
                .path = "/api/v1/hooks/{plugin}/{webhook}",
                .auth = http::Auth::anonymous("the plugin checks its own secret"),
                .handler =
                    [&plugins](const Request& request) {
                      return plugins.webhook(request.path.at("plugin"), request.path.at("webhook"),
                                             request);
                    },
                .summary = "Hand a call from outside to the plugin that declared this webhook.",
                .body_bytes_max = kWebhookBytesMax,
                .answer_type = "*/*",
                .query_names = {"*"}});
}

}  // namespace

void add_plugin_endpoints(http::Router& router, Accounts& accounts, Plugins& plugins) {
  add_lifecycle(router, accounts, plugins);
  add_use(router, accounts, plugins);
  add_menu(router, accounts, plugins);
  add_webhooks(router, plugins);
}

}  // namespace kontor::host
