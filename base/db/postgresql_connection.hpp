#pragma once

#include <libpq-fe.h>

#include <Poco/Data/Session.h>

#include <memory>
#include <string>
#include <vector>

#include "base/db/connection.hpp"
#include "base/db/statement_cache.hpp"

namespace kontor::db {

// Poco opens and closes; statements run on the native handle (README: why).
class PostgresqlConnection final : public Connection {
 public:
  // `connect`: Poco's form, "host=… port=… user=… password=… dbname=…".
  static Result<std::unique_ptr<Connection>> open(const std::string& connect);

  Dialect dialect() const override { return Dialect::postgresql; }
  bool usable() const override { return PQstatus(handle_) == CONNECTION_OK; }

 protected:
  Result<Answer> run(std::string_view sql, const std::vector<Value>& parameters) override;
  std::string_view begin_sql(Access access) const override {
    return access == Access::write ? "BEGIN ISOLATION LEVEL SERIALIZABLE"
                                   : "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
  }

 private:
  using Reply = std::unique_ptr<PGresult, decltype(&PQclear)>;

  PostgresqlConnection(Poco::Data::Session session, PGconn* handle)
      : session_(std::move(session)), handle_(handle) {}
  Reply ask(std::string_view sql, const std::vector<Value>& parameters);
  std::string* prepare(std::string_view sql, Reply& failure);
  Error failure(const PGresult* reply);

  Poco::Data::Session session_;
  PGconn* handle_;                     // Owned by session_.
  StatementCache<std::string> cache_;  // Names of prepared statements.
  std::int64_t statements_made_ = 0;
};

}  // namespace kontor::db
