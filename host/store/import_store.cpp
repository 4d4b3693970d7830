#include "host/store/import_store.hpp"

namespace kontor::host {

Json import_json(const ImportJob& job) {
  const ImportCounts& counts = job.counts;
  Json json{{"id", job.id},
            {"entity", job.entity},
            {"state", job.state},
            {"message", job.message},
            {"created_at", to_rfc3339(job.created_at_ms)},
            {"finished_at", nullptr},
            {"rows_total", nullptr},
            {"rows_read", counts.read},
            {"created", counts.created},
            {"updated", counts.updated},
            {"duplicate", counts.duplicate},
            {"invalid", counts.invalid},
            {"failed", counts.failed},
            {"dry_run", job.options.value("dry_run", false)},
            {"undone", job.undone},
            {"kept", job.kept},
            {"phones",
             {{"normalised", counts.phones_normalised},
              {"flagged", counts.phones_flagged},
              {"as_entered", counts.phones_as_entered}}}};
  if (job.finished_at_ms) json["finished_at"] = to_rfc3339(*job.finished_at_ms);
  if (job.rows_total) json["rows_total"] = *job.rows_total;
  for (const char* name : {"encoding", "delimiter"}) {
    if (job.options.contains(name)) json[name] = job.options[name];
  }
  return json;
}

Status ImportStore::insert(db::Session& session, const ImportJob& job) {
  return session.insert_rows(
      "import_job", {"id", "user_id", "entity", "options", "state", "created_at_ms"},
      {{job.id, job.user_id, job.entity, to_text(job.options), job.state, job.created_at_ms}});
}

namespace {

constexpr const char* kJobColumns =
    "id, user_id, entity, options, state, message, created_at_ms, file_offset, file_row, "
    "rows_total, rows_read, created, updated, duplicate, invalid, failed, phones_normalised, "
    "phones_flagged, phones_as_entered, finished_at_ms, undone, kept, undo_change, undo_row";

std::optional<std::int64_t> integer_or_none(const db::Row& row, std::size_t column) {
  if (row.is_null(column)) return std::nullopt;
  return row.integer(column);
}

Result<ImportJob> job_of(const db::Row& row) {
  Json options = TRY(parse_json(row.text(3)));
  ImportJob job{
      row.text(0),    row.text(1), row.text(2),    std::move(options), row.text(4), row.text(5),
      row.integer(6), {},          row.integer(7), row.integer(8),     {},          {}};
  job.finished_at_ms = integer_or_none(row, 19);
  job.rows_total = integer_or_none(row, 9);
  job.counts = {row.integer(10), row.integer(11), row.integer(12), row.integer(13), row.integer(14),
                row.integer(15), row.integer(16), row.integer(17), row.integer(18)};
  job.undone = row.integer(20);
  job.kept = row.integer(21);
  job.undo_change = integer_or_none(row, 22);
  job.undo_row = integer_or_none(row, 23);
  return job;
}

db::Value value_or_null(const std::optional<std::int64_t>& number) {
  return number ? db::Value(*number) : db::Value();
}

Result<std::vector<std::string>> ids_of(db::Session& session, const std::string& sql) {
  std::vector<std::string> ids;
  for (const db::Row& row : TRY(session.query(sql))) ids.push_back(row.text(0));
  return ids;
}

}  // namespace

Result<std::optional<ImportJob>> ImportStore::find(db::Session& session, const std::string& id) {
  const auto row = TRY(session.query_row(
      "SELECT " + std::string(kJobColumns) + " FROM import_job WHERE id = $1", {id}));
  if (!row) return std::optional<ImportJob>();
  return std::optional<ImportJob>(TRY(job_of(*row)));
}

Result<std::vector<ImportJob>> ImportStore::latest(db::Session& session, const std::string& user_id,
                                                   int limit) {
  const auto answer = TRY(
      session.query("SELECT " + std::string(kJobColumns) +
                        " FROM import_job WHERE $1 = '' OR user_id = $1 ORDER BY id DESC LIMIT $2",
                    {user_id, std::int64_t{limit}}));
  std::vector<ImportJob> jobs;
  jobs.reserve(answer.size());
  for (const db::Row& row : answer) jobs.push_back(TRY(job_of(row)));
  return jobs;
}

Result<std::vector<std::string>> ImportStore::unfinished(db::Session& session) {
  return ids_of(session,
                "SELECT id FROM import_job WHERE state IN "
                "('reading', 'running', 'undoing') ORDER BY id");
}

Result<std::vector<std::string>> ImportStore::open(db::Session& session) {
  return ids_of(session,
                "SELECT id FROM import_job WHERE state IN "
                "('reading', 'running', 'undoing', 'paused')");
}

Status ImportStore::save(db::Session& session, const ImportJob& job) {
  const ImportCounts& counts = job.counts;
  return session.later(
      R"sql(UPDATE import_job SET options = $1, state = $2, message = $3, file_offset = $4,
                   file_row = $5, rows_total = $6, rows_read = $7, created = $8, updated = $9,
                   duplicate = $10, invalid = $11, failed = $12, phones_normalised = $13,
                   phones_flagged = $14, phones_as_entered = $15, finished_at_ms = $16,
                   undone = $17, kept = $18, undo_change = $19, undo_row = $20
            WHERE id = $21)sql",
      {to_text(job.options),
       job.state,
       job.message,
       job.file_offset,
       job.file_row,
       value_or_null(job.rows_total),
       counts.read,
       counts.created,
       counts.updated,
       counts.duplicate,
       counts.invalid,
       counts.failed,
       counts.phones_normalised,
       counts.phones_flagged,
       counts.phones_as_entered,
       value_or_null(job.finished_at_ms),
       job.undone,
       job.kept,
       value_or_null(job.undo_change),
       value_or_null(job.undo_row),
       job.id});
}

Status ImportStore::add_rows(db::Session& session, const std::string& id,
                             const std::vector<ImportRow>& rows) {
  std::vector<std::vector<db::Value>> values;
  values.reserve(rows.size());
  for (const ImportRow& row : rows) {
    values.push_back({id, row.row, row.outcome, row.reason, row.record_id});
  }
  return session.insert_rows("import_row",
                             {"import_id", "row_number", "outcome", "reason", "record_id"}, values);
}

Result<std::vector<ImportRow>> ImportStore::rows(db::Session& session, const std::string& id,
                                                 const std::string& outcome, std::int64_t after,
                                                 int limit) {
  std::string sql =
      "SELECT row_number, outcome, reason, record_id FROM import_row WHERE import_id = $1 AND "
      "row_number > $2";
  std::vector<db::Value> values{id, after};
  if (!outcome.empty()) {
    sql += " AND outcome = $3";
    values.emplace_back(outcome);
  }
  values.emplace_back(std::int64_t{limit});
  sql += " ORDER BY row_number LIMIT $" + std::to_string(values.size());
  std::vector<ImportRow> found;
  for (const db::Row& row : TRY(session.query(sql, values))) {
    found.push_back({row.integer(0), row.text(1), row.text(2), row.text(3)});
  }
  return found;
}

Result<std::vector<ImportRow>> ImportStore::created_below(db::Session& session,
                                                          const std::string& id, std::int64_t below,
                                                          int limit) {
  const auto answer = TRY(session.query(
      "SELECT row_number, record_id FROM import_row WHERE import_id = $1 AND row_number < $2 AND "
      "outcome = 'created' ORDER BY row_number DESC LIMIT $3",
      {id, below, std::int64_t{limit}}));
  std::vector<ImportRow> found;
  found.reserve(answer.size());
  for (const db::Row& row : answer) found.push_back({row.integer(0), "created", "", row.text(1)});
  return found;
}

}  // namespace kontor::host
