#include "host/plugins/job_store.hpp"

namespace kontor::host {

Status JobStore::add(const PluginJob& job) {
  return database_.transaction([&](db::Session& session) -> Status {
    const auto waiting = TRY(
        session.query_row("SELECT COUNT(*) FROM plugin_job WHERE plugin_id = $1", {job.plugin}));
    if (waiting && waiting->integer(0) >= kWaitingMax)
      return Error{ErrorCode::exhausted, job.plugin + " has too many jobs waiting"};
    TRY(session.execute(R"sql(
        INSERT INTO plugin_job (id, plugin_id, job, run_at_ms, payload, attempts)
        VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT (id) DO NOTHING)sql",
                        {job.id, job.plugin, job.job, job.run_at_ms, to_text(job.payload)}));
    return ok();
  });
}

Result<std::vector<PluginJob>> JobStore::due(TimeMs now_ms, int limit) {
  return database_.read([&](db::Session& session) -> Result<std::vector<PluginJob>> {
    const auto rows = TRY(session.query(R"sql(
        SELECT id, plugin_id, job, run_at_ms, payload, attempts FROM plugin_job
        WHERE run_at_ms <= $1 ORDER BY run_at_ms LIMIT $2)sql",
                                        {now_ms, std::int64_t{limit}}));
    std::vector<PluginJob> jobs;
    for (const db::Row& row : rows) {
      Json payload = TRY(parse_json(row.text(4)));
      jobs.push_back({row.text(0), row.text(1), row.text(2), row.integer(3), std::move(payload),
                      static_cast<int>(row.integer(5))});
    }
    return jobs;
  });
}

Status JobStore::postpone(const std::string& id, TimeMs run_at_ms, int attempts) {
  return database_.transaction([&](db::Session& session) -> Status {
    TRY(session.execute("UPDATE plugin_job SET run_at_ms = $1, attempts = $2 WHERE id = $3",
                        {run_at_ms, std::int64_t{attempts}, id}));
    return ok();
  });
}

Status JobStore::done(const std::string& id) {
  return database_.transaction([&](db::Session& session) -> Status {
    TRY(session.execute("DELETE FROM plugin_job WHERE id = $1", {id}));
    return ok();
  });
}

Result<bool> JobStore::cancel(const std::string& plugin, const std::string& id) {
  return database_.transaction([&](db::Session& session) -> Result<bool> {
    const std::int64_t removed = TRY(session.execute(
        "DELETE FROM plugin_job WHERE id = $1 AND plugin_id = $2 AND id NOT LIKE 'every:%'",
        {id, plugin}));
    return removed == 1;
  });
}

}  // namespace kontor::host
