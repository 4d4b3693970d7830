#include <algorithm>
#include <utility>

#include "base/db/array_text.hpp"
#include "base/db/database.hpp"

namespace kontor::db {

namespace {

constexpr std::size_t kRowsPerStatement = 512;

std::string insert_text(std::string_view table, const std::vector<std::string>& columns,
                        std::string_view suffix) {
  std::string sql = "INSERT INTO " + std::string(table) + " (";
  for (std::size_t i = 0; i < columns.size(); ++i) sql += (i == 0 ? "" : ",") + columns[i];
  sql += ") VALUES " + placeholders(1, columns.size());
  if (!suffix.empty()) sql.append(" ").append(suffix);
  return sql;
}

}  // namespace

std::string placeholders(std::size_t first, std::size_t count) {
  std::string list = "(";
  for (std::size_t i = 0; i < count; ++i) {
    list += (i == 0 ? "$" : ",$") + std::to_string(first + i);
  }
  return list + ")";
}

Result<std::optional<Row>> Session::query_row(std::string_view sql,
                                              const std::vector<Value>& parameters) {
  std::vector<Row> rows = TRY(query(sql, parameters));
  if (rows.empty()) return std::optional<Row>();
  return std::optional<Row>(std::move(rows.front()));
}

Status Session::later(std::string_view sql, std::vector<Value> parameters) {
  TRY(execute(sql, parameters));
  return ok();
}

void Session::foresee(std::string_view, std::vector<Value>) {}

Status Session::insert_rows(std::string_view table, const std::vector<std::string>& columns,
                            const std::vector<std::vector<Value>>& rows, std::string_view suffix) {
  for (const std::vector<Value>& row : rows) {
    if (row.size() != columns.size()) {
      return Error{ErrorCode::internal, "a row has more or fewer values than columns"};
    }
  }
  if (dialect() == Dialect::sqlite) {
    // Inside one process a row a statement is as fast as many rows a statement.
    const std::string sql = insert_text(table, columns, suffix);
    for (const std::vector<Value>& row : rows) TRY(execute(sql, row));
    return ok();
  }
  // One row keeps one prepared statement whatever of it is NULL.
  if (rows.size() == 1) return later(insert_text(table, columns, suffix), rows.front());
  for (std::size_t done = 0; done < rows.size(); done += kRowsPerStatement) {
    const std::size_t end = std::min(rows.size(), done + kRowsPerStatement);
    ArrayInsert insert = array_insert(table, columns, rows, done, end, suffix);
    TRY(later(insert.sql, std::move(insert.parameters)));
  }
  return ok();
}

}  // namespace kontor::db
