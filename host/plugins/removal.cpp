#include "host/plugins/installed_plugins.hpp"

// What is kept of a plugin: given out, left where it is, or erased.
namespace kontor::host {

Result<Plugins::ExportPage> InstalledPlugins::export_kept(const Principal& actor,
                                                          const std::string& id,
                                                          const std::string& after) {
  TRY(require_right(actor, "plugins.manage"));
  // The company's own files are no plugin's.
  const bool anything = id != kCompanyFiles && TRY(export_.anything(id));
  if (!anything) TRY(plugins_.require(id));
  auto page = TRY(export_.page(id, after));
  if (after.empty()) TRY(audit(actor, "plugin.export", id, Json::object()));
  return ExportPage{std::move(page.lines), std::move(page.next)};
}

// What goes first can be asked for again: a host killed in between has the plugin still, and
// nobody's data without a name.
Status InstalledPlugins::remove(const Principal& actor, const std::string& id, Storage storage) {
  TRY(require_right(actor, "plugins.manage"));
  const bool erase = storage == Storage::erase;
  const std::lock_guard lock(changing_);
  const PluginHandle plugin = plugins_.find(id);
  const bool left_over = erase && !plugin && id != kCompanyFiles && TRY(export_.anything(id));
  if (!plugin && !left_over) return plugins_.require(id).error();
  if (plugin) {
    plugin->set_enabled(false);
    deliveries_.erase(id);
    plugin->stop();
  }
  if (erase) TRY(erase_kept(id));
  if (plugin) {
    TRY(update_plans_.forget(id));
    TRY(store_.remove(id));
    plugins_.erase(id);
    TRY(entities_.hide(id));
    folders_.keep_only(id, {});
    TRY(parts_.outbox.forget(id));
  }
  return audit(actor, "plugin.remove", id, {{"storage", erase ? "erased" : "kept"}});
}

Status InstalledPlugins::erase_kept(const std::string& id) {
  folders_.remove_data(id);
  TRY(operations_.files().erase_plugin(id));
  TRY(gaps_.forget(id));
  TRY(entities_.erase(id));
  return store_.erase_kept(id);
}

}  // namespace kontor::host
