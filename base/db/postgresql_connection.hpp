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
  bool usable() const override { return !is_broken_ && PQstatus(handle_) == CONNECTION_OK; }
  bool lost_before_it_ran() const override { return lost_before_it_ran_; }
  Status settle() override;

 protected:
  Result<Answer> run(std::string_view sql, const std::vector<Value>& parameters) override;
  Result<Answer> run_with(std::string_view sql, const std::vector<Value>& parameters,
                          Statement next) override;
  Status run_soon(std::string_view sql, std::vector<Value> parameters) override;
  Status copy_in(std::string_view table, const std::vector<std::string>& columns,
                 const std::vector<std::vector<Value>>& rows) override;
  void end_read() override;
  bool in_transaction() const override;
  std::string_view begin_sql(Access access) const override {
    return access == Access::write ? "BEGIN ISOLATION LEVEL SERIALIZABLE, READ WRITE"
                                   : "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
  }

 private:
  using Reply = std::unique_ptr<PGresult, decltype(&PQclear)>;

  PostgresqlConnection(Poco::Data::Session session, PGconn* handle)
      : session_(std::move(session)), handle_(handle) {}
  Reply ask(std::string_view sql, const std::vector<Value>& parameters);
  Result<std::vector<Answer>> run_together(std::size_t wanted);
  Error lost(const std::vector<Statement>& statements, const PGresult* why);
  bool send_held(Reply& refused);
  bool prepare_held(Reply& refused);
  bool send(const Statement& statement);
  std::vector<Reply> replies(std::size_t count);
  Status hear_out();
  std::string* prepare(std::string_view sql, Reply& failure);
  Error failure(const PGresult* reply);

  Poco::Data::Session session_;
  PGconn* handle_;                     // Owned by session_.
  StatementCache<std::string> cache_;  // Names of prepared statements.
  std::int64_t statements_made_ = 0;
  std::size_t held_bytes_ = 0;
  bool is_sent_ = true;          // All of sent_ could be.
  bool owes_an_answer_ = false;  // The end of a read or a copy was sent and not heard of.
  bool owes_a_copy_ = false;     // It is that of a copy.
  bool lost_before_it_ran_ = false;
  bool is_broken_ = false;
};

}  // namespace kontor::db
