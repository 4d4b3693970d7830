#include <algorithm>
#include <kontor/op/action_run.hpp>
#include <kontor/op/webhook_receive.hpp>
#include <kontor/op/widget_data.hpp>

#include "base/core/bytes.hpp"
#include "base/core/json_schema.hpp"
#include "host/plugins/installed_plugins.hpp"

// What plugins offer to users and to the outside: widgets, actions, webhooks.
namespace kontor::host {
namespace {

constexpr std::size_t kWebhookBytesMax = std::size_t{64} << 10;

Result<const package::Contribution*> require_contribution(
    const PluginInstance& plugin, const std::vector<package::Contribution>& offered,
    const std::string& name) {
  const auto* found = find_contribution(offered, name);
  if (found == nullptr || !plugin.enabled())
    return Error{ErrorCode::not_found, plugin.id() + " offers no " + name};
  return found;
}

Status check_input(const package::Contribution& contribution, const Json& input) {
  if (!input.is_object())
    return Error{ErrorCode::invalid_argument,
                 "the input of " + contribution.name + " is an object"};
  if (!contribution.input.is_object()) return ok();
  const JsonSchema schema = TRY(JsonSchema::parse(contribution.input));
  return schema.validate(input);
}

bool takes(const package::Contribution& webhook, const std::string& method) {
  const auto methods = webhook.all.find("methods");
  return methods == webhook.all.end() ||
         std::ranges::find(*methods, Json(method)) != methods->end();
}

}  // namespace

Json InstalledPlugins::widgets() {
  Json widgets = Json::array();
  for (const PluginHandle& plugin : plugins_.all()) {
    if (!plugin->running()) continue;
    for (const auto& widget : plugin->manifest().contributes.widgets)
      widgets.push_back({{"plugin", plugin->id()},
                         {"widget", widget.name},
                         {"name", widget.label},
                         {"kind", widget.all.value("kind", "")}});
  }
  return widgets;
}

Result<Json> InstalledPlugins::widget(const Principal& actor, const std::string& plugin_id,
                                      const std::string& name, const Json& period,
                                      const Json& parameters) {
  TRY(require_right(actor, "plugins.use"));
  const PluginHandle plugin = TRY(plugins_.require(plugin_id));
  const auto& offered = plugin->manifest().contributes.widgets;
  const auto* widget = TRY(require_contribution(*plugin, offered, name));
  TRY(check_input(*widget, parameters));
  TRY(seats_.require(plugin->manifest(), widget->seat, actor));
  std::string problem;
  auto span = op::decode<op::Period>(period, problem);
  if (!span) return Error{ErrorCode::invalid_argument, "the period of a widget: " + problem};
  const auto answer =
      TRY(plugin->ask<op::WidgetData>({.widget = name,
                                       .actor = {.id = actor.id, .name = actor.name},
                                       .period = std::move(*span),
                                       .parameters = parameters}));
  return op::encode(answer);
}

// The record as far as the actor may read it, the plugin may, and the contribution asked.
Result<std::optional<Json>> InstalledPlugins::record_for(const Principal& actor,
                                                         const PluginInstance& plugin,
                                                         const package::Contribution& contribution,
                                                         const Json& record) {
  if (record.is_null()) {
    if (contribution.entity.empty() || contribution.bulk) return std::optional<Json>();
    return Error{ErrorCode::invalid_argument, contribution.name + " needs a record"};
  }
  const std::string entity = TRY(json_text(record, "entity"));
  const std::string id = TRY(json_text(record, "id"));
  if (entity != contribution.entity)
    return Error{ErrorCode::invalid_argument,
                 contribution.name + " does not take a record of " + entity};
  const Record found = TRY(parts_.records.get(actor, entity, id));
  Json fields = Json::object();
  for (const std::string& field : contribution.fields)
    if (found.fields.contains(field) &&
        plugin.principal().rights->may_field(entity, Verb::read, field))
      fields[field] = found.fields[field];
  Json seen = record_json(found);
  seen["fields"] = std::move(fields);
  return std::optional<Json>(std::move(seen));
}

Result<Json> InstalledPlugins::act(const Principal& actor, const std::string& plugin_id,
                                   const std::string& name, const Json& record, const Json& input) {
  TRY(require_right(actor, "plugins.use"));
  const PluginHandle plugin = TRY(plugins_.require(plugin_id));
  const auto& offered = plugin->manifest().contributes.actions;
  const auto* action = TRY(require_contribution(*plugin, offered, name));
  TRY(check_input(*action, input));
  const auto seen = TRY(record_for(actor, *plugin, *action, record));
  TRY(seats_.require(plugin->manifest(), action->seat, actor));
  op::ActionRunRequest request{
      .action = name, .actor = {.id = actor.id, .name = actor.name}, .record = {}, .input = input};
  if (seen) request.record = op::decode<op::Record>(*seen);
  const auto answer = TRY(plugin->ask<op::ActionRun>(request));
  return Json{{"output", answer.output}, {"message", answer.message}};
}

Result<http::Response> InstalledPlugins::webhook(const std::string& plugin_id,
                                                 const std::string& name,
                                                 const http::Request& request) {
  const PluginHandle plugin = TRY(plugins_.require(plugin_id));
  const auto& offered = plugin->manifest().contributes.webhooks;
  const auto* webhook = TRY(require_contribution(*plugin, offered, name));
  if (!takes(*webhook, request.method))
    return Error{ErrorCode::invalid_argument, "this webhook does not take " + request.method};
  if (request.body.size() > kWebhookBytesMax || !is_utf8(request.body))
    return Error{ErrorCode::invalid_argument, "a webhook takes UTF-8 text of at most 64 KiB"};
  TRY(seats_.require(plugin->manifest(), webhook->seat, Principal::system()));
  op::WebhookReceiveRequest call{
      .webhook = name, .method = request.method, .query = {}, .headers = {}, .body = request.body};
  call.query.insert(request.query.begin(), request.query.end());
  call.headers.insert(request.headers.begin(), request.headers.end());
  call.headers.erase("cookie");  // A session of the host's is not the plugin's business.
  call.headers.erase("x-kontor-csrf");
  auto answer = TRY(plugin->ask<op::WebhookReceive>(call));
  http::Response response;
  response.status = static_cast<int>(answer.status);
  response.body = std::move(answer.body);
  response.headers["content-type"] = answer.content_type;
  // It answers under the host's origin: nothing in it may run or reach the host's pages.
  response.headers["content-security-policy"] =
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; "
      "sandbox allow-forms";
  response.headers["x-content-type-options"] = "nosniff";
  return response;
}

}  // namespace kontor::host
