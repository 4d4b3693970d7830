#include "host/plugins/installed_plugins.hpp"

#include <algorithm>

#include "base/core/json_schema.hpp"
#include "base/core/log.hpp"
#include "host/access/audit_log.hpp"

namespace kontor::host {

Result<std::unique_ptr<Plugins>> Plugins::create(PluginsParts parts) {
  TRY(PluginStore(parts.database).migrate());
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
      crashes_(parts_.database, parts_.ids),
      changes_(parts_.database, parts_.ids),
      storage_(parts_.database, parts_.clock),
      entities_(parts_.database, parts_.definitions, parts_.records),
      jobs_(parts_.database),
      secrets_(std::move(secrets)),
      mail_settings_(parts_.database, secrets_, parts_.mail_server, parts_.mail_from),
      company_seats_(parts_.seats, parts_.remote_seats, parts_.clock),
      seats_(company_seats_, parts_.accounts),
      integrity_(parts_.database, parts_.clock),
      renewals_(parts_, company_seats_),
      withdrawals_(parts_, company_seats_),
      gaps_(parts_.database, parts_.clock, parts_.ids),
      services_(plugins_),
      operations_({parts_, storage_, jobs_, secrets_, seats_, services_, mail_settings_}),
      field_files_(parts_.database, parts_.records, operations_.files()),
      export_(storage_, entities_, operations_.files(), folders_),
      pruning_(parts_.database, parts_.clock),
      held_(parts_.database, parts_.clock, gaps_),
      hooks_(plugins_, seats_, gaps_),
      gate_({.database = parts_.database,
             .clock = parts_.clock,
             .ids = parts_.ids,
             .accounts = parts_.accounts,
             .notices = parts_.notices,
             .market = parts_.market,
             .policy_keys = parts_.policy_keys,
             .installation = parts_.seats.authority(),
             .judges = parts_.judges_installs}),
      kills_(parts_.database, parts_.clock),
      update_plans_(parts_.database),
      installer_(parts_, folders_, seats_, gate_),
      keeper_({plugins_, jobs_, parts_.seats, graveyard_, parts_.clock,
               [](PluginInstance& plugin) { return plugin.start(); },
               [this](const Crash& crash) { judge(crash); }, seats_, gaps_,
               [this] { return prune(); },
               [this] { return date_in(parts_.records.time_zone(), parts_.clock.now_ms()); }}),
      health_(plugins_, parts_.clock) {}

InstalledPlugins::~InstalledPlugins() {
  health_.stop();
  keeper_.stop();
  stop_all();
  graveyard_.sweep();
}

Status InstalledPlugins::load() {
  const auto rows = TRY(store_.all());
  std::set<std::string> installed;
  for (const PluginRow& row : rows) {
    installed.insert(row.id + "/" + row.folder);
    const auto previous = TRY(store_.previous(row.id));
    if (previous) installed.insert(row.id + "/" + previous->folder);
  }
  folders_.sweep(installed);
  TRY(operations_.files().sweep());
  TRY(undo_unfinished());
  const std::lock_guard lock(changing_);
  std::set<std::string> ids;
  for (const PluginRow& row : rows) ids.insert(row.id);
  TRY(entities_.hide_all_but(ids));
  for (const PluginRow& row : rows) {
    const PluginHandle plugin = TRY(make_instance(row));
    // A database of before may lack what this manifest has; a start makes it.
    TRY(entities_.add(plugin->manifest()));
    TRY(entities_.settle(plugin->manifest()));
    begin(plugin);
  }
  TRY(load_kills());
  loaded_ = true;
  return ok();
}

// What became true ended in the same transaction: what is unfinished never did.
Status InstalledPlugins::undo_unfinished() {
  for (const PluginChange& change : TRY(changes_.unfinished())) {
    const std::string reason = "the host ended in the middle of it";
    TRY(changes_.undone(change.id, reason));
    TRY(audit(Principal::system(), "plugin." + change.kind + ".undone", change.plugin,
              {{"from", change.from_version}, {"to", change.to_version}, {"reason", reason}}));
    log::warning("a change of a plugin was undone", {{"plugin", change.plugin},
                                                     {"kind", change.kind},
                                                     {"version", change.to_version},
                                                     {"reason", reason}});
  }
  return ok();
}

Result<PluginHandle> InstalledPlugins::make_instance(const PluginRow& row) {
  return PluginInstance::create(
      row,
      {.runner = parts_.runner,
       .folder = folders_.of(row.id, row.folder),
       .data_folder = folders_.data_of(row.id),
       .missing_layers = parts_.missing_layers,
       .locale = parts_.locale,
       .host_version = parts_.host_version,
       .clock = parts_.clock,
       .graveyard = graveyard_,
       .serve = [this](PluginInstance& plugin,
                       const runtime::HostCall& call) { return operations_.serve(plugin, call); },
       .on_crash =
           [this](PluginInstance& plugin, const Crash& crash) {
             // A version on trial, or one already replaced, is nobody's to start again.
             if (plugins_.find(plugin.id()).get() == &plugin) keeper_.crashed(crash);
           },
       .tap = parts_.tap,
       .may_load =
           [this](const PluginRow& one) {
             return gate_.may_load(one.id, one.version, one.package_sha256,
                                   folders_.of(one.id, one.folder));
           }});
}

HeldEvents::Reader InstalledPlugins::reader_of(const PluginInstance& plugin) {
  HeldEvents::Reader reader{.plugin = plugin.id(), .names = {}};
  for (const auto& event : plugin.manifest().contributes.events) reader.names.push_back(event.name);
  return reader;
}

void InstalledPlugins::tend_files() {
  const std::int64_t now_ms = parts_.clock.monotonic_ms();
  if (files_tended_at_ms_ != 0 && now_ms - files_tended_at_ms_ < kFilesTendedMs) return;
  files_tended_at_ms_ = now_ms;
  const Status tended = records_gone();
  if (!tended) log::warning("files were not looked through", {{"reason", tended.error().message}});
}

bool InstalledPlugins::prune() {
  if (!loaded_) return false;
  tend_files();
  const auto told = renewals_.step();
  if (!told) log::warning("renewals were not looked for", {{"reason", told.error().message}});
  const auto gone = withdrawals_.step();
  if (!gone) log::warning("withdrawals were not looked for", {{"reason", gone.error().message}});
  std::vector<std::string> readers;
  std::vector<HeldEvents::Reader> away;
  for (const PluginHandle& plugin : plugins_.all()) {
    if (plugin->manifest().contributes.events.empty()) continue;
    readers.push_back(plugin->id());
    if (!plugin->running()) away.push_back(reader_of(*plugin));
  }
  const Status let_go = held_.let_go(away);
  if (!let_go) log::warning("held events were not looked at", {{"reason", let_go.error().message}});
  const auto more = pruning_.step(readers);
  if (!more) log::warning("what is old was not removed", {{"reason", more.error().message}});
  return more && *more;
}

void InstalledPlugins::begin(const PluginHandle& plugin) {
  plugins_.put(plugin);
  deliveries_.erase(plugin->id());
  if (!plugin->manifest().contributes.events.empty())
    deliveries_[plugin->id()] = std::make_unique<EventDelivery>(
        plugin,
        EventDelivery::Parts{parts_.database, parts_.outbox, parts_.records, seats_, gaps_});
}

void InstalledPlugins::start_all() {
  if (parts_.safe_mode)
    return log::warning("safe mode: no plugin runs and saves go on without their hooks",
                        {{"plugins", plugins_.all().size()}});
  for (const PluginHandle& plugin : plugins_.all()) {
    if (!plugin->enabled() || !plugin->has_work()) continue;
    if (plugin->quarantined()) {
      if (!leave_bad_update(plugin->id(), "the host ended before it could go back"))
        log::error("plugin stays in quarantine until it is released", {{"plugin", plugin->id()}});
      continue;
    }
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
  TRY(refuse_in_safe_mode());
  const std::lock_guard lock(changing_);
  const PluginHandle plugin = TRY(plugins_.require(id));
  if (plugin->quarantined())
    return Error{ErrorCode::conflict, id + " is in quarantine; release it first",
                 R"({"code":"quarantined"})"};
  TRY(seats_.require_entitlement(plugin->manifest()));
  if (plugin->has_work()) TRY(plugin->start());
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
  if (!plugin.enabled() || plugin.quarantined() || parts_.safe_mode || !plugin.has_work())
    return ok();
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
