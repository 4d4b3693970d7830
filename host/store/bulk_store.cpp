#include "host/store/bulk_store.hpp"

namespace kontor::host {

Json bulk_json(const BulkJob& job) {
  return {{"id", job.id},
          {"entity", job.entity},
          {"action", job.request.value("action", "")},
          {"state", job.state},
          {"message", job.message},
          {"created_at", to_rfc3339(job.created_at_ms)},
          {"finished_at", job.finished_at_ms ? Json(to_rfc3339(*job.finished_at_ms)) : Json()},
          {"total", job.total},
          {"changed", job.changed},
          {"unchanged", job.unchanged},
          {"failed", job.failed},
          {"problems", job.problems}};
}

Status BulkStore::insert(db::Session& session, const BulkJob& job) {
  return session.insert_rows(
      "bulk_job",
      {"id", "user_id", "entity", "request", "state", "created_at_ms", "until_id", "total"},
      {{job.id, job.user_id, job.entity, to_text(job.request), job.state, job.created_at_ms,
        job.until_id, job.total}});
}

Status BulkStore::save(db::Session& session, const BulkJob& job) {
  db::Value finished;
  if (job.finished_at_ms) finished = *job.finished_at_ms;
  TRY(session.execute(
      R"sql(UPDATE bulk_job SET state = $1, message = $2, finished_at_ms = $3, after_id = $4,
            changed = $5, unchanged = $6, failed = $7, problems = $8 WHERE id = $9)sql",
      {job.state, job.message, finished, job.after_id, job.changed, job.unchanged, job.failed,
       to_text(job.problems), job.id}));
  return ok();
}

Result<std::optional<BulkJob>> BulkStore::find(db::Session& session, const std::string& id) {
  const auto row = TRY(session.query_row(
      R"sql(SELECT id, user_id, entity, request, state, message, created_at_ms, finished_at_ms,
            after_id, until_id, total, changed, unchanged, failed, problems
            FROM bulk_job WHERE id = $1)sql",
      {id}));
  if (!row) return std::optional<BulkJob>();
  BulkJob job;
  job.id = row->text(0);
  job.user_id = row->text(1);
  job.entity = row->text(2);
  job.request = TRY(parse_json(row->text(3)));
  job.state = row->text(4);
  job.message = row->text(5);
  job.created_at_ms = row->integer(6);
  if (!row->is_null(7)) job.finished_at_ms = row->integer(7);
  job.after_id = row->text(8);
  job.until_id = row->text(9);
  job.total = row->integer(10);
  job.changed = row->integer(11);
  job.unchanged = row->integer(12);
  job.failed = row->integer(13);
  job.problems = TRY(parse_json(row->text(14)));
  return std::optional<BulkJob>(std::move(job));
}

Result<std::vector<std::string>> BulkStore::unfinished(db::Session& session) {
  std::vector<std::string> ids;
  for (const db::Row& row :
       TRY(session.query("SELECT id FROM bulk_job WHERE state = 'running' ORDER BY id")))
    ids.push_back(row.text(0));
  return ids;
}

}  // namespace kontor::host
