#include "host/store/record_store.hpp"

#include <algorithm>
#include <iterator>

#include "base/db/array_text.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kKeysPerStatement = 512;
constexpr std::int64_t kGatheredPages = 200;  // Of 4 KB: about ten milliseconds.

// Lists are filled up with their last key to one of few lengths, so that few statements
// are prepared.
std::size_t list_length(std::size_t count) {
  for (const std::size_t length : {std::size_t{1}, std::size_t{8}, std::size_t{64}}) {
    if (count <= length) return length;
  }
  return kKeysPerStatement;
}

std::vector<db::Value> padded(const std::vector<std::string>& keys, std::size_t at) {
  const std::size_t count = std::min(kKeysPerStatement, keys.size() - at);
  std::vector<db::Value> values;
  values.reserve(list_length(count));
  for (std::size_t i = 0; i < count; ++i) values.emplace_back(keys[at + i]);
  while (values.size() < list_length(count)) values.emplace_back(keys[at + count - 1]);
  return values;
}

// `select` WHERE `column` IN (keys), oldest row first within each statement.
Result<std::vector<db::Row>> query_in(db::Session& session, const std::string& select,
                                      const std::string& column,
                                      const std::vector<std::string>& keys) {
  constexpr const char* kLiving = " AND deleted_at_ms IS NULL ORDER BY seq";
  if (session.dialect() == db::Dialect::postgresql) {
    // A parameter each would be bound and planned one by one.
    if (keys.empty()) return std::vector<db::Row>();
    return session.query(select + " WHERE " + column + " = ANY($1::text[])" + kLiving,
                         {db::array_text(keys)});
  }
  std::vector<db::Row> rows;
  for (std::size_t at = 0; at < keys.size(); at += kKeysPerStatement) {
    const std::vector<db::Value> values = padded(keys, at);
    auto answer = TRY(session.query(
        select + " WHERE " + column + " IN " + db::placeholders(1, values.size()) + kLiving,
        values));
    rows.insert(rows.end(), std::make_move_iterator(answer.begin()),
                std::make_move_iterator(answer.end()));
  }
  return rows;
}

}  // namespace

void RecordStore::adopt(const Catalogue& catalogue) {
  const std::lock_guard lock(mutex_);
  for (const auto* entities : {&catalogue.entities(), &catalogue.hidden()}) {
    for (const auto& [name, entity] : *entities)
      layouts_[name] = std::make_shared<const RecordLayout>(entity);
  }
}

std::shared_ptr<const RecordLayout> RecordStore::layout(const std::string& entity) const {
  const std::lock_guard lock(mutex_);
  return layouts_.at(entity);
}

Status RecordStore::insert(db::Session& session, const std::string& entity,
                           const std::vector<const Record*>& records) const {
  if (records.empty()) return ok();
  const auto kept_layout = layout(entity);
  const RecordLayout& rows = *kept_layout;
  std::vector<std::vector<db::Value>> values;
  values.reserve(records.size());
  for (const Record* record : records) values.push_back(rows.values(*record));
  TRY(session.insert_rows(rows.table(), rows.names(), values));
  std::vector<std::string> ids;
  ids.reserve(records.size());
  for (const Record* record : records) ids.push_back(record->id);
  TRY(count(session, entity, static_cast<std::int64_t>(records.size())));
  return index(session, rows, ids, Index::add);
}

// SQLite only; PostgreSQL computes its index from the row. Entries are taken out while the
// row still has the text they were made from.
Status RecordStore::index(db::Session& session, const RecordLayout& rows,
                          const std::vector<std::string>& ids, Index change) {
  if (session.dialect() != db::Dialect::sqlite || !rows.has_search()) return ok();
  const std::string table = rows.table() + "_search";
  const std::string into =
      change == Index::add
          ? table + "(rowid, search_text) SELECT seq, search_text"
          : table + "(" + table + ", rowid, search_text) SELECT 'delete', seq, search_text";
  for (std::size_t at = 0; at < ids.size(); at += kKeysPerStatement) {
    const std::vector<db::Value> values = padded(ids, at);
    TRY(session.execute("INSERT INTO " + into + " FROM " + rows.table() + " WHERE id IN " +
                            db::placeholders(1, values.size()),
                        values));
  }
  return ok();
}

// FTS5, "The 'merge' command": a negative number of pages takes in segments however few they are.
Result<bool> RecordStore::tidy(db::Session& session, const std::string& entity,
                               Tidying stage) const {
  const auto rows = layout(entity);
  if (session.dialect() == db::Dialect::postgresql) {
    TRY(session.execute("ANALYZE " + rows->table()));
    return false;
  }
  if (!rows->has_search()) return false;
  const std::string table = rows->table() + "_search";
  const auto changes = [&]() -> Result<std::int64_t> {
    return TRY(session.query("SELECT total_changes()")).front().integer(0);
  };
  const std::int64_t before = TRY(changes());
  TRY(session.execute("INSERT INTO " + table + " (" + table + ", rank) VALUES ('merge', $1)",
                      {stage == Tidying::begin ? -kGatheredPages : kGatheredPages}));
  return TRY(changes()) - before > 1;
}

Result<bool> RecordStore::update(db::Session& session, const Record& before,
                                 const Record& after) const {
  const auto kept_layout = layout(after.entity);
  const RecordLayout& rows = *kept_layout;
  const bool alike = rows.is_found_alike(before, after);
  const auto values_of = [&](const Record& record) {
    return rows.values(record, alike ? "" : rows.search_text(record));
  };
  std::vector<db::Value> kept_values = values_of(after);
  const std::vector<db::Value> earlier = values_of(before);
  std::vector<db::Value> values;
  values.reserve(kept_values.size() + 2);
  std::string sql = "UPDATE " + rows.table() + " SET ";
  bool reindex = false;
  for (std::size_t i = 0; i < rows.names().size(); ++i) {
    const std::string& name = rows.names()[i];
    // What is as it was stays as it is stored: also the text that the index was made from, where a
    // definition changed since which fields are searched.
    if (kept_values[i] == earlier[i]) continue;
    if (name == "search_text") reindex = true;
    values.push_back(std::move(kept_values[i]));
    sql += (values.size() == 1 ? "" : ", ") + name + " = $" + std::to_string(values.size());
  }
  sql += " WHERE id = $" + std::to_string(values.size() + 1) + " AND version = $" +
         std::to_string(values.size() + 2) + " AND deleted_at_ms IS NULL";
  values.emplace_back(after.id);
  values.emplace_back(before.version);
  if (reindex) TRY(index(session, rows, {after.id}, Index::take_out));
  const bool kept = TRY(session.execute(sql, values)) == 1;
  if (reindex) TRY(index(session, rows, {after.id}, Index::add));
  return kept;
}

Result<std::optional<Record>> RecordStore::find(db::Session& session, const std::string& entity,
                                                const std::string& id) const {
  const auto kept_layout = layout(entity);
  const RecordLayout& rows = *kept_layout;
  const auto row = TRY(session.query_row("SELECT " + rows.selection() + " FROM " + rows.table() +
                                             " WHERE id = $1 AND deleted_at_ms IS NULL",
                                         {id}));
  if (!row) return std::optional<Record>();
  return std::optional<Record>(rows.read(*row));
}

Result<std::vector<Record>> RecordStore::find_all(db::Session& session, const std::string& entity,
                                                  const std::vector<std::string>& ids) const {
  return find_by_key(session, entity, "id", ids);
}

Result<std::vector<Record>> RecordStore::find_by_key(db::Session& session,
                                                     const std::string& entity,
                                                     const std::string& field,
                                                     const std::vector<std::string>& keys) const {
  const auto kept_layout = layout(entity);
  const RecordLayout& rows = *kept_layout;
  const auto part =
      rows.is_phone(field) ? RecordLayout::Part::match_key : RecordLayout::Part::value;
  const auto* const column = rows.find(field, part);
  const std::string name = column == nullptr ? "id" : sql_name(column->name);
  std::vector<Record> found;
  const auto answer =
      TRY(query_in(session, "SELECT " + rows.selection() + " FROM " + rows.table(), name, keys));
  found.reserve(answer.size());
  for (const db::Row& row : answer) found.push_back(rows.read(row));
  return found;
}

// SQLite is told not to choose the other field's index, which may hold most of the table.
Result<std::vector<Record>> RecordStore::find_by_pair(db::Session& session,
                                                      const std::string& entity,
                                                      const std::string& field,
                                                      const std::vector<std::string>& keys,
                                                      const Beside& beside) const {
  std::vector<Record> found;
  const auto kept_layout = layout(entity);
  const RecordLayout& rows = *kept_layout;
  const auto* const first = rows.find(field);
  const auto* const second = rows.find(beside.field);
  if (first == nullptr || second == nullptr || keys.empty()) return found;
  const bool sqlite = session.dialect() == db::Dialect::sqlite;
  const std::string select = "SELECT " + rows.selection() + " FROM " + rows.table() + " WHERE " +
                             (sqlite ? "+" : "") + sql_name(second->name);
  std::vector<db::Value> others;
  std::vector<std::string> texts;
  bool numbers = false;
  for (const Json& value : beside.values) {
    others.push_back(json_to_stored(second->type, value));
    numbers = std::holds_alternative<std::int64_t>(others.back());
    texts.push_back(numbers ? std::to_string(std::get<std::int64_t>(others.back()))
                            : value.get<std::string>());
  }
  const std::string column = sql_name(first->name);
  for (std::size_t at = 0; at < keys.size(); at += sqlite ? kKeysPerStatement : keys.size()) {
    std::vector<db::Value> values;
    std::string test;
    if (sqlite) {
      values = padded(keys, at);
      test = " IN " + db::placeholders(values.size() + 1, others.size()) + " AND " + column +
             " IN " + db::placeholders(1, values.size());
      values.insert(values.end(), others.begin(), others.end());
    } else {
      values = {db::array_text(keys), db::array_text(texts)};
      test = std::string(" = ANY($2::") + (numbers ? "bigint" : "text") + "[]) AND " + column +
             " = ANY($1::text[])";
    }
    for (const db::Row& row :
         TRY(session.query(select + test + " AND deleted_at_ms IS NULL ORDER BY seq", values)))
      found.push_back(rows.read(row));
  }
  return found;
}

Result<std::set<std::string>> RecordStore::present(db::Session& session, const std::string& entity,
                                                   const std::vector<std::string>& ids) const {
  std::set<std::string> found;
  for (const db::Row& row :
       TRY(query_in(session, "SELECT id FROM " + layout(entity)->table(), "id", ids))) {
    found.insert(row.text(0));
  }
  return found;
}

Result<std::map<std::string, std::string>> RecordStore::owners(
    db::Session& session, const std::string& entity, const std::vector<std::string>& ids) const {
  std::map<std::string, std::string> found;
  if (ids.empty()) return found;
  const std::vector<db::Value> values(ids.begin(), ids.end());
  for (const db::Row& row : TRY(session.query("SELECT id, owner FROM " + layout(entity)->table() +
                                                  " WHERE owner IS NOT NULL AND id IN " +
                                                  db::placeholders(1, ids.size()),
                                              values))) {
    found[row.text(0)] = row.text(1);
  }
  return found;
}

Result<std::vector<std::string>> RecordStore::values_by(db::Session& session,
                                                        const std::string& entity,
                                                        const std::string& wanted,
                                                        const std::string& field,
                                                        const std::string& value, int limit) const {
  std::vector<std::string> found;
  for (const db::Row& row : TRY(session.query(
           "SELECT " + sql_name(wanted) + " FROM " + layout(entity)->table() + " WHERE " +
               sql_name(field) + " = $1 AND deleted_at_ms IS NULL ORDER BY seq DESC LIMIT $2",
           {value, std::int64_t{limit}}))) {
    if (!row.is_null(0)) found.push_back(row.text(0));
  }
  return found;
}

}  // namespace kontor::host
