#include "host/rehearsal/postgresql_rows.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/db/database.hpp"
#include "host/plugins/company_tables.hpp"

namespace kontor::host {
namespace {

constexpr std::size_t kRowsAtOnce = 2000;
constexpr std::array<std::string_view, 3> kComponents = {"host", "host_plugins", "licensing"};

Result<std::set<std::string>> steps_of(db::Session& session) {
  std::set<std::string> steps;
  for (const db::Row& row : TRY(session.query("SELECT component, number FROM schema_migration")))
    if (std::ranges::find(kComponents, row.text(0)) != kComponents.end())
      steps.insert(row.text(0) + "/" + row.text(1));
  return steps;
}

// Columns of one table that are stored as they are given.
Result<std::vector<std::string>> columns_of(db::Session& session, const std::string& table) {
  const bool sqlite = session.dialect() == db::Dialect::sqlite;
  const std::string_view sql =
      sqlite ? "SELECT name FROM pragma_table_info($1) ORDER BY name"
             : "SELECT column_name FROM information_schema.columns WHERE table_schema = "
               "current_schema() AND table_name = $1 AND is_generated = 'NEVER' ORDER BY "
               "column_name";
  std::vector<std::string> columns;
  for (const db::Row& row : TRY(session.query(sql, {table}))) columns.push_back(row.text(0));
  return columns;
}

// The tables of the copy; an index for words (FTS5) is made anew afterwards.
Result<std::vector<std::string>> tables_of(db::Session& copy) {
  const auto rows = TRY(copy.query(
      "SELECT name FROM sqlite_master t WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name "
      "<> 'schema_migration' AND NOT EXISTS (SELECT 1 FROM sqlite_master v WHERE v.sql LIKE "
      "'CREATE VIRTUAL%' AND (t.name = v.name OR t.name LIKE v.name || '~_%' ESCAPE '~')) "
      "ORDER BY name"));
  std::vector<std::string> tables;
  tables.reserve(rows.size());
  for (const db::Row& row : rows) tables.push_back(row.text(0));
  return tables;
}

Status drop_word_indexes(db::Session& copy) {
  const auto rows =
      TRY(copy.query("SELECT name FROM sqlite_master WHERE type = 'table' AND sql "
                     "LIKE 'CREATE VIRTUAL%'"));
  for (const db::Row& row : rows) TRY(copy.execute("DROP TABLE \"" + row.text(0) + "\""));
  return ok();
}

std::string quoted(const std::vector<std::string>& columns) {
  std::string list;
  for (const std::string& column : columns) list += ", \"" + column + "\"";
  return list;
}

Status copy_table(db::Session& from, db::Session& copy, const std::string& table) {
  const auto there = TRY(columns_of(from, table));
  const auto here = TRY(columns_of(copy, table));
  std::vector<std::string> both;
  std::ranges::set_intersection(there, here, std::back_inserter(both));
  if (both.empty()) return ok();
  std::vector<std::string> names;
  names.reserve(both.size());
  for (const std::string& column : both) names.push_back("\"" + column + "\"");
  // By place in the file: no table need have an order of its own. A text of the same name would
  // be what ORDER BY means.
  const std::string sql = "SELECT CAST(ctid AS TEXT) AS place" + quoted(both) + " FROM \"" + table +
                          "\" WHERE ctid > CAST($1 AS tid) ORDER BY ctid LIMIT " +
                          std::to_string(kRowsAtOnce);
  db::Value last = std::string("(0,0)");
  while (true) {
    const auto rows = TRY(from.query(sql, {last}));
    if (rows.empty()) return ok();
    std::vector<std::vector<db::Value>> values;
    values.reserve(rows.size());
    for (const db::Row& row : rows) {
      auto& line = values.emplace_back();
      line.reserve(both.size());
      for (std::size_t column = 1; column < row.size(); ++column) line.push_back(row.at(column));
    }
    TRY(copy.insert_rows("\"" + table + "\"", names, values));
    last = rows.back().at(0);
  }
}

Status copy_tables(db::Session& from, db::Session& copy) {
  // Rows of one table name rows of another that comes later.
  TRY(copy.execute("PRAGMA defer_foreign_keys = ON"));
  TRY(drop_word_indexes(copy));
  const auto tables = TRY(tables_of(copy));
  // What the migrations put there stands among the company's own rows.
  for (const std::string& table : tables) TRY(copy.execute("DELETE FROM \"" + table + "\""));
  for (const std::string& table : tables) TRY(copy_table(from, copy, table));
  return ok();
}

Status copy_company(db::Session& from, db::Database& copy) {
  TRY(prepare_company(copy));
  const auto there = TRY(steps_of(from));
  const auto here = TRY(copy.read([](db::Session& session) { return steps_of(session); }));
  if (there != here)
    return Error{ErrorCode::conflict,
                 "the company's database is of another version of Kontor than this program; start "
                 "the host of this version once, then rehearse"};
  TRY(copy.transaction(
      [&](db::Session& session) { return copy_table(from, session, "definition"); }));
  TRY(prepare_company(copy));
  TRY(copy.transaction([&](db::Session& session) { return copy_tables(from, session); }));
  return prepare_company(copy);
}

}  // namespace

Status copy_rows_of_postgresql(const std::string& url, const std::filesystem::path& file) {
  const auto company = TRY(db::Database::open(url));
  const auto copy = TRY(db::Database::open("sqlite:" + file.string()));
  return company->read([&](db::Session& from) { return copy_company(from, *copy); });
}

}  // namespace kontor::host
