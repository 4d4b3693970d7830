#include <algorithm>

#include "host/plugins/installed_plugins.hpp"
#include "sdk/package/handbook.hpp"

// Plugins and seats as REST shows them.
namespace kontor::host {
namespace {

Json shown(const std::vector<package::Contribution>& offered) {
  Json list = Json::array();
  for (const auto& each : offered) list.push_back(each.all);
  return list;
}

Json shown(const std::vector<package::EntityContribution>& entities) {
  Json list = Json::array();
  for (const auto& each : entities) list.push_back({{"name", each.name}, {"label", each.label}});
  return list;
}

Json shown(const std::vector<package::ServiceUse>& uses) {
  Json list = Json::array();
  for (const auto& each : uses) list.push_back({{"name", each.service}});
  return list;
}

}  // namespace

std::string InstalledPlugins::mode_of(const PluginInstance& plugin) {
  return plugin.mode() == runtime::PluginMode::in_process ? "in_process" : "sandbox";
}

std::string InstalledPlugins::state_of(const PluginInstance& plugin) const {
  if (plugin.running()) return "running";
  if (!plugin.enabled()) return "stopped";
  if (plugin.quarantined()) return "quarantined";
  if (!plugin.has_work()) return "installed";
  return parts_.safe_mode ? "safe-mode" : "failed";
}

// What it says of itself while it runs; otherwise why it does not.
Json InstalledPlugins::health_of(const PluginInstance& plugin) const {
  if (plugin.running()) {
    const PluginInstance::Health health = plugin.health();
    Json asked_at = nullptr;
    if (health.at_ms > 0) asked_at = to_rfc3339(health.at_ms);
    // A plugin that knows no plugin.health/1 is well as long as it answers.
    const bool unasked = health.status == "not supported";
    return {{"status", unasked ? "ok" : health.status},
            {"detail", health.detail},
            {"asked_at", std::move(asked_at)}};
  }
  if (state_of(plugin) == "installed")
    return {{"status", "ok"},
            {"detail", "it brings nothing that its code answers, so it need not run"},
            {"asked_at", nullptr}};
  std::string detail = plugin.last_error();
  if (const auto killed = kills_.find(plugin.id()))
    detail = "in quarantine, the market switched it off: " + killed->reason +
             (killed->advisory.empty() ? "" : " (" + killed->advisory + ")");
  else if (plugin.quarantined())
    detail = "in quarantine, it crashed too often" + (detail.empty() ? "" : ": " + detail);
  else if (parts_.safe_mode)
    detail = "this host runs in safe mode: no plugin runs and saves go on without their hooks";
  return {{"status", "failing"}, {"detail", std::move(detail)}, {"asked_at", nullptr}};
}

Json InstalledPlugins::description(const PluginInstance& plugin) {
  const package::Manifest& manifest = plugin.manifest();
  const auto& contributes = manifest.contributes;
  Json license = {{"kind", manifest.license.free ? "free" : "product"}};
  if (!manifest.license.free) {
    const auto state = company_seats_.entitlement(manifest.license.product);
    license["product"] = manifest.license.product;
    license["state"] = state ? licensing::name_of(*state) : "unlicensed";
  }
  Json secrets = Json::array();
  for (const auto& secret : manifest.permissions.secrets) secrets.push_back(secret.name);
  Json killed = nullptr;
  if (const auto copy = kills_.find(plugin.id())) killed = to_json(*copy);
  return {{"id", plugin.id()},
          {"killed", std::move(killed)},
          {"name", manifest.name},
          {"summary", manifest.summary},
          {"version", manifest.version},
          {"vendor", manifest.vendor},
          {"state", state_of(plugin)},
          {"health", health_of(plugin)},
          {"mode", mode_of(plugin)},
          {"contributes",
           {{"widgets", shown(contributes.widgets)},
            {"actions", shown(contributes.actions)},
            {"panels", shown(contributes.panels)},
            {"entities", shown(contributes.entities)},
            {"import_formats", shown(contributes.import_formats)}}},
          {"uses", shown(manifest.uses)},
          {"screenshots", screenshots_of(plugin)},
          {"handbooks", package::handbook_languages(manifest.files)},
          {"settings", plugin.settings()},
          {"settings_schema", contributes.settings},
          {"secrets", std::move(secrets)},
          {"permissions", manifest.document.value("permissions", Json::object())},
          {"license", std::move(license)},
          {"package_sha256", plugin.row().package_sha256},
          {"installed_at", to_rfc3339(plugin.row().installed_at_ms)}};
}

Result<Json> InstalledPlugins::list() {
  Json plugins = Json::array();
  for (const PluginHandle& plugin : plugins_.all()) plugins.push_back(description(*plugin));
  return plugins;
}

Result<Json> InstalledPlugins::describe(const std::string& id) {
  const PluginHandle plugin = TRY(plugins_.require(id));
  Json described = description(*plugin);
  const auto plan = TRY(update_plans_.find(id));
  described["update"] = plan ? to_json(*plan) : Json(nullptr);
  return described;
}

Result<Principal> InstalledPlugins::principal_of(const std::string& id) {
  const PluginHandle plugin = TRY(plugins_.require(id));
  return plugin->principal();
}

Result<Json> InstalledPlugins::gaps(const Principal& actor, const std::string& plugin,
                                    const std::string& before) {
  TRY(require_right(actor, "plugins.manage"));
  const auto page = TRY(gaps_.list(plugin, before));
  Json gaps = Json::array();
  for (const Gap& gap : page.gaps) gaps.push_back(to_json(gap));
  Json next = nullptr;
  if (!page.next.empty()) next = page.next;
  const auto total = TRY(gaps_.count(plugin));
  return Json{{"total", total}, {"gaps", std::move(gaps)}, {"next", next}};
}

Result<Json> InstalledPlugins::seats(const std::string& product) {
  return seats_.occupancy(product);
}

Status InstalledPlugins::ask_for_seat(const Principal& actor, const std::string& product,
                                      const std::string& holder) {
  TRY(parts_.seats.ask(product, holder, actor.id));
  parts_.notices.to_user(holder, "notice",
                         {{"text", actor.name + " would like to use your seat of " + product + "."},
                          {"kind", "seat-asked"},
                          {"product", product}});
  return ok();
}

Status InstalledPlugins::release_seat(const Principal& actor, const std::string& product) {
  return seats_.release(product, actor.id);
}

void InstalledPlugins::session_ended(const std::string& user, const std::string&) {
  seats_.session_ended(user);
}

}  // namespace kontor::host
