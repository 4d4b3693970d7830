#include "host/plugins/plugin_store.hpp"

#include "host_plugins_migrations.hpp"

namespace kontor::host {

Status PluginStore::migrate() {
  return db::migrate(database_, "host_plugins", db::host_plugins_migrations());
}

Result<std::vector<PluginRow>> PluginStore::all() {
  return database_.read([](db::Session& session) -> Result<std::vector<PluginRow>> {
    const auto rows = TRY(session.query(R"sql(
        SELECT id, version, manifest, library, library_sha256, package_sha256, enabled, settings,
               installed_at_ms
        FROM plugin ORDER BY id)sql"));
    std::vector<PluginRow> plugins;
    for (const db::Row& row : rows) {
      PluginRow plugin{row.text(0), row.text(1), row.text(2),
                       row.text(3), row.text(4), row.text(5)};
      plugin.enabled = row.integer(6) != 0;
      plugin.settings = TRY(parse_json(row.text(7)));
      plugin.installed_at_ms = row.integer(8);
      plugins.push_back(std::move(plugin));
    }
    return plugins;
  });
}

Status PluginStore::put(const PluginRow& row) {
  return database_.transaction([&](db::Session& session) -> Status {
    TRY(session.execute(
        R"sql(
        INSERT INTO plugin (id, version, manifest, library, library_sha256, package_sha256, enabled,
                            settings, installed_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (id) DO UPDATE SET version = excluded.version, manifest = excluded.manifest,
          library = excluded.library, library_sha256 = excluded.library_sha256,
          package_sha256 = excluded.package_sha256, installed_at_ms = excluded.installed_at_ms)sql",
        {row.id, row.version, row.manifest, row.library, row.library_sha256, row.package_sha256,
         std::int64_t{row.enabled ? 1 : 0}, to_text(row.settings), row.installed_at_ms}));
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

Status PluginStore::remove(const std::string& id, bool with_storage) {
  return database_.transaction([&](db::Session& session) -> Status {
    TRY(session.execute("DELETE FROM plugin WHERE id = $1", {id}));
    TRY(session.execute("DELETE FROM plugin_job WHERE plugin_id = $1", {id}));
    TRY(session.execute("DELETE FROM plugin_secret WHERE plugin_id = $1", {id}));
    if (with_storage) TRY(session.execute("DELETE FROM plugin_storage WHERE plugin_id = $1", {id}));
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
