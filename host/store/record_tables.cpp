#include "host/store/record_tables.hpp"

#include <algorithm>
#include <map>

#include "base/core/log.hpp"
#include "host/store/definition_store.hpp"
#include "host/store/phone_words.hpp"
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
      "updated_at_ms BIGINT NOT NULL, extra TEXT NOT NULL, search_text TEXT NOT NULL, "
      "deleted_at_ms BIGINT, deleted_with TEXT";
  for (const auto& column : layout.columns()) {
    sql += ", " + sql_name(column.name) + " " + column_type(column);
  }
  // Room for the next version of a row beside it: then PostgreSQL leaves its indexes as they are.
  return sql + (sqlite ? ")" : ") WITH (fillfactor = 85)");
}

// SQLite's holds no text of its own; RecordStore keeps it in step, a batch at a time: a
// trigger would make SQLite flush the index after every row.
Status create_search(db::Session& session, const std::string& table) {
  if (session.dialect() == Dialect::sqlite) {
    const std::string search = table + "_search";
    if (TRY(session.query_row("SELECT 1 FROM sqlite_master WHERE name = $1", {search})))
      return ok();
    TRY(session.execute("CREATE VIRTUAL TABLE " + search + " USING fts5(search_text, content='" +
                        table +
                        "', content_rowid='seq', tokenize='unicode61 remove_diacritics 0')"));
    // Rows that were there before the first searchable field was.
    TRY(session.execute("INSERT INTO " + search + " (rowid, search_text) SELECT seq, search_text " +
                        "FROM " + table + " WHERE deleted_at_ms IS NULL"));
    return ok();
  }
  // Not an index of the expression. Tried: as long as nobody had analysed the table, look-ups of an
  // import walked through all of it, 110 ms each at 20,000 rows.
  TRY(session.execute("ALTER TABLE " + table +
                      " ADD COLUMN IF NOT EXISTS search_vector tsvector GENERATED ALWAYS AS "
                      "(to_tsvector('simple', search_text)) STORED"));
  TRY(session.execute("CREATE INDEX IF NOT EXISTS " + table + "_search ON " + table +
                      " USING gin (search_vector)"));
  // Each search reads the list of what is not in the index yet (4 MB unless told), in kB.
  TRY(session.execute("ALTER INDEX " + table + "_search SET (gin_pending_list_limit = 64)"));
  return ok();
}

std::string unique_index(const RecordLayout& layout, const Field& field) {
  return layout.table() + "_" + field.name + "_unique";
}

Status create_indexes(db::Session& session, const Entity& entity, const RecordLayout& layout) {
  for (const auto& columns : entity.indexes) {
    std::string name = layout.table();
    std::string list;
    for (const std::string& column : columns) {
      name += "_" + column;
      list += (list.empty() ? "" : ", ") + sql_name(column);
    }
    TRY(session.execute("CREATE INDEX IF NOT EXISTS " + name + " ON " + layout.table() + " (" +
                        list + ")"));
  }
  for (const auto& column : layout.columns()) {
    const bool key =
        column.part == RecordLayout::Part::match_key || column.type == FieldType::email;
    if (!key) continue;
    // The digits of a key sort the same in every collation.
    TRY(session.execute("CREATE INDEX IF NOT EXISTS " + layout.table() + "_" + column.name +
                        " ON " + layout.table() + " (" + sql_name(column.name) + ")"));
  }
  return ok();
}

// Records from before a built-in field had to be unique are left as they are: a host that would
// not start helps nobody. Every save asks for a value of its own, with the index or without.
Result<bool> has_twins(db::Session& session, const RecordLayout& layout, const Field& field) {
  const std::string column = sql_name(field.name);
  const bool sqlite = session.dialect() == Dialect::sqlite;
  const bool indexed = TRY(session.query_row(sqlite ? "SELECT 1 FROM sqlite_master WHERE name = $1"
                                                    : "SELECT 1 FROM pg_indexes WHERE schemaname = "
                                                      "current_schema() AND indexname = $1",
                                             {unique_index(layout, field)}))
                           .has_value();
  if (indexed) return false;
  const auto twins = TRY(session.query_row(
      "SELECT COUNT(*) FROM " + layout.table() + " WHERE deleted_at_ms IS NULL AND " + column +
          " IS NOT NULL GROUP BY " + column + " HAVING COUNT(*) > 1 LIMIT 1",
      {}));
  if (!twins) return false;
  log::warning("values that should be unique are not; merge or change these records",
               {{"table", layout.table()}, {"field", field.name}});
  return true;
}

// A deleted record does not keep its value from others.
Status create_unique_indexes(db::Session& session, const Entity& entity,
                             const RecordLayout& layout) {
  for (const Field& field : entity.fields) {
    const auto* const column = layout.find(field.name);
    if (!field.unique || column == nullptr) continue;
    if (TRY(has_twins(session, layout, field))) continue;
    TRY(session.execute("CREATE UNIQUE INDEX IF NOT EXISTS " + unique_index(layout, field) +
                        " ON " + layout.table() + " (" + sql_name(column->name) +
                        ") WHERE deleted_at_ms IS NULL"));
  }
  return ok();
}

// Names and types, in lower case, of the columns that are there.
Result<std::map<std::string, std::string>> present_columns(db::Session& session,
                                                           const std::string& table) {
  const bool sqlite = session.dialect() == Dialect::sqlite;
  const std::string_view sql =
      sqlite ? "SELECT name, lower(type) FROM pragma_table_info($1)"
             : "SELECT column_name, data_type FROM information_schema.columns WHERE "
               "table_schema = current_schema() AND table_name = $1";
  std::map<std::string, std::string> columns;
  for (const db::Row& row : TRY(session.query(sql, {table}))) columns[row.text(0)] = row.text(1);
  return columns;
}

Status add_columns(db::Session& session, const RecordLayout& layout,
                   const std::map<std::string, std::string>& present) {
  const auto add = [&](const std::string& name, const std::string& type) -> Status {
    const auto found = present.find(name);
    if (found == present.end()) {
      TRY(session.execute("ALTER TABLE " + layout.table() + " ADD COLUMN " + sql_name(name) + " " +
                          type));
      return ok();
    }
    std::string wanted = type;
    std::transform(wanted.begin(), wanted.end(), wanted.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (found->second == wanted) return ok();
    return Error{ErrorCode::conflict,
                 name + ": an earlier field of this name held another type; choose another name"};
  };
  TRY(add("deleted_at_ms", "BIGINT"));
  TRY(add("deleted_with", "TEXT"));
  for (const auto& column : layout.columns()) TRY(add(column.name, column_type(column)));
  return ok();
}

Status count_records(db::Session& session, const Entity& entity, const RecordLayout& layout) {
  if (TRY(session.query_row("SELECT living FROM record_count WHERE entity = $1", {entity.name})))
    return ok();
  TRY(session.execute("INSERT INTO record_count (entity, living) SELECT $1, COUNT(*) FROM " +
                          layout.table() + " WHERE deleted_at_ms IS NULL",
                      {entity.name}));
  return ok();
}

// The furthest stages of deals that are older than the field, from their history.
Status fill_reached(db::Session& session) {
  TRY(session.execute(
      "UPDATE record_deal SET reached = (SELECT h.stage FROM record_stage_change AS h WHERE "
      "h.deal = record_deal.id AND h.pipeline = record_deal.pipeline AND h.position IS NOT NULL "
      "ORDER BY h.position DESC LIMIT 1)"));
  return ok();
}

// PostgreSQL only. Rows that every transaction writes anew are few on a page that is never filled:
// who looks for one walks over the old ones. A row of an import is written in one transaction with
// its job, which is never deleted alone; a foreign key would look at the job again for each.
Status lighten_writes(db::Session& session) {
  if (session.dialect() == Dialect::sqlite) return ok();
  for (const char* table : {"chain_head", "record_count"})
    TRY(session.execute(std::string("ALTER TABLE ") + table + " SET (fillfactor = 10)"));
  TRY(session.execute(
      "ALTER TABLE import_row DROP CONSTRAINT IF EXISTS import_row_import_id_fkey"));
  return ok();
}

}  // namespace

Status prepare_table(db::Session& session, const Entity& entity) {
  const RecordLayout layout(entity);
  const auto present = TRY(present_columns(session, layout.table()));
  if (present.empty()) {
    TRY(session.execute(create_table(layout, session.dialect())));
  } else {
    TRY(add_columns(session, layout, present));
  }
  TRY(create_indexes(session, entity, layout));
  TRY(create_unique_indexes(session, entity, layout));
  if (layout.has_search()) TRY(create_search(session, layout.table()));
  return count_records(session, entity, layout);
}

Result<std::map<std::string, std::string>> columns_of_table(db::Session& session,
                                                            const std::string& table) {
  return present_columns(session, table);
}

Status drop_table(db::Session& session, const Entity& entity) {
  const std::string table = RecordLayout(entity).table();
  TRY(session.execute("DELETE FROM record_merge WHERE entity = $1", {entity.name}));
  TRY(session.execute("DELETE FROM record_count WHERE entity = $1", {entity.name}));
  if (session.dialect() == Dialect::sqlite)
    TRY(session.execute("DROP TABLE IF EXISTS " + table + "_search"));
  TRY(session.execute("DROP TABLE IF EXISTS " + table));
  return ok();
}

Status empty_field(db::Session& session, const Entity& entity, const Field& field) {
  const RecordLayout layout(entity);
  if (field.unique) TRY(session.execute("DROP INDEX IF EXISTS " + unique_index(layout, field)));
  for (const auto& column : layout.columns()) {
    if (column.field != field.name) continue;
    const std::string name = sql_name(column.name);
    TRY(session.execute("UPDATE " + layout.table() + " SET " + name + " = NULL WHERE " + name +
                        " IS NOT NULL"));
  }
  return ok();
}

Status prepare_database(db::Database& database, Definitions& definitions) {
  TRY(db::migrate(database, "host", db::host_migrations()));
  auto loaded = database.read([](db::Session& session) { return DefinitionStore::load(session); });
  CompanyDefinitions company = TRY(std::move(loaded));
  TRY(definitions.configure(std::move(company)));
  const auto catalogue = definitions.now();
  Status prepared = database.transaction([&](db::Session& session) -> Status {
    const auto deals = TRY(present_columns(session, "record_deal"));
    for (const auto& [name, entity] : catalogue->entities()) TRY(prepare_table(session, entity));
    for (const auto& [name, entity] : catalogue->hidden()) TRY(prepare_table(session, entity));
    if (!deals.empty() && !deals.contains("reached")) TRY(fill_reached(session));
    return lighten_writes(session);
  });
  TRY(std::move(prepared));
  return add_phone_words(database, *catalogue);
}

Result<bool> is_older_database(db::Database& database) {
  return db::is_older(database, "host", db::host_migrations());
}

}  // namespace kontor::host
