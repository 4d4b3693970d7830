#include "host/backup/database_summary.hpp"

#include <array>

#include "base/core/bytes.hpp"
#include "base/crypto/hash.hpp"
#include "host/backup/row_values.hpp"

namespace kontor::host {

namespace {

constexpr std::int64_t kRowsAtOnce = 5000;
constexpr std::size_t kTablesMax = 10'000;

class RowSum {
 public:
  void add(const db::Row& row, std::size_t from) {
    const std::string hash = crypto::sha256(to_text(row_values(row, from)));
    for (std::size_t i = 0; i < hash.size(); i += 8) {
      std::uint64_t lane = 0;
      for (std::size_t j = i; j < i + 8; ++j) {
        lane = (lane << 8) | static_cast<unsigned char>(hash[j]);
      }
      lanes_[i / 8] += lane;
    }
  }
  std::string text() const {
    std::string bytes;
    for (const std::uint64_t lane : lanes_) {
      for (int shift = 56; shift >= 0; shift -= 8) {
        bytes += static_cast<char>((lane >> shift) & 0xff);
      }
    }
    return hex_encode(bytes);
  }

 private:
  std::array<std::uint64_t, 4> lanes_{};
};

// The shadow tables of an FTS5 index are named after it.
std::string_view tables_sql(db::Dialect dialect) {
  return dialect == db::Dialect::sqlite
             ? "SELECT name FROM sqlite_master t WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
               "AND name <> 'person_key' "
               "AND NOT EXISTS (SELECT 1 FROM sqlite_master v WHERE v.sql LIKE 'CREATE VIRTUAL%' "
               "AND (t.name = v.name OR t.name LIKE v.name || '~_%' ESCAPE '~')) ORDER BY name"
             : "SELECT table_name FROM information_schema.tables WHERE table_schema = "
               "current_schema() AND table_type = 'BASE TABLE' AND table_name <> 'person_key' "
               "ORDER BY table_name";
}

Result<TableSummary> summary_of(db::Session& session, const std::string& table) {
  const bool sqlite = session.dialect() == db::Dialect::sqlite;
  const std::string place = sqlite ? "rowid" : "ctid";
  const std::string after = sqlite ? "$1" : "CAST($1 AS tid)";
  const std::string sql = "SELECT " + (sqlite ? place : "CAST(ctid AS TEXT) AS place") +
                          ", * FROM \"" + table + "\" WHERE " + place + " > " + after +
                          " ORDER BY " + place + " LIMIT " + std::to_string(kRowsAtOnce);
  db::Value last = sqlite ? db::Value(INT64_MIN) : db::Value(std::string("(0,0)"));
  TableSummary summary{table, 0, {}};
  RowSum sum;
  for (;;) {
    const auto rows = TRY(session.query(sql, {last}));
    for (const db::Row& row : rows) sum.add(row, 1);
    summary.rows += static_cast<std::int64_t>(rows.size());
    if (rows.size() < static_cast<std::size_t>(kRowsAtOnce)) break;
    last = rows.back().at(0);
  }
  summary.hash = sum.text();
  return summary;
}

}  // namespace

Result<std::vector<TableSummary>> summarise(db::Session& session) {
  std::vector<TableSummary> tables;
  for (const db::Row& row : TRY(session.query(tables_sql(session.dialect())))) {
    tables.push_back(TRY(summary_of(session, row.text(0))));
  }
  return tables;
}

Json to_json(const std::vector<TableSummary>& tables) {
  Json list = Json::array();
  for (const TableSummary& table : tables) {
    list.push_back({{"name", table.name}, {"rows", table.rows}, {"hash", table.hash}});
  }
  return list;
}

Result<std::vector<TableSummary>> parse_summary(const Json& json) {
  if (!json.is_array() || json.size() > kTablesMax) {
    return Error{ErrorCode::untrusted, "the backup's list of tables is not readable"};
  }
  std::vector<TableSummary> tables;
  tables.reserve(json.size());
  for (const Json& each : json) {
    TableSummary table;
    table.name = TRY(json_text(each, "name"));
    table.rows = TRY(json_integer(each, "rows"));
    table.hash = TRY(json_text(each, "hash"));
    tables.push_back(std::move(table));
  }
  return tables;
}

Status compare(const std::vector<TableSummary>& wanted, const std::vector<TableSummary>& found,
               const std::map<std::string, std::int64_t>& lost) {
  const auto differs = [](const std::string& table) {
    return Error{ErrorCode::untrusted, "the restored table " + table + " is not what was backed up",
                 R"({"code":"backup-differs"})"};
  };
  if (wanted.size() != found.size()) return differs("list");
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto gone = lost.find(wanted[i].name);
    const bool same = gone == lost.end() ? wanted[i] == found[i]
                                         : wanted[i].name == found[i].name &&
                                               wanted[i].rows == found[i].rows + gone->second;
    if (!same) return differs(wanted[i].name);
  }
  return ok();
}

}  // namespace kontor::host
