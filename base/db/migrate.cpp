#include <algorithm>
#include <map>
#include <string>

#include "base/core/clock.hpp"
#include "base/core/log.hpp"
#include "base/crypto/hash.hpp"
#include "base/db/database.hpp"

namespace kontor::db {

namespace {

constexpr std::string_view kTable = R"sql(
    CREATE TABLE IF NOT EXISTS schema_migration (
      component TEXT NOT NULL,
      number BIGINT NOT NULL,
      sha256 TEXT NOT NULL,
      applied_at_s BIGINT NOT NULL,
      PRIMARY KEY (component, number)
    ))sql";

// PostgreSQL's IF NOT EXISTS does not hold between two programs that start at once: the
// slower one would fail, so that they take turns by a lock that needs no table.
constexpr std::string_view kTableLock = "SELECT 1 FROM pg_advisory_xact_lock(5425441930711)";

Status make_table(Database& database) {
  return database.transaction([](Session& session) -> Status {
    if (session.dialect() == Dialect::postgresql) TRY(session.query(kTableLock));
    TRY(session.execute(kTable));
    return ok();
  });
}

bool is_comment_or_blank(std::string_view statement) {
  while (!statement.empty()) {
    const std::size_t end = std::min(statement.find('\n'), statement.size());
    const std::string_view line = statement.substr(0, end);
    const std::size_t start = line.find_first_not_of(" \t\r");
    if (start != std::string_view::npos && !line.substr(start).starts_with("--")) return false;
    statement.remove_prefix(std::min(end + 1, statement.size()));
  }
  return true;
}

Status run_statements(Session& session, std::string_view sql) {
  while (!sql.empty()) {
    const std::size_t end = std::min(sql.find(";\n"), sql.size());
    const std::string_view statement = sql.substr(0, end);
    if (!is_comment_or_blank(statement)) TRY(session.execute(statement));
    sql.remove_prefix(std::min(end + 2, sql.size()));
  }
  return ok();
}

std::string hash_of(const Migration& migration) {
  return crypto::sha256_hex(std::string(migration.sql) + '\0' +
                            std::string(migration.sql_postgresql));
}

Result<std::map<std::int64_t, std::string>> applied(Session& session, std::string_view component) {
  std::map<std::int64_t, std::string> hashes;
  for (const Row& row :
       TRY(session.query("SELECT number, sha256 FROM schema_migration WHERE component = $1",
                         {std::string(component)}))) {
    hashes[row.integer(0)] = row.text(1);
  }
  return hashes;
}

Status check_known(const std::map<std::int64_t, std::string>& hashes, std::string_view component,
                   const std::vector<Migration>& migrations) {
  for (const auto& applied_before : hashes) {
    const std::int64_t number = applied_before.first;
    const auto known = std::find_if(migrations.begin(), migrations.end(),
                                    [&](const Migration& m) { return m.number == number; });
    const std::string which = std::string(component) + " " + std::to_string(number);
    if (known == migrations.end()) {
      return Error{ErrorCode::conflict,
                   "the database is newer than this program: it has migration " + which +
                       ", which this program does not know"};
    }
    if (hash_of(*known) != applied_before.second) {
      return Error{ErrorCode::conflict,
                   "migration " + which + " was applied with another text than this program has"};
    }
  }
  return ok();
}

// One migration in its own transaction; another process may have been faster, so on
// PostgreSQL the lock comes first and the snapshot after it.
Status apply(Database& database, std::string_view component,
             const std::vector<Migration>& migrations, const Migration& migration) {
  return database.transaction([&](Session& session) -> Status {
    if (session.dialect() == Dialect::postgresql) {
      TRY(session.execute("LOCK TABLE schema_migration IN EXCLUSIVE MODE"));
    }
    const auto hashes = TRY(applied(session, component));
    TRY(check_known(hashes, component, migrations));
    if (hashes.contains(migration.number)) return ok();
    const bool own_text =
        session.dialect() == Dialect::postgresql && !migration.sql_postgresql.empty();
    TRY(run_statements(session, own_text ? migration.sql_postgresql : migration.sql));
    TRY(session.execute("INSERT INTO schema_migration VALUES ($1, $2, $3, $4)",
                        {std::string(component), std::int64_t{migration.number}, hash_of(migration),
                         SystemClock().now_ms() / 1000}));
    log::info("database migrated", {{"component", component}, {"migration", migration.name}});
    return ok();
  });
}

}  // namespace

Status migrate(Database& database, std::string_view component,
               const std::vector<Migration>& migrations) {
  TRY(make_table(database));
  const auto hashes =
      TRY(database.read([&](Session& session) { return applied(session, component); }));
  TRY(check_known(hashes, component, migrations));
  for (const Migration& migration : migrations) {
    if (!hashes.contains(migration.number)) TRY(apply(database, component, migrations, migration));
  }
  return ok();
}

Result<bool> is_older(Database& database, std::string_view component,
                      const std::vector<Migration>& migrations) {
  TRY(make_table(database));
  const auto hashes =
      TRY(database.read([&](Session& session) { return applied(session, component); }));
  return !hashes.empty() &&
         std::any_of(migrations.begin(), migrations.end(), [&](const Migration& migration) {
           return !hashes.contains(migration.number);
         });
}

}  // namespace kontor::db
