#include <kontor/op/menu_open.hpp>

#include "host/plugins/installed_plugins.hpp"
#include "host/plugins/offered.hpp"

// Entries of the main menu that plugins offer.
namespace kontor::host {
namespace {

bool may_see(const Principal& actor, const package::Contribution& entry) {
  return entry.entity.empty() || actor.rights->may(entry.entity, Verb::read);
}

}  // namespace

Result<Json> InstalledPlugins::menu(const Principal& actor) {
  Json entries = Json::array();
  if (!actor.rights->may_named("plugins.use")) return entries;
  for (const PluginHandle& plugin : plugins_.all()) {
    if (!plugin->running()) continue;
    for (const auto& entry : plugin->manifest().contributes.menu) {
      if (!may_see(actor, entry)) continue;
      const bool paid = entry.seat == package::SeatRule::none ||
                        seats_.require_entitlement(plugin->manifest(), {}, SeatPolicy::Use::look);
      entries.push_back({{"plugin", plugin->id()},
                         {"entry", entry.name},
                         {"label", entry.label},
                         {"state", paid ? "open" : "unlicensed"}});
    }
  }
  return entries;
}

Result<Json> InstalledPlugins::open_menu(const Principal& actor, const std::string& plugin_id,
                                         const std::string& name, const std::string& locale) {
  TRY(require_right(actor, "plugins.use"));
  const PluginHandle plugin = TRY(plugins_.require(plugin_id));
  const auto& offered = plugin->manifest().contributes.menu;
  const auto* entry = TRY(require_contribution(*plugin, offered, name));
  if (!may_see(actor, *entry))
    return Error{ErrorCode::forbidden, name + " is for those who may read " + entry->entity};
  TRY(seats_.require(plugin->manifest(), entry->seat, users_of(actor), SeatPolicy::Use::look));
  const auto answer = TRY(plugin->ask<op::MenuOpen>(
      {.entry = name, .actor = {.id = actor.id, .name = actor.name}, .locale = locale}));
  return encode(answer);
}

}  // namespace kontor::host
