#include "host/store/record_tables.hpp"

#include <set>

#include "host/store/record_layout.hpp"
#include "host_migrations.hpp"

namespace kontor::host {

namespace {

using db::Dialect;

std::string column_type(const RecordLayout::Column& column) {
  if (column.part == RecordLayout::Part::amount) return "BIGINT";
  if (column.part != RecordLayout::Part::value) return "TEXT";
  switch (column.type) {
    case FieldType::date:
    case FieldType::time:
    case FieldType::boolean:
      return "BIGINT";
    case FieldType::number:
      return "DOUBLE PRECISION";
    default:
      return "TEXT";
  }
}

std::string create_table(const RecordLayout& layout, Dialect dialect) {
  const bool sqlite = dialect == Dialect::sqlite;
  std::string sql = "CREATE TABLE " + layout.table() + " (seq ";
  sql += sqlite ? "INTEGER PRIMARY KEY" : "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
  sql +=
      ", id TEXT NOT NULL UNIQUE, version BIGINT NOT NULL, created_at_ms BIGINT NOT NULL, "
      "updated_at_ms BIGINT NOT NULL, extra TEXT NOT NULL, search_text TEXT NOT NULL";
  for (const auto& column : layout.columns()) {
    sql += ", " + sql_name(column.name) + " " + column_type(column);
  }
  if (!sqlite && layout.has_search()) {
    sql +=
        ", search_vector tsvector GENERATED ALWAYS AS (to_tsvector('simple', search_text)) STORED";
  }
  return sql + ")";
}

// Holds no text of its own; RecordStore keeps it in step, a batch at a time: a trigger
// would make SQLite flush the index after every row.
Status create_sqlite_search(db::Session& session, const std::string& table) {
  TRY(session.execute("CREATE VIRTUAL TABLE " + table +
                      "_search USING fts5(search_text, content='" + table +
                      "', content_rowid='seq', tokenize='unicode61 remove_diacritics 0')"));
  return ok();
}

Status create_indexes(db::Session& session, const Entity& entity, const RecordLayout& layout) {
  for (const auto& columns : entity.indexes) {
    std::string name = layout.table();
    std::string list;
    for (const std::string& column : columns) {
      name += "_" + column;
      list += (list.empty() ? "" : ", ") + sql_name(column);
    }
    TRY(session.execute("CREATE INDEX " + name + " ON " + layout.table() + " (" + list + ")"));
  }
  for (const auto& column : layout.columns()) {
    const bool key =
        column.part == RecordLayout::Part::match_key || column.type == FieldType::email;
    if (!key) continue;
    // The digits of a key sort the same in every collation.
    TRY(session.execute("CREATE INDEX " + layout.table() + "_" + column.name + " ON " +
                        layout.table() + " (" + sql_name(column.name) + ")"));
  }
  return ok();
}

Result<std::set<std::string>> present_columns(db::Session& session, const std::string& table) {
  const bool sqlite = session.dialect() == Dialect::sqlite;
  const std::string_view sql =
      sqlite ? "SELECT name FROM pragma_table_info($1)"
             : "SELECT column_name FROM information_schema.columns WHERE table_schema = "
               "current_schema() AND table_name = $1";
  std::set<std::string> columns;
  for (const db::Row& row : TRY(session.query(sql, {table}))) columns.insert(row.text(0));
  return columns;
}

Status prepare_entity(db::Session& session, const Entity& entity) {
  const RecordLayout layout(entity);
  const std::set<std::string> present = TRY(present_columns(session, layout.table()));
  if (!present.empty()) {
    for (const auto& column : layout.columns()) {
      if (present.contains(column.name)) continue;
      TRY(session.execute("ALTER TABLE " + layout.table() + " ADD COLUMN " + sql_name(column.name) +
                          " " + column_type(column)));
    }
    return ok();
  }
  TRY(session.execute(create_table(layout, session.dialect())));
  TRY(create_indexes(session, entity, layout));
  if (!layout.has_search()) return ok();
  if (session.dialect() == Dialect::sqlite) return create_sqlite_search(session, layout.table());
  TRY(session.execute("CREATE INDEX " + layout.table() + "_search ON " + layout.table() +
                      " USING gin (search_vector)"));
  return ok();
}

}  // namespace

Status prepare_database(db::Database& database, const Catalogue& builtin) {
  TRY(db::migrate(database, "host", db::host_migrations()));
  return database.transaction([&](db::Session& session) -> Status {
    for (const auto& [name, entity] : builtin.entities()) TRY(prepare_entity(session, entity));
    return ok();
  });
}

}  // namespace kontor::host
