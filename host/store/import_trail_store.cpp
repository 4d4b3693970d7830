#include "host/store/import_trail_store.hpp"

#include <algorithm>

namespace kontor::host {

namespace {

constexpr std::size_t kTrailValuesMax = 500;

// The rows of `sql` + (…) for every value, asked in portions.
Result<std::vector<db::Row>> rows_among(db::Session& session, const std::string& sql,
                                        const std::string& id,
                                        const std::vector<std::string>& values,
                                        const std::string& behind) {
  std::vector<db::Row> rows;
  for (std::size_t at = 0; at < values.size(); at += kTrailValuesMax) {
    const std::size_t end = std::min(values.size(), at + kTrailValuesMax);
    std::vector<db::Value> parameters{id};
    parameters.insert(parameters.end(), values.begin() + static_cast<std::ptrdiff_t>(at),
                      values.begin() + static_cast<std::ptrdiff_t>(end));
    for (db::Row& row :
         TRY(session.query(sql + db::placeholders(2, end - at) + behind, parameters)))
      rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

Status ImportTrailStore::add_changes(db::Session& session, const std::string& id,
                                     const std::vector<ImportChange>& changes) {
  std::vector<std::vector<db::Value>> rows;
  rows.reserve(changes.size());
  for (const ImportChange& change : changes) {
    db::Value values;
    if (!change.changes.is_null()) values = to_text(change.changes);
    rows.push_back(
        {id, change.sequence, change.entity, change.record_id, change.version, std::move(values)});
  }
  return session.insert_rows("import_change",
                             {"import_id", "sequence", "entity", "record_id", "version", "changes"},
                             rows);
}

Result<std::vector<ImportChange>> ImportTrailStore::changes_below(db::Session& session,
                                                                  const std::string& id,
                                                                  std::int64_t below, int limit) {
  const auto answer = TRY(session.query(
      R"sql(SELECT sequence, entity, record_id, version, changes FROM import_change
            WHERE import_id = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3)sql",
      {id, below, std::int64_t{limit}}));
  std::vector<ImportChange> found;
  found.reserve(answer.size());
  for (const db::Row& row : answer) {
    Json changes;
    if (!row.is_null(4)) changes = TRY(parse_json(row.text(4)));
    found.push_back({row.integer(0), row.text(1), row.text(2), row.integer(3), std::move(changes)});
  }
  return found;
}

Result<std::map<std::string, std::int64_t>> ImportTrailStore::versions(
    db::Session& session, const std::string& id, const std::vector<std::string>& records) {
  std::map<std::string, std::int64_t> found;
  for (const db::Row& row : TRY(rows_among(session,
                                           "SELECT record_id, MAX(version) FROM import_change "
                                           "WHERE import_id = $1 AND record_id IN ",
                                           id, records, " GROUP BY record_id")))
    found[row.text(0)] = row.integer(1);
  return found;
}

Status ImportTrailStore::add_kept(db::Session& session, const std::string& id,
                                  const std::vector<ImportKept>& kept) {
  std::vector<std::vector<db::Value>> rows;
  rows.reserve(kept.size());
  for (const ImportKept& each : kept)
    rows.push_back({id, each.sequence, each.entity, each.record_id, each.reason});
  return session.insert_rows("import_kept",
                             {"import_id", "sequence", "entity", "record_id", "reason"}, rows);
}

Result<std::vector<ImportKept>> ImportTrailStore::kept(db::Session& session, const std::string& id,
                                                       std::int64_t after, int limit) {
  const auto answer = TRY(session.query(
      R"sql(SELECT sequence, entity, record_id, reason FROM import_kept
            WHERE import_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3)sql",
      {id, after, std::int64_t{limit}}));
  std::vector<ImportKept> found;
  found.reserve(answer.size());
  for (const db::Row& row : answer)
    found.push_back({row.integer(0), row.text(1), row.text(2), row.text(3)});
  return found;
}

Status ImportTrailStore::add_keys(db::Session& session, const std::string& id,
                                  const std::map<std::string, std::string>& keys) {
  std::vector<std::vector<db::Value>> rows;
  rows.reserve(keys.size());
  for (const auto& [name, email] : keys) rows.push_back({id, name, email});
  return session.insert_rows("import_key", {"import_id", "name", "email"}, rows,
                             "ON CONFLICT DO NOTHING");
}

Result<std::map<std::string, std::string>> ImportTrailStore::known_keys(
    db::Session& session, const std::string& id, const std::vector<std::string>& keys) {
  std::map<std::string, std::string> found;
  for (const db::Row& row : TRY(rows_among(
           session, "SELECT name, email FROM import_key WHERE import_id = $1 AND name IN ", id,
           keys, "")))
    found.emplace(row.text(0), row.text(1));
  return found;
}

Status ImportTrailStore::forget_keys(db::Session& session, const std::string& id) {
  TRY(session.execute("DELETE FROM import_key WHERE import_id = $1", {id}));
  return ok();
}

}  // namespace kontor::host
