#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/db/array_text.hpp"
#include "base/db/database.hpp"

namespace kontor::db {

namespace {

constexpr std::size_t kRowsPerStatement = 512;
// As many are written as a list of values, which is cheaper than unnesting arrays of them.
constexpr std::size_t kFewRows = 4;
// As many are copied where nothing is said of those that are there already.
constexpr std::size_t kManyRows = 64;

std::string insert_text(std::string_view table, const std::vector<std::string>& columns,
                        std::string_view suffix, std::size_t rows = 1) {
  std::string sql = "INSERT INTO " + std::string(table) + " (";
  for (std::size_t i = 0; i < columns.size(); ++i) sql.append(i == 0 ? "" : ",").append(columns[i]);
  sql.append(") VALUES ");
  for (std::size_t row = 0; row < rows; ++row) {
    if (row > 0) sql.append(",");
    sql.append(placeholders(row * columns.size() + 1, columns.size()));
  }
  if (!suffix.empty()) sql.append(" ").append(suffix);
  return sql;
}

}  // namespace

std::string placeholders(std::size_t first, std::size_t count) {
  std::string list = "(";
  std::array<char, 20> digits{};
  for (std::size_t i = 0; i < count; ++i) {
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), first + i);
    list.append(i == 0 ? "$" : ",$").append(digits.data(), end.ptr);
  }
  return list += ')';
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
  if (!rows.empty() && rows.size() <= kFewRows) {
    // One prepared statement for each number of rows, whatever of them is NULL.
    std::vector<Value> all;
    all.reserve(rows.size() * columns.size());
    for (const std::vector<Value>& row : rows) all.insert(all.end(), row.begin(), row.end());
    return later(insert_text(table, columns, suffix, rows.size()), std::move(all));
  }
  if (rows.size() >= kManyRows && suffix.empty()) return insert_many(table, columns, rows);
  return insert_arrays(table, columns, rows, suffix);
}

Status Session::insert_many(std::string_view table, const std::vector<std::string>& columns,
                            const std::vector<std::vector<Value>>& rows) {
  return insert_arrays(table, columns, rows, {});
}

Status Session::insert_arrays(std::string_view table, const std::vector<std::string>& columns,
                              const std::vector<std::vector<Value>>& rows,
                              std::string_view suffix) {
  for (std::size_t done = 0; done < rows.size(); done += kRowsPerStatement) {
    const std::size_t end = std::min(rows.size(), done + kRowsPerStatement);
    ArrayInsert insert = array_insert(table, columns, rows, done, end, suffix);
    TRY(later(insert.sql, std::move(insert.parameters)));
  }
  return ok();
}

}  // namespace kontor::db
