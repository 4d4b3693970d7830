#include "host/plugins/change_log.hpp"

namespace kontor::host {

Status ChangeLog::begin(PluginChange& change) {
  change.id = ids_.next();
  change.outcome = "begun";
  return database_.transaction([&](db::Session& session) -> Status {
    TRY(session.execute(R"sql(
        INSERT INTO plugin_change (id, plugin_id, kind, from_version, to_version, begun_at_ms,
                                   outcome, reason)
        VALUES ($1, $2, $3, $4, $5, $6, 'begun', $7))sql",
                        {change.id, change.plugin, change.kind, change.from_version,
                         change.to_version, change.begun_at_ms, change.reason}));
    TRY(session.execute(R"sql(
        DELETE FROM plugin_change WHERE plugin_id = $1 AND id NOT IN
          (SELECT id FROM plugin_change WHERE plugin_id = $1 ORDER BY id DESC LIMIT $2))sql",
                        {change.plugin, std::int64_t{kKeptMax}}));
    return ok();
  });
}

Status ChangeLog::done(db::Session& session, const std::string& id) {
  TRY(session.execute("UPDATE plugin_change SET outcome = 'done' WHERE id = $1", {id}));
  return ok();
}

Status ChangeLog::undone(const std::string& id, const std::string& reason) {
  return database_.transaction([&](db::Session& session) -> Status {
    TRY(session.execute("UPDATE plugin_change SET outcome = 'undone', reason = $1 WHERE id = $2",
                        {reason, id}));
    return ok();
  });
}

Result<std::vector<PluginChange>> ChangeLog::unfinished() {
  return select("WHERE outcome = 'begun' ORDER BY id", {});
}

Result<std::optional<PluginChange>> ChangeLog::last(const std::string& plugin) {
  auto changes = TRY(select("WHERE plugin_id = $1 ORDER BY id DESC LIMIT 1", {plugin}));
  if (changes.empty()) return std::optional<PluginChange>();
  return std::optional(std::move(changes.front()));
}

Result<std::optional<PluginChange>> ChangeLog::last_done(const std::string& plugin) {
  auto changes =
      TRY(select("WHERE plugin_id = $1 AND outcome = 'done' ORDER BY id DESC LIMIT 1", {plugin}));
  if (changes.empty()) return std::optional<PluginChange>();
  return std::optional(std::move(changes.front()));
}

Result<bool> ChangeLog::went_bad(const std::string& plugin, const std::string& version) {
  const auto changes =
      TRY(select("WHERE plugin_id = $1 AND from_version = $2 AND kind = 'rollback' AND "
                 "outcome = 'done' AND reason <> '' LIMIT 1",
                 {plugin, version}));
  return !changes.empty();
}

Result<std::vector<PluginChange>> ChangeLog::select(const std::string& where,
                                                    const std::vector<db::Value>& values) {
  return database_.read([&](db::Session& session) -> Result<std::vector<PluginChange>> {
    const auto rows = TRY(session.query(
        "SELECT id, plugin_id, kind, from_version, to_version, begun_at_ms, outcome, reason "
        "FROM plugin_change " +
            where,
        values));
    std::vector<PluginChange> changes;
    for (const db::Row& row : rows)
      changes.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4),
                         row.integer(5), row.text(6), row.text(7)});
    return changes;
  });
}

Json to_json(const PluginChange& change) {
  return {{"kind", change.kind},       {"from", change.from_version},
          {"to", change.to_version},   {"at", to_rfc3339(change.begun_at_ms)},
          {"outcome", change.outcome}, {"reason", change.reason}};
}

}  // namespace kontor::host
