#include <algorithm>
#include <functional>

#include "base/db/copy.hpp"

namespace kontor::db {

namespace {

constexpr std::int64_t kCopiedAtOnce = 2000;

struct CopiedTable {
  std::string name;
  std::vector<std::string> columns;
};

// In the order they were made: a table comes behind those it refers to.
Result<std::vector<CopiedTable>> tables_to_copy(Session& sqlite) {
  const auto names = TRY(sqlite.query(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
      "AND name <> 'schema_migration' ORDER BY rowid"));
  std::vector<CopiedTable> tables;
  tables.reserve(names.size());
  for (const Row& row : names) {
    CopiedTable table{.name = row.text(0), .columns = {}};
    const auto columns =
        TRY(sqlite.query("SELECT name FROM pragma_table_info($1) ORDER BY cid", {table.name}));
    table.columns.reserve(columns.size());
    for (const Row& column : columns) table.columns.push_back(column.text(0));
    tables.push_back(std::move(table));
  }
  return tables;
}

std::string columns_of(const CopiedTable& table) {
  std::string list;
  for (const std::string& column : table.columns) list += (list.empty() ? "" : ", ") + column;
  return list;
}

using CopiedRows = std::vector<std::vector<Value>>;
using RowSink = std::function<Status(const CopiedRows&)>;

CopiedRows values_of(const std::vector<Row>& rows, std::size_t from) {
  CopiedRows values;
  values.reserve(rows.size());
  for (const Row& row : rows) {
    std::vector<Value>& one = values.emplace_back();
    one.reserve(row.size() - from);
    for (std::size_t i = from; i < row.size(); ++i) one.push_back(row.at(i));
  }
  return values;
}

bool is_last(const std::vector<Row>& rows) {
  return rows.size() < static_cast<std::size_t>(kCopiedAtOnce);
}

Status read_sqlite(Session& session, const CopiedTable& table, const RowSink& sink) {
  const std::string sql = "SELECT rowid, " + columns_of(table) + " FROM " + table.name +
                          " WHERE rowid > $1 ORDER BY rowid LIMIT $2";
  std::int64_t last = INT64_MIN;
  while (true) {
    const auto rows = TRY(session.query(sql, {last, kCopiedAtOnce}));
    TRY(sink(values_of(rows, 1)));
    if (is_last(rows)) return ok();
    last = rows.back().integer(0);
  }
}

Status read_postgresql(Session& session, const CopiedTable& table, const RowSink& sink) {
  // A name for each: statements are kept by their text, and each table has its own columns.
  const std::string cursor = "copied_" + table.name;
  TRY(session.execute("DECLARE " + cursor + " NO SCROLL CURSOR FOR SELECT " + columns_of(table) +
                      " FROM " + table.name));
  while (true) {
    const auto rows =
        TRY(session.query("FETCH " + std::to_string(kCopiedAtOnce) + " FROM " + cursor));
    TRY(sink(values_of(rows, 0)));
    if (is_last(rows)) break;
  }
  TRY(session.execute("CLOSE " + cursor));
  return ok();
}

Status copy_table(Session& from, Session& to, const CopiedTable& table) {
  const RowSink sink = [&](const CopiedRows& rows) {
    return to.insert_rows(table.name, table.columns, rows);
  };
  return from.dialect() == Dialect::sqlite ? read_sqlite(from, table, sink)
                                           : read_postgresql(from, table, sink);
}

Status copy_all(Session& from, Session& to) {
  const auto tables = TRY(tables_to_copy(from.dialect() == Dialect::sqlite ? from : to));
  for (auto table = tables.rbegin(); table != tables.rend(); ++table) {
    TRY(to.execute("DELETE FROM " + table->name));
  }
  for (const CopiedTable& table : tables) TRY(copy_table(from, to, table));
  return ok();
}

}  // namespace

Status copy_rows(Database& from, Database& to) {
  if (from.dialect() != Dialect::sqlite && to.dialect() != Dialect::sqlite) {
    return Error{ErrorCode::invalid_argument, "rows are copied from or to an SQLite database"};
  }
  return to.transaction([&](Session& out) -> Status {
    return from.read([&](Session& in) { return copy_all(in, out); });
  });
}

}  // namespace kontor::db
