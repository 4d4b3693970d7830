#include <algorithm>

#include "base/db/database.hpp"

namespace kontor::db {

namespace {

// PostgreSQL counts parameters of a statement in 16 bits.
constexpr std::size_t kParametersMax = 60'000;
constexpr std::size_t kRowsPerStatement = 256;

std::string insert_text(std::string_view table, const std::vector<std::string>& columns,
                        std::size_t rows, std::string_view suffix) {
  std::string sql = "INSERT INTO " + std::string(table) + " (";
  for (std::size_t i = 0; i < columns.size(); ++i) sql += (i == 0 ? "" : ",") + columns[i];
  sql += ") VALUES ";
  for (std::size_t row = 0; row < rows; ++row) {
    if (row > 0) sql += ',';
    sql += placeholders(row * columns.size() + 1, columns.size());
  }
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

Status Session::insert_rows(std::string_view table, const std::vector<std::string>& columns,
                            const std::vector<std::vector<Value>>& rows, std::string_view suffix) {
  for (const std::vector<Value>& row : rows) {
    if (row.size() != columns.size()) {
      return Error{ErrorCode::internal, "a row has more or fewer values than columns"};
    }
  }
  if (dialect() == Dialect::sqlite) {
    // Inside one process a row a statement is as fast as many rows a statement.
    const std::string sql = insert_text(table, columns, 1, suffix);
    for (const std::vector<Value>& row : rows) TRY(execute(sql, row));
    return ok();
  }
  const std::size_t most = std::clamp(kParametersMax / std::max<std::size_t>(columns.size(), 1),
                                      std::size_t{1}, kRowsPerStatement);
  for (std::size_t done = 0; done < rows.size();) {
    const std::size_t count = std::min(most, rows.size() - done);
    std::vector<Value> parameters;
    parameters.reserve(count * columns.size());
    for (std::size_t i = 0; i < count; ++i) {
      const std::vector<Value>& row = rows[done + i];
      parameters.insert(parameters.end(), row.begin(), row.end());
    }
    TRY(execute(insert_text(table, columns, count, suffix), parameters));
    done += count;
  }
  return ok();
}

}  // namespace kontor::db
