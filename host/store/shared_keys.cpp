#include "host/store/shared_keys.hpp"

namespace kontor::host {
namespace {

std::string column_of(const RecordLayout& rows, const std::string& field) {
  const auto part =
      rows.is_phone(field) ? RecordLayout::Part::match_key : RecordLayout::Part::value;
  const auto* const column = rows.find(field, part);
  return column == nullptr ? "" : sql_name(column->name);
}

Error no_column(const std::string& field) {
  return {ErrorCode::invalid_argument, "records cannot be compared by " + field};
}

}  // namespace

Result<SharedKeys> shared_keys(db::Session& session, const RecordLayout& rows,
                               const KeyWalk& walk) {
  const std::string key = column_of(rows, walk.field);
  const std::string beside = walk.beside.empty() ? "" : column_of(rows, walk.beside);
  if (key.empty() || (beside.empty() && !walk.beside.empty())) return no_column(walk.field);
  std::string begin;
  if (!walk.after.empty()) {
    const auto row = TRY(session.query_row(
        "SELECT " + key + " FROM " + rows.table() + " WHERE id = $1", {walk.after}));
    if (!row || row->is_null(0))
      return Error{ErrorCode::not_found, "the record this list stood at is gone: begin again"};
    begin = row->text(0);
  }
  const std::string from =
      " FROM " + rows.table() + " WHERE " + key + " > $1 AND deleted_at_ms IS NULL";
  const auto end = TRY(session.query_row("SELECT " + key + ", id" + from + " ORDER BY " + key +
                                             " LIMIT 1 OFFSET " + std::to_string(kRowsPerWalk - 1),
                                         {begin}));
  std::vector<db::Value> values{begin};
  std::string sql = "SELECT " + key + ", MIN(id)" + from;
  if (end) {
    sql += " AND " + key + " <= $2";
    values.emplace_back(end->text(0));
  }
  if (!beside.empty()) sql += " AND " + beside + " IS NOT NULL";
  sql += " GROUP BY " + key + (beside.empty() ? "" : ", " + beside) +
         " HAVING COUNT(*) > 1 ORDER BY " + key + " LIMIT " + std::to_string(walk.limit);
  SharedKeys found;
  const auto answer = TRY(session.query(sql, values));
  for (const db::Row& row : answer) {
    if (!found.keys.empty() && found.keys.back() == row.text(0)) continue;
    found.keys.push_back(row.text(0));
    found.ids.push_back(row.text(1));
  }
  const bool full = answer.size() == static_cast<std::size_t>(walk.limit);
  if (full) found.last = found.ids.back();
  if (!full && end) found.last = end->text(1);
  return found;
}

Result<std::vector<Record>> records_with_key(db::Session& session, const RecordLayout& rows,
                                             const KeyWalk& walk, const std::string& key) {
  const std::string column = column_of(rows, walk.field);
  const std::string beside = walk.beside.empty() ? "" : column_of(rows, walk.beside);
  if (column.empty()) return no_column(walk.field);
  std::string sql = "SELECT " + rows.selection() + " FROM " + rows.table() + " WHERE " + column +
                    " = $1 AND deleted_at_ms IS NULL";
  if (!beside.empty()) sql += " AND " + beside + " IS NOT NULL";
  sql += " ORDER BY " + (beside.empty() ? "" : beside + ", ") + "id LIMIT " +
         std::to_string(walk.limit);
  std::vector<Record> found;
  const auto answer = TRY(session.query(sql, {key}));
  found.reserve(answer.size());
  for (const db::Row& row : answer) found.push_back(rows.read(row));
  return found;
}

}  // namespace kontor::host
