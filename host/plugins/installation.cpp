#include "base/core/log.hpp"
#include "host/plugins/installed_plugins.hpp"

// Installing, updating and removing: what fails leaves everything as it was.
namespace kontor::host {

Result<Json> InstalledPlugins::install(const Principal& actor, const InstallRequest& request) {
  TRY(require_right(actor, "plugins.manage"));
  if (request.license) TRY(parts_.seats.install_document(*request.license));
  const std::lock_guard lock(changing_);
  const PluginRow row = TRY(installer_.from_market(request));
  return put_in_place(actor, row);
}

Result<Json> InstalledPlugins::install_file(const Principal& actor,
                                            const std::filesystem::path& package,
                                            const std::vector<crypto::PublicKey>& vendor_keys) {
  TRY(require_right(actor, "plugins.manage"));
  const std::lock_guard lock(changing_);
  const PluginRow row = TRY(installer_.place(package, vendor_keys, {.permissions_accepted = true}));
  return put_in_place(actor, row);
}

// The files are in place; now old out, new in, row last. A host killed before the row is
// written finds files that no row speaks of and removes them.
Result<Json> InstalledPlugins::put_in_place(const Principal& actor, const PluginRow& row) {
  const PluginHandle before = plugins_.find(row.id);
  PluginHandle plugin = TRY(make_instance(row));
  if (before) {
    plugin->set_settings(before->settings());
    deliveries_.erase(row.id);
    before->stop();
    parts_.definitions.withdraw(row.id);
  }
  Status installed = contribute_fields(plugin->manifest());
  if (installed) installed = plugin->start();
  if (installed) installed = store_.put(row);
  if (!installed) {
    plugin->stop();
    parts_.definitions.withdraw(row.id);
    if (!before || before->row().version != row.version) folders_.remove(row.id, row.version);
    if (before) {
      const Status fields = contribute_fields(before->manifest());
      const Status again = before->enabled() ? before->start() : ok();
      if (!fields || !again) keeper_.start_later(row.id);
      begin(before);
    }
    return installed.error();
  }
  begin(plugin);
  if (before && before->row().version != row.version)
    folders_.remove(row.id, before->row().version);
  TRY(audit(actor, before ? "plugin.update" : "plugin.install", row.id,
            {{"version", row.version}, {"package_sha256", row.package_sha256}}));
  log::info("plugin installed", {{"plugin", row.id}, {"version", row.version}});
  return description(*plugin);
}

Status InstalledPlugins::remove(const Principal& actor, const std::string& id, Storage storage) {
  TRY(require_right(actor, "plugins.manage"));
  const std::lock_guard lock(changing_);
  const PluginHandle plugin = TRY(plugins_.require(id));
  TRY(store_.remove(id, storage == Storage::erase));
  plugin->set_enabled(false);
  deliveries_.erase(id);
  plugin->stop();
  plugins_.erase(id);
  parts_.definitions.withdraw(id);
  folders_.remove(id, plugin->row().version);
  TRY(parts_.outbox.forget(id));
  return audit(actor, "plugin.remove", id,
               {{"storage", storage == Storage::erase ? "erased" : "kept"}});
}

}  // namespace kontor::host
