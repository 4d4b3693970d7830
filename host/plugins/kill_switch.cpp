#include "base/core/log.hpp"
#include "host/plugins/installed_plugins.hpp"

// The market's kill switch, as it reaches installed copies: stopped and kept, with their data.
namespace kontor::host {

// What was switched off stays so without the market; what its metadata on this disk says since
// counts as well.
Status InstalledPlugins::load_kills() {
  TRY(kills_.load());
  for (const PluginHandle& plugin : plugins_.all())
    if (kills_.find(plugin->id())) plugin->set_quarantined(true);
  const Status heeded = heed_kill_switch_now();
  if (!heeded)
    log::error("the kill switch could not be read", {{"reason", heeded.error().message}});
  return ok();
}

Status InstalledPlugins::heed_kill_switch() {
  const std::lock_guard lock(changing_);
  return heed_kill_switch_now();
}

Status InstalledPlugins::heed_kill_switch_now() {
  if (parts_.market == nullptr) return ok();
  const auto list = TRY(parts_.market->stored_killed());
  std::vector<KillRecords::Installed> installed;
  for (const PluginHandle& plugin : plugins_.all())
    installed.push_back({plugin->id(), plugin->row().version, plugin->row().package_sha256});
  const auto changes = TRY(kills_.compare(list, installed));
  for (const KilledCopy& copy : changes.switched_off) switch_off(copy);
  for (const std::string& id : changes.revived) revive(id);
  return ok();
}

void InstalledPlugins::switch_off(const KilledCopy& copy) {
  const PluginHandle plugin = plugins_.find(copy.plugin);
  if (!plugin) return;
  plugin->set_quarantined(true);
  deliveries_.erase(copy.plugin);
  plugin->stop();
  begin(plugin);
  log::error("the market switched a plugin off", {{"plugin", copy.plugin},
                                                  {"version", copy.version},
                                                  {"reason", copy.reason},
                                                  {"advisory", copy.advisory}});
  const Status noted = audit(Principal::system(), "plugin.killed", copy.plugin, to_json(copy));
  if (!noted) log::error("the audit log does not have a kill", {{"reason", noted.error().message}});
  tell_managers(copy.plugin,
                copy.plugin + " " + copy.version +
                    " was switched off by the market and is in quarantine: " + copy.reason +
                    (copy.advisory.empty() ? "" : " (" + copy.advisory + ")"));
}

// The market took the word back, or another version is installed.
void InstalledPlugins::revive(const std::string& id) {
  const PluginHandle plugin = plugins_.find(id);
  if (!plugin) return;
  log::warning("the market lets a plugin run again",
               {{"plugin", id}, {"version", plugin->row().version}});
  const Status noted =
      audit(Principal::system(), "plugin.revived", id, {{"version", plugin->row().version}});
  if (!noted)
    log::error("the audit log does not have a revival", {{"reason", noted.error().message}});
  // Crashes keep it where it is.
  if (plugin->row().quarantined_at_ms > 0) return;
  plugin->set_quarantined(false);
  const Status started = restart(*plugin);
  if (!started)
    log::error("plugin did not start", {{"plugin", id}, {"reason", started.error().message}});
  tell_managers(id, id + " is no longer switched off by the market");
}

}  // namespace kontor::host
