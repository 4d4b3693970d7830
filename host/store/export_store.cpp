#include "host/store/export_store.hpp"

namespace kontor::host {

namespace {

constexpr const char* kExportColumns =
    "SELECT id, user_id, entity, request, format, state, message, created_at_ms, finished_at_ms, "
    "total, written, bytes FROM export_job ";

Result<std::vector<ExportJob>> exports_where(db::Session& session, const std::string& test,
                                             const std::vector<db::Value>& values) {
  const auto answer = TRY(session.query(kExportColumns + test, values));
  std::vector<ExportJob> found;
  found.reserve(answer.size());
  for (const db::Row& row : answer) {
    ExportJob job;
    job.id = row.text(0);
    job.user_id = row.text(1);
    job.entity = row.text(2);
    job.request = TRY(parse_json(row.text(3)));
    job.format = row.text(4);
    job.state = row.text(5);
    job.message = row.text(6);
    job.created_at_ms = row.integer(7);
    if (!row.is_null(8)) job.finished_at_ms = row.integer(8);
    job.total = row.integer(9);
    job.written = row.integer(10);
    job.bytes = row.integer(11);
    found.push_back(std::move(job));
  }
  return found;
}

}  // namespace

Json export_json(const ExportJob& job) {
  return {{"id", job.id},
          {"entity", job.entity},
          {"format", job.format},
          {"state", job.state},
          {"message", job.message},
          {"created_at", to_rfc3339(job.created_at_ms)},
          {"finished_at", job.finished_at_ms ? Json(to_rfc3339(*job.finished_at_ms)) : Json()},
          {"total", job.total},
          {"written", job.written},
          {"bytes", job.bytes}};
}

Status ExportStore::insert(db::Session& session, const ExportJob& job) {
  return session.insert_rows(
      "export_job",
      {"id", "user_id", "entity", "request", "format", "state", "created_at_ms", "total"},
      {{job.id, job.user_id, job.entity, to_text(job.request), job.format, job.state,
        job.created_at_ms, job.total}});
}

Status ExportStore::save(db::Session& session, const ExportJob& job) {
  db::Value finished;
  if (job.finished_at_ms) finished = *job.finished_at_ms;
  TRY(session.execute(
      R"sql(UPDATE export_job SET state = $1, message = $2, finished_at_ms = $3, total = $4,
            written = $5, bytes = $6 WHERE id = $7)sql",
      {job.state, job.message, finished, job.total, job.written, job.bytes, job.id}));
  return ok();
}

Result<std::optional<ExportJob>> ExportStore::find(db::Session& session, const std::string& id) {
  auto found = TRY(exports_where(session, "WHERE id = $1", {id}));
  if (found.empty()) return std::optional<ExportJob>();
  return std::optional<ExportJob>(std::move(found.front()));
}

Result<std::vector<std::string>> ExportStore::unfinished(db::Session& session) {
  const auto answer =
      TRY(session.query("SELECT id FROM export_job WHERE state = 'running' ORDER BY id"));
  std::vector<std::string> ids;
  ids.reserve(answer.size());
  for (const db::Row& row : answer) ids.push_back(row.text(0));
  return ids;
}

Result<std::vector<ExportJob>> ExportStore::latest(db::Session& session, const std::string& user_id,
                                                   int limit) {
  return exports_where(session, "WHERE user_id = $1 ORDER BY id DESC LIMIT $2",
                       {user_id, std::int64_t{limit}});
}

Result<std::vector<ExportJob>> ExportStore::made_before(db::Session& session, TimeMs before_ms) {
  return exports_where(session, "WHERE state = 'done' AND finished_at_ms < $1", {before_ms});
}

}  // namespace kontor::host
