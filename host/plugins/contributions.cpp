#include <algorithm>
#include <kontor/op/webhook_receive.hpp>
#include <kontor/op/widget_data.hpp>

#include "base/core/bytes.hpp"
#include "host/core/calendar_date.hpp"
#include "host/plugins/installed_plugins.hpp"
#include "host/plugins/offered.hpp"
#include "host/plugins/user_names.hpp"

// What plugins offer that is about no record: widgets and webhooks.
namespace kontor::host {
namespace {

constexpr std::size_t kWebhookBytesMax = std::size_t{64} << 10;

bool takes(const package::Contribution& webhook, const std::string& method) {
  const auto methods = webhook.all.find("methods");
  return methods == webhook.all.end() ||
         std::ranges::find(*methods, Json(method)) != methods->end();
}

// Moments as they are; a day is the midnight that clocks of the company's zone show, and is named
// to the plugin too, which may count in days.
Result<op::Period> period_of(const Json& period, const std::string& zone) {
  const auto offsets = TRY(zone_offsets(zone));
  Json spelled = Json::object();
  for (const char* end : {"from", "to"}) {
    const std::string text = TRY(json_text(period, end));
    spelled[end] = text;
    const auto day = parse_date(text);
    if (!day) continue;
    spelled[end] = to_rfc3339(moment_of_clock_time(*offsets, *day));
    spelled[std::string(end) + "_day"] = text;
  }
  std::string problem;
  auto span = op::decode<op::Period>(spelled, problem);
  if (!span) return Error{ErrorCode::invalid_argument, "the period of a widget: " + problem};
  return std::move(*span);
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
                         {"kind", widget.all.value("kind", "")},
                         {"default", widget.all.value("default", true)},
                         {"parameters", widget.input.is_object() ? widget.input : Json::object()}});
  }
  return widgets;
}

Result<Json> InstalledPlugins::widget(const Principal& actor, const std::string& plugin_id,
                                      const std::string& name, const Json& period,
                                      const Json& parameters, const std::string& locale) {
  TRY(require_right(actor, "plugins.use"));
  const PluginHandle plugin = TRY(plugins_.require(plugin_id));
  const auto& offered = plugin->manifest().contributes.widgets;
  const auto* widget = TRY(require_contribution(*plugin, offered, name));
  TRY(check_input(*widget, parameters));
  TRY(seats_.require(plugin->manifest(), widget->seat, users_of(actor, actor.id),
                     SeatPolicy::Use::look));
  op::Period span = TRY(period_of(period, parts_.records.time_zone()));
  auto answer =
      TRY(plugin->ask<op::WidgetData>({.widget = name,
                                       .actor = {.id = actor.id, .name = actor.name},
                                       .period = std::move(span),
                                       .parameters = parameters,
                                       .locale = locale.empty() ? parts_.locale : locale}));
  name_users(answer, parts_.accounts);
  return op::encode(answer);
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
