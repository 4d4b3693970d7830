#include "host/plugins/plugin_store.hpp"

#include "host_plugins_migrations.hpp"

namespace kontor::host {
namespace {

constexpr const char* kSandbox = "sandbox";
constexpr const char* kInProcess = "in_process";

// The columns that say which version it is.
PluginRow version_of(const db::Row& row) {
  PluginRow plugin;
  plugin.id = row.text(0);
  plugin.version = row.text(1);
  plugin.manifest = row.text(2);
  plugin.library = row.text(3);
  plugin.library_sha256 = row.text(4);
  plugin.package_sha256 = row.text(5);
  plugin.installed_at_ms = row.integer(6);
  plugin.folder = row.text(7).empty() ? plugin.version : row.text(7);
  return plugin;
}

}  // namespace

Result<bool> PluginStore::is_older(db::Database& database) {
  return db::is_older(database, "host_plugins", db::host_plugins_migrations());
}

Status PluginStore::migrate() {
  return db::migrate(database_, "host_plugins", db::host_plugins_migrations());
}

Result<std::vector<PluginRow>> PluginStore::all() {
  return database_.read([](db::Session& session) -> Result<std::vector<PluginRow>> {
    const auto rows = TRY(session.query(R"sql(
        SELECT id, version, manifest, library, library_sha256, package_sha256, installed_at_ms,
               folder, enabled, settings, mode, quarantined_at_ms
        FROM plugin ORDER BY id)sql"));
    std::vector<PluginRow> plugins;
    for (const db::Row& row : rows) {
      PluginRow plugin = version_of(row);
      plugin.enabled = row.integer(8) != 0;
      plugin.settings = TRY(parse_json(row.text(9)));
      plugin.trusted_in_process = row.text(10) == kInProcess;
      plugin.quarantined_at_ms = row.integer(11);
      plugins.push_back(std::move(plugin));
    }
    return plugins;
  });
}

Status PluginStore::put(db::Session& session, const PluginRow& row) {
  TRY(session.execute(
      R"sql(
      INSERT INTO plugin (id, version, manifest, library, library_sha256, package_sha256,
                          installed_at_ms, folder, enabled, settings)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      ON CONFLICT (id) DO UPDATE SET version = excluded.version, manifest = excluded.manifest,
        library = excluded.library, library_sha256 = excluded.library_sha256,
        package_sha256 = excluded.package_sha256, installed_at_ms = excluded.installed_at_ms,
        folder = excluded.folder, quarantined_at_ms = 0)sql",
      {row.id, row.version, row.manifest, row.library, row.library_sha256, row.package_sha256,
       row.installed_at_ms, row.folder, std::int64_t{row.enabled ? 1 : 0}, to_text(row.settings)}));
  return ok();
}

Result<std::optional<PluginRow>> PluginStore::previous(const std::string& id) {
  return database_.read([&](db::Session& session) -> Result<std::optional<PluginRow>> {
    const auto row = TRY(session.query_row(R"sql(
        SELECT plugin_id, version, manifest, library, library_sha256, package_sha256,
               installed_at_ms, folder
        FROM plugin_previous WHERE plugin_id = $1)sql",
                                           {id}));
    if (!row) return std::optional<PluginRow>();
    return std::optional(version_of(*row));
  });
}

Status PluginStore::put_previous(db::Session& session, const PluginRow& row) {
  TRY(session.execute(
      R"sql(
      INSERT INTO plugin_previous (plugin_id, version, manifest, library, library_sha256,
                                   package_sha256, installed_at_ms, folder)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT (plugin_id) DO UPDATE SET version = excluded.version,
        manifest = excluded.manifest, library = excluded.library,
        library_sha256 = excluded.library_sha256, package_sha256 = excluded.package_sha256,
        installed_at_ms = excluded.installed_at_ms, folder = excluded.folder)sql",
      {row.id, row.version, row.manifest, row.library, row.library_sha256, row.package_sha256,
       row.installed_at_ms, row.folder}));
  return ok();
}

Status PluginStore::set_trusted_in_process(const std::string& id, bool trusted) {
  return database_.transaction([&](db::Session& session) -> Status {
    TRY(session.execute("UPDATE plugin SET mode = $1 WHERE id = $2",
                        {std::string(trusted ? kInProcess : kSandbox), id}));
    return ok();
  });
}

Status PluginStore::set_enabled(const std::string& id, bool enabled) {
  return database_.transaction([&](db::Session& session) -> Status {
    TRY(session.execute("UPDATE plugin SET enabled = $1 WHERE id = $2",
                        {std::int64_t{enabled ? 1 : 0}, id}));
    return ok();
  });
}

Status PluginStore::set_settings(const std::string& id, const Json& settings) {
  return database_.transaction([&](db::Session& session) -> Status {
    TRY(session.execute("UPDATE plugin SET settings = $1 WHERE id = $2", {to_text(settings), id}));
    return ok();
  });
}

Status PluginStore::remove(const std::string& id) {
  return database_.transaction([&](db::Session& session) -> Status {
    TRY(session.execute("DELETE FROM plugin WHERE id = $1", {id}));
    for (const char* table :
         {"plugin_previous", "plugin_crash", "plugin_change", "plugin_job", "plugin_secret"})
      TRY(session.execute("DELETE FROM " + std::string(table) + " WHERE plugin_id = $1", {id}));
    return ok();
  });
}

Status PluginStore::erase_kept(const std::string& id) {
  return database_.transaction([&](db::Session& session) -> Status {
    for (const char* table : {"plugin_storage", "plugin_mail", "message_permit"})
      TRY(session.execute("DELETE FROM " + std::string(table) + " WHERE plugin_id = $1", {id}));
    return ok();
  });
}

Status PluginStore::put_secret(const std::string& id, const std::string& name,
                               const std::string& sealed) {
  return database_.transaction([&](db::Session& session) -> Status {
    TRY(session.execute(R"sql(
        INSERT INTO plugin_secret (plugin_id, name, sealed) VALUES ($1, $2, $3)
        ON CONFLICT (plugin_id, name) DO UPDATE SET sealed = excluded.sealed)sql",
                        {id, name, sealed}));
    return ok();
  });
}

Result<std::optional<std::string>> PluginStore::secret(const std::string& id,
                                                       const std::string& name) {
  return database_.read([&](db::Session& session) -> Result<std::optional<std::string>> {
    const auto row = TRY(session.query_row(
        "SELECT sealed FROM plugin_secret WHERE plugin_id = $1 AND name = $2", {id, name}));
    if (!row) return std::optional<std::string>();
    return std::optional<std::string>(row->text(0));
  });
}

}  // namespace kontor::host
