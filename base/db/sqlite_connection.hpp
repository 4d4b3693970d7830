#pragma once

#include <sqlite3.h>

#include <Poco/Data/Session.h>

#include <memory>
#include <string>
#include <vector>

#include "base/db/connection.hpp"
#include "base/db/statement_cache.hpp"

namespace kontor::db {

// Poco opens and closes; statements run on the native handle (README: why).
class SqliteConnection final : public Connection {
 public:
  enum class Use { writer, reader };
  static Result<std::unique_ptr<SqliteConnection>> open(const std::string& path, Use use);

  sqlite3* handle() { return handle_; }
  Dialect dialect() const override { return Dialect::sqlite; }
  bool usable() const override { return true; }

 protected:
  Result<Answer> run(std::string_view sql, const std::vector<Value>& parameters) override;
  bool in_transaction() const override { return sqlite3_get_autocommit(handle_) == 0; }
  std::string_view begin_sql(Access access) const override {
    return access == Access::write ? "BEGIN IMMEDIATE" : "BEGIN";
  }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  struct Prepared {
    std::unique_ptr<sqlite3_stmt, Finalize> statement;
    std::vector<std::size_t> numbers;  // Of each "$n" in SQLite's order of occurrence.
    std::size_t numbers_max = 0;
  };

  SqliteConnection(Poco::Data::Session session, sqlite3* handle)
      : session_(std::move(session)), handle_(handle) {}
  Result<Prepared> prepare(std::string_view sql);
  Status bind(const Prepared& prepared, const std::vector<Value>& parameters);
  Result<Answer> step_through(sqlite3_stmt* statement);
  Error failure() const;

  Poco::Data::Session session_;
  sqlite3* handle_;                 // Owned by session_.
  StatementCache<Prepared> cache_;  // Goes before session_, as SQLite wants it.
};

}  // namespace kontor::db
