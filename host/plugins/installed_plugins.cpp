#include "host/plugins/installed_plugins.hpp"

#include <algorithm>
#include <set>

#include "base/core/json_schema.hpp"
#include "base/core/log.hpp"
#include "host/access/audit_log.hpp"

namespace kontor::host {

Result<std::unique_ptr<Plugins>> Plugins::create(PluginsParts parts) {
  TRY(InstalledPlugins::migrate(parts.database));
  PluginSecrets secrets =
      TRY(PluginSecrets::open(parts.data / "keys", parts.database, parts.random));
  auto plugins = std::make_unique<InstalledPlugins>(std::move(parts), std::move(secrets));
  TRY(plugins->load());
  return std::unique_ptr<Plugins>(std::move(plugins));
}

InstalledPlugins::InstalledPlugins(PluginsParts parts, PluginSecrets secrets)
    : parts_(std::move(parts)),
      store_(parts_.database),
      folders_(parts_.data / "plugins"),
      storage_(parts_.database, parts_.clock),
      jobs_(parts_.database),
      secrets_(std::move(secrets)),
      seats_(parts_.seats, parts_.accounts),
      services_(plugins_),
      operations_({parts_, storage_, jobs_, secrets_, seats_, services_}),
      hooks_(plugins_, seats_),
      installer_(parts_, folders_, seats_),
      keeper_({plugins_, jobs_, parts_.seats, graveyard_, parts_.clock,
               [](PluginInstance& plugin) { return plugin.start(); }}) {}

InstalledPlugins::~InstalledPlugins() {
  keeper_.stop();
  stop_all();
  graveyard_.sweep();
}

Status InstalledPlugins::load() {
  const auto rows = TRY(store_.all());
  std::set<std::string> installed;
  for (const PluginRow& row : rows) installed.insert(row.id + "/" + row.version);
  folders_.sweep(installed);
  const std::lock_guard lock(changing_);
  for (const PluginRow& row : rows) {
    const PluginHandle plugin = TRY(make_instance(row));
    TRY(contribute_fields(plugin->manifest()));
    begin(plugin);
  }
  return ok();
}

Result<PluginHandle> InstalledPlugins::make_instance(const PluginRow& row) {
  return PluginInstance::create(
      row,
      {.runner = parts_.runner,
       .folder = folders_.of(row.id, row.version),
       .locale = parts_.locale,
       .host_version = parts_.host_version,
       .graveyard = graveyard_,
       .serve = [this](PluginInstance& plugin,
                       const runtime::HostCall& call) { return operations_.serve(plugin, call); },
       .on_death = [this](PluginInstance& plugin) { keeper_.start_later(plugin.id()); },
       .tap = parts_.tap});
}

Status InstalledPlugins::contribute_fields(const package::Manifest& manifest) {
  for (const auto& contributed : manifest.contributes.fields) {
    Json definition = contributed.definition;
    definition["name"] = contributed.name;
    definition["labels"] = definition.value("label", Json::object());
    definition["entity"] = definition.value("target", "");
    auto field = Field::parse(definition);
    Status added =
        field ? parts_.definitions.contribute(manifest.id, contributed.entity, std::move(*field))
              : Status(field.error());
    if (added) continue;
    parts_.definitions.withdraw(manifest.id);
    return added;
  }
  return ok();
}

void InstalledPlugins::begin(const PluginHandle& plugin) {
  plugins_.put(plugin);
  deliveries_.erase(plugin->id());
  if (!plugin->manifest().contributes.events.empty())
    deliveries_[plugin->id()] = std::make_unique<EventDelivery>(plugin, parts_.outbox, seats_);
}

void InstalledPlugins::start_all() {
  for (const PluginHandle& plugin : plugins_.all()) {
    if (!plugin->enabled()) continue;
    const Status started = plugin->start();
    if (started) continue;
    log::error("plugin did not start",
               {{"plugin", plugin->id()}, {"reason", started.error().message}});
    keeper_.start_later(plugin->id());
  }
}

void InstalledPlugins::stop_all() {
  {
    const std::lock_guard lock(changing_);
    deliveries_.clear();
  }
  for (const PluginHandle& plugin : plugins_.all()) plugin->stop();
}

Status InstalledPlugins::start(const Principal& actor, const std::string& id) {
  TRY(require_right(actor, "plugins.manage"));
  const std::lock_guard lock(changing_);
  const PluginHandle plugin = TRY(plugins_.require(id));
  TRY(seats_.require_entitlement(plugin->manifest()));
  TRY(plugin->start());
  TRY(store_.set_enabled(id, true));
  plugin->set_enabled(true);
  return audit(actor, "plugin.start", id, Json::object());
}

Status InstalledPlugins::stop(const Principal& actor, const std::string& id) {
  TRY(require_right(actor, "plugins.manage"));
  const std::lock_guard lock(changing_);
  const PluginHandle plugin = TRY(plugins_.require(id));
  TRY(store_.set_enabled(id, false));
  plugin->set_enabled(false);
  plugin->stop();
  return audit(actor, "plugin.stop", id, Json::object());
}

Status InstalledPlugins::restart(const Principal& actor, const std::string& id) {
  TRY(require_right(actor, "plugins.manage"));
  const std::lock_guard lock(changing_);
  const PluginHandle plugin = TRY(plugins_.require(id));
  TRY(audit(actor, "plugin.restart", id, Json::object()));
  return restart(*plugin);
}

Status InstalledPlugins::set_settings(const Principal& actor, const std::string& id,
                                      const Json& settings) {
  TRY(require_right(actor, "plugins.manage"));
  const std::lock_guard lock(changing_);
  const PluginHandle plugin = TRY(plugins_.require(id));
  const Json& schema = plugin->manifest().contributes.settings;
  if (!settings.is_object() || (schema.is_null() && !settings.empty()))
    return Error{ErrorCode::invalid_argument, id + " has no such settings"};
  if (!schema.is_null()) {
    const JsonSchema rules = TRY(JsonSchema::parse(schema));
    TRY(rules.validate(settings));
  }
  TRY(store_.set_settings(id, settings));
  plugin->set_settings(settings);
  TRY(audit(actor, "plugin.settings", id, Json::object()));
  return restart(*plugin);
}

Status InstalledPlugins::set_secret(const Principal& actor, const std::string& id,
                                    const std::string& name, const std::string& value) {
  TRY(require_right(actor, "plugins.manage"));
  const std::lock_guard lock(changing_);
  const PluginHandle plugin = TRY(plugins_.require(id));
  const auto& declared = plugin->manifest().permissions.secrets;
  if (std::ranges::find(declared, name, &package::Secret::name) == declared.end())
    return Error{ErrorCode::not_found, id + " declares no secret " + name};
  TRY(secrets_.put(id, name, value));
  TRY(audit(actor, "plugin.secret", id, {{"name", name}}));
  return restart(*plugin);
}

// What a plugin read at its start must be read again.
Status InstalledPlugins::restart(PluginInstance& plugin) {
  if (!plugin.enabled()) return ok();
  plugin.stop();
  const Status started = plugin.start();
  if (!started) keeper_.start_later(plugin.id());
  return ok();
}

Status InstalledPlugins::audit(const Principal& actor, const std::string& action,
                               const std::string& plugin, Json detail) {
  const AuditLog log(parts_.clock);
  const AuditEntry entry{action, "plugin", plugin, std::move(detail)};
  return parts_.database.transaction([&](db::Session& session) {
    return log.append(session, {std::string(principal_kind_name(actor.kind)), actor.id}, {entry});
  });
}

}  // namespace kontor::host
