#include "host/backup/person_rows.hpp"

#include <algorithm>
#include <fstream>
#include <optional>
#include <utility>

#include "base/core/bytes.hpp"
#include "base/core/json.hpp"
#include "base/crypto/seal.hpp"
#include "host/backup/row_values.hpp"

namespace kontor::host {

namespace {

constexpr std::int64_t kPersonRowsAtOnce = 2000;
constexpr std::size_t kRowBytesMax = std::size_t{64} << 20;

std::string joined_names(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "\"" : ", \"") + name + "\"";
  return list;
}

Status write_table(db::Session& session, const PersonTable& table, const PersonKeys& keys,
                   Random& random, std::ofstream& output) {
  const bool sqlite = session.dialect() == db::Dialect::sqlite;
  const std::string place = sqlite ? "rowid" : "ctid";
  const std::string sql = "SELECT " + (sqlite ? place : "CAST(ctid AS TEXT)") + ", " +
                          table.person + ", " + joined_names(table.columns) + " FROM " +
                          table.name + " WHERE " + place + " > " +
                          (sqlite ? "$1" : "CAST($1 AS tid)") + " ORDER BY " + place + " LIMIT " +
                          std::to_string(kPersonRowsAtOnce);
  db::Value last = sqlite ? db::Value(INT64_MIN) : db::Value(std::string("(0,0)"));
  const std::string nobodys = random.bytes(32);
  for (bool more = true; more;) {
    const auto rows = TRY(session.query(sql, {last}));
    for (const db::Row& row : rows) {
      const Json values = row_values(row, 2);
      if (row.is_null(1)) {
        output << to_text(Json{{"row", values}}) << '\n';
        continue;
      }
      const auto key = keys.find(row.text(1));
      const std::string sealed = crypto::seal(key == keys.end() ? nobodys : key->second,
                                              to_text(values), table.name, random);
      output << to_text(Json{{"person", row.text(1)}, {"sealed", base64_encode(sealed)}}) << '\n';
    }
    more = rows.size() == static_cast<std::size_t>(kPersonRowsAtOnce);
    if (more) last = rows.back().at(0);
  }
  return ok();
}

// Rows gathered and written some hundred at a time.
class Inserting {
 public:
  explicit Inserting(db::Session& session) : session_(session) {}
  Status begin(const Json& line) {
    TRY(flush());
    table_ = TRY(json_text(line, "table"));
    columns_ = line.value("columns", std::vector<std::string>());
    return ok();
  }
  Status add(const Json& values) {
    if (!values.is_array() || values.size() != columns_.size())
      return Error{ErrorCode::untrusted, "the backup's rows about people are not readable"};
    std::vector<db::Value> row;
    row.reserve(values.size());
    for (const Json& value : values) row.push_back(db_value(value));
    rows_.push_back(std::move(row));
    return rows_.size() < 200 ? ok() : flush();
  }
  Status flush() {
    if (rows_.empty()) return ok();
    std::vector<std::string> quoted;
    quoted.reserve(columns_.size());
    for (const std::string& column : columns_) quoted.push_back("\"" + column + "\"");
    const auto rows = std::exchange(rows_, {});
    if (session_.dialect() == db::Dialect::sqlite || !numbered())
      return session_.insert_rows(table_, quoted, rows);
    return insert_numbered(quoted, rows);
  }
  const std::string& table() const { return table_; }

 private:
  bool numbered() const {
    return std::find(columns_.begin(), columns_.end(), "seq") != columns_.end();
  }
  // PostgreSQL numbers these rows itself unless told otherwise.
  Status insert_numbered(const std::vector<std::string>& quoted,
                         const std::vector<std::vector<db::Value>>& rows) {
    std::string names;
    for (const std::string& column : quoted) names += (names.empty() ? "" : ", ") + column;
    for (const auto& row : rows) {
      TRY(session_.execute("INSERT INTO " + table_ + " (" + names +
                               ") OVERRIDING SYSTEM VALUE VALUES " +
                               db::placeholders(1, row.size()),
                           row));
    }
    TRY(session_.query("SELECT setval(pg_get_serial_sequence('" + table_ +
                       "', 'seq'), GREATEST((SELECT COALESCE(MAX(seq), 1) FROM " + table_ +
                       "), 1))"));
    return ok();
  }

  db::Session& session_;
  std::string table_;
  std::vector<std::string> columns_;
  std::vector<std::vector<db::Value>> rows_;
};

// Nothing for a person without a key, or one erased while the backup was made.
Result<std::optional<Json>> opened_row(const Json& line, const std::string& table,
                                       const PersonKeys& keys) {
  const std::string person = TRY(json_text(line, "person"));
  const std::string bytes = TRY(json_text(line, "sealed"));
  const auto key = keys.find(person);
  if (key == keys.end()) return std::optional<Json>();
  const std::string sealed = TRY(base64_decode(bytes));
  const auto plain = crypto::open_sealed(key->second, sealed, table);
  if (!plain) return std::optional<Json>();
  return std::optional<Json>(TRY(parse_json(*plain, {.bytes_max = kRowBytesMax})));
}

}  // namespace

Status write_person_rows(db::Session& session, const std::vector<PersonTable>& tables,
                         const PersonKeys& keys, Random& random,
                         const std::filesystem::path& file) {
  std::ofstream output(file, std::ios::binary);
  for (const PersonTable& table : tables) {
    output << to_text(Json{{"table", table.name}, {"columns", table.columns}}) << '\n';
    TRY(write_table(session, table, keys, random, output));
  }
  output.flush();
  if (output) return ok();
  return Error{ErrorCode::unavailable, "cannot write " + file.string() + ": is the disk full?"};
}

Status take_person_rows_out(db::Session& session, const std::vector<PersonTable>& tables) {
  for (const PersonTable& table : tables) {
    // The host makes the index anew where there is none.
    TRY(session.execute("DROP TABLE IF EXISTS " + table.name + "_search"));
    TRY(session.execute("DELETE FROM " + table.name));
  }
  if (!tables.empty()) TRY(session.execute("DELETE FROM person_key"));
  return ok();
}

Result<LostRows> put_person_rows_back(db::Database& database, const std::filesystem::path& file,
                                      const PersonKeys& keys) {
  return database.transaction([&](db::Session& session) -> Result<LostRows> {
    LostRows lost;
    std::ifstream input(file, std::ios::binary);
    Inserting rows(session);
    for (std::string text; std::getline(input, text);) {
      const Json line = TRY(parse_json(text, {.bytes_max = kRowBytesMax}));
      if (line.contains("table")) {
        TRY(rows.begin(line));
      } else if (line.contains("row")) {
        TRY(rows.add(line["row"]));
      } else if (const auto values = TRY(opened_row(line, rows.table(), keys))) {
        TRY(rows.add(*values));
      } else {
        ++lost.tables[rows.table()];
        lost.people.insert(line.value("person", ""));
      }
    }
    TRY(rows.flush());
    return lost;
  });
}

}  // namespace kontor::host
