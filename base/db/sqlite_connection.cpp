#include "base/db/sqlite_connection.hpp"

#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/Utility.h>
#include <Poco/Exception.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <filesystem>

namespace kontor::db {

namespace {

constexpr int kBusyTimeoutMs = 10'000;    // Another process on the same file.
constexpr std::size_t kOpenTimeoutS = 1;  // Poco tries a missing folder again until then.

// WAL: readers do not wait for the writer. FULL: a commit survives a power cut. LIKE and
// case: as on PostgreSQL.
constexpr std::string_view kSettings[] = {
    "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",  "PRAGMA case_sensitive_like = ON",
    "PRAGMA cache_size = -4000", "PRAGMA journal_size_limit = 67108864"};

// What a statement of the writer may have to take back stays in memory. A reader sorts in blocks
// of its cache, which SQLite does only where it may spill: into the database's own folder, on the
// same disk, in files without a name.
constexpr std::string_view kTemporariesOfWriter = "PRAGMA temp_store = MEMORY";
constexpr std::string_view kTemporariesOfReader = "PRAGMA temp_store = FILE";

// A connection is one thread's at a time (ConnectionPool), and nobody asks SQLite how much memory
// it has: no lock for a statement, none for an allocation. Before the first connection, or never.
void configure_sqlite(const std::filesystem::path& database) {
  static const bool done = [&] {
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    if (database.has_parent_path())
      sqlite3_temp_directory = sqlite3_mprintf("%s", database.parent_path().c_str());
    return true;
  }();
  static_cast<void>(done);
}

ErrorCode code_of(int result) {
  switch (result & 0xff) {
    case SQLITE_CONSTRAINT:
      return ErrorCode::conflict;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_NOMEM:
      return ErrorCode::unavailable;
    case SQLITE_TOOBIG:
      return ErrorCode::invalid_argument;
    default:
      return ErrorCode::internal;
  }
}

Value column_value(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
      return std::monostate{};
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, column)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, column);
    default: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
      return std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
    }
  }
}

int bind_one(sqlite3_stmt* statement, int position, const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    return sqlite3_bind_int64(statement, position, *integer);
  }
  if (const auto* real = std::get_if<double>(&value)) {
    return sqlite3_bind_double(statement, position, *real);
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    // The parameters outlive the step, and the bindings are cleared after it.
    return sqlite3_bind_text64(statement, position, text->data(), text->size(), SQLITE_STATIC,
                               SQLITE_UTF8);
  }
  return sqlite3_bind_null(statement, position);
}

}  // namespace

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const std::string& path, Use use) {
  configure_sqlite(path);
  try {
    Poco::Data::SQLite::Connector::registerConnector();
    Poco::Data::Session session("SQLite", path, kOpenTimeoutS);
    sqlite3* handle = Poco::Data::SQLite::Utility::dbHandle(session);
    std::unique_ptr<SqliteConnection> connection(new SqliteConnection(std::move(session), handle));
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, kBusyTimeoutMs);
    for (const std::string_view setting : kSettings) TRY(connection->run(setting, {}));
    const bool reads = use == Use::reader;
    TRY(connection->run(reads ? kTemporariesOfReader : kTemporariesOfWriter, {}));
    if (reads) TRY(connection->run("PRAGMA query_only = ON", {}));
    return connection;
  } catch (const Poco::Exception& failure) {
    return Error{ErrorCode::unavailable,
                 "cannot open database " + path + ": " + failure.displayText()};
  }
}

Error SqliteConnection::failure() const {
  return Error{code_of(sqlite3_extended_errcode(handle_)),
               std::string("SQLite: ") + sqlite3_errmsg(handle_)};
}

Result<SqliteConnection::Prepared> SqliteConnection::prepare(std::string_view sql) {
  sqlite3_stmt* raw = nullptr;
  const char* rest = nullptr;
  if (sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &raw, &rest) != SQLITE_OK) {
    return failure();
  }
  Prepared prepared;
  prepared.statement.reset(raw);
  const std::string_view tail = sql.substr(static_cast<std::size_t>(rest - sql.data()));
  if (raw == nullptr || tail.find_first_not_of(" \t\r\n;") != std::string_view::npos) {
    return Error{ErrorCode::internal, "SQL text is not exactly one statement"};
  }
  for (int i = 1; i <= sqlite3_bind_parameter_count(raw); ++i) {
    const char* name = sqlite3_bind_parameter_name(raw, i);
    std::size_t number = 0;
    if (name != nullptr) std::from_chars(name + 1, name + std::strlen(name), number);
    if (number == 0) return Error{ErrorCode::internal, "SQL parameters are written $1, $2 …"};
    prepared.numbers.push_back(number);
    prepared.numbers_max = std::max(prepared.numbers_max, number);
  }
  return prepared;
}

Status SqliteConnection::bind(const Prepared& prepared, const std::vector<Value>& parameters) {
  if (prepared.numbers_max != parameters.size()) {
    return Error{ErrorCode::internal, "SQL text and parameters differ in number"};
  }
  for (std::size_t i = 0; i < prepared.numbers.size(); ++i) {
    const Value& value = parameters[prepared.numbers[i] - 1];
    if (bind_one(prepared.statement.get(), static_cast<int>(i) + 1, value) != SQLITE_OK) {
      return failure();
    }
  }
  return ok();
}

Result<Connection::Answer> SqliteConnection::step_through(sqlite3_stmt* statement) {
  Answer answer;
  const auto columns = static_cast<std::size_t>(sqlite3_column_count(statement));
  int result = SQLITE_ROW;
  while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
    std::vector<Value> values;
    values.reserve(columns);
    for (std::size_t i = 0; i < columns; ++i) {
      values.push_back(column_value(statement, static_cast<int>(i)));
    }
    answer.rows.emplace_back(std::move(values));
  }
  if (result != SQLITE_DONE) return failure();
  answer.changed = sqlite3_stmt_readonly(statement) != 0 ? 0 : sqlite3_changes64(handle_);
  return answer;
}

Result<Connection::Answer> SqliteConnection::run(std::string_view sql,
                                                 const std::vector<Value>& parameters) {
  Prepared once;
  Prepared* prepared = cache_.find(sql);
  if (prepared == nullptr) {
    once = TRY(prepare(sql));
    prepared = &once;
    if (sql.size() <= StatementCache<Prepared>::kSqlBytesMax) {
      if (cache_.full()) cache_.clear();
      prepared = &cache_.keep(sql, std::move(once));
    }
  }
  sqlite3_stmt* statement = prepared->statement.get();
  Status bound = bind(*prepared, parameters);
  Result<Answer> answer = bound ? step_through(statement) : Result<Answer>(bound.error());
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  return answer;
}

}  // namespace kontor::db
