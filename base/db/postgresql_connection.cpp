#include "base/db/postgresql_connection.hpp"

#include <Poco/Data/PostgreSQL/Connector.h>
#include <Poco/Data/PostgreSQL/Utility.h>
#include <Poco/Exception.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

#include "base/db/postgresql_value.hpp"

namespace kontor::db {

namespace {

ErrorCode code_of(std::string_view sqlstate) {
  const std::string_view kind = sqlstate.substr(0, 2);
  if (kind == "23") return ErrorCode::conflict;
  if (kind == "22") return ErrorCode::invalid_argument;
  if (sqlstate == "08P01") return ErrorCode::internal;  // Parameters that do not fit the text.
  if (kind == "08" || kind == "40" || kind == "53" || kind == "55" || kind == "57" ||
      kind == "58" || kind.empty()) {
    return ErrorCode::unavailable;
  }
  return ErrorCode::internal;
}

// So many statements travel together at most.
constexpr std::size_t kHeldMax = 32;

bool is_good(PGresult* reply) {
  const ExecStatusType status = PQresultStatus(reply);
  return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

std::int64_t changed_by(PGresult* reply) {
  const char* text = PQcmdTuples(reply);
  std::int64_t changed = 0;
  std::from_chars(text, text + std::strlen(text), changed);
  return changed;
}

std::vector<Row> rows_of(PGresult* reply) {
  std::vector<Row> rows;
  const int count = PQntuples(reply);
  rows.reserve(static_cast<std::size_t>(count));
  for (int row = 0; row < count; ++row) rows.emplace_back(postgresql::row_values(reply, row));
  return rows;
}

}  // namespace

Result<std::unique_ptr<Connection>> PostgresqlConnection::open(const std::string& connect) {
  try {
    Poco::Data::PostgreSQL::Connector::registerConnector();
    Poco::Data::Session session("PostgreSQL", connect);
    PGconn* handle = *Poco::Data::PostgreSQL::Utility::handle(session);
    PQsetNoticeProcessor(
        handle, [](void*, const char*) {}, nullptr);
    return std::unique_ptr<Connection>(new PostgresqlConnection(std::move(session), handle));
  } catch (const Poco::Exception& failure) {
    // The text may repeat the connection string with its password.
    return Error{ErrorCode::unavailable,
                 std::string("cannot connect to PostgreSQL: ") + failure.name()};
  }
}

Error PostgresqlConnection::failure(const PGresult* reply) {
  const char* field = PQresultErrorField(reply, PG_DIAG_SQLSTATE);
  const std::string_view sqlstate = field == nullptr ? "" : field;
  const char* schema = PQresultErrorField(reply, PG_DIAG_SCHEMA_NAME);
  // Two programs that create the same table at once collide inside the catalogue.
  const bool catalogue =
      sqlstate == "23505" && schema != nullptr && std::string_view(schema) == "pg_catalog";
  if (sqlstate == "40001" || sqlstate == "40P01" || catalogue) note_try_again();
  const char* text = PQresultErrorField(reply, PG_DIAG_MESSAGE_PRIMARY);
  std::string message = text == nullptr ? PQerrorMessage(handle_) : text;
  if (sqlstate == "0A000" && message.find("cached plan") != std::string::npos) {
    // Another process migrated a table. The statements are made again.
    PQclear(PQexec(handle_, "ROLLBACK"));
    PQclear(PQexec(handle_, "DEALLOCATE ALL"));
    cache_.clear();
    note_try_again();
  }
  return Error{code_of(sqlstate), "PostgreSQL: " + std::move(message)};
}

std::string* PostgresqlConnection::prepare(std::string_view sql, Reply& failure) {
  if (cache_.full()) {
    PQclear(PQexec(handle_, "DEALLOCATE ALL"));
    cache_.clear();
  }
  std::string name = "s" + std::to_string(++statements_made_);
  Reply reply(PQprepare(handle_, name.c_str(), std::string(sql).c_str(), 0, nullptr), PQclear);
  if (PQresultStatus(reply.get()) != PGRES_COMMAND_OK) {
    failure = std::move(reply);
    return nullptr;
  }
  return &cache_.keep(sql, std::move(name));
}

PostgresqlConnection::Reply PostgresqlConnection::ask(std::string_view sql,
                                                      const std::vector<Value>& parameters) {
  const postgresql::Texts texts(parameters);
  const int count = static_cast<int>(parameters.size());
  if (sql.size() > StatementCache<std::string>::kSqlBytesMax) {
    return {PQexecParams(handle_, std::string(sql).c_str(), count, nullptr, texts.pointers(),
                         nullptr, nullptr, 0),
            PQclear};
  }
  std::string* name = cache_.find(sql);
  if (name == nullptr) {
    Reply refused(nullptr, PQclear);
    name = prepare(sql, refused);
    if (name == nullptr) return refused;
  }
  return {PQexecPrepared(handle_, name->c_str(), count, texts.pointers(), nullptr, nullptr, 0),
          PQclear};
}

Result<Connection::Answer> PostgresqlConnection::run(std::string_view sql,
                                                     const std::vector<Value>& parameters) {
  hear_out();
  if (!held_.empty()) {
    held_.push_back({std::string(sql), parameters});
    return run_together(std::exchange(held_, {}));
  }
  const Reply reply = ask(sql, parameters);
  if (!is_good(reply.get())) return failure(reply.get());
  Answer answer;
  answer.rows = rows_of(reply.get());
  answer.changed = changed_by(reply.get());
  return answer;
}

Status PostgresqlConnection::run_soon(std::string_view sql, std::vector<Value> parameters) {
  if (held_.empty()) lost_before_it_ran_ = false;
  held_.push_back({std::string(sql), std::move(parameters)});
  return held_.size() < kHeldMax ? ok() : settle();
}

Status PostgresqlConnection::settle() {
  hear_out();
  if (held_.empty()) return ok();
  const std::vector<Statement> statements = std::exchange(held_, {});
  const Answer answer = TRY(run_together(statements));
  note_change(statements.back().sql, statements.back().parameters, answer.changed);
  return ok();
}

// Sent and answered in one exchange; a failing one takes those after it with it. The answer is the
// last one's, whose change is not noted yet.
Result<Connection::Answer> PostgresqlConnection::run_together(
    const std::vector<Statement>& statements) {
  Reply refused(nullptr, PQclear);
  std::vector<Reply> all;
  if (prepare_all(statements, refused)) {
    PQenterPipelineMode(handle_);
    bool sent = true;
    for (const Statement& statement : statements) sent = sent && send(statement);
    // What could not be sent is told by what is read.
    PQpipelineSync(handle_);
    all = replies(statements.size());
    is_broken_ = PQexitPipelineMode(handle_) == 0 || !sent;
  }
  const auto bad = std::find_if(all.begin(), all.end(),
                                [](const Reply& reply) { return !is_good(reply.get()); });
  if (all.size() < statements.size() || bad != all.end()) {
    Error error = failure(bad == all.end() ? refused.get() : bad->get());
    lost_before_it_ran_ = !usable() && statements.front().sql.starts_with("BEGIN");
    return error;
  }
  for (std::size_t i = 0; i + 1 < statements.size(); ++i) {
    note_change(statements[i].sql, statements[i].parameters, changed_by(all[i].get()));
  }
  PGresult* const last = all.back().get();
  return Answer{rows_of(last), changed_by(last)};
}

bool PostgresqlConnection::prepare_all(const std::vector<Statement>& statements, Reply& refused) {
  for (const Statement& statement : statements) {
    const bool kept = statement.sql.size() <= StatementCache<std::string>::kSqlBytesMax;
    if (kept && cache_.find(statement.sql) == nullptr && prepare(statement.sql, refused) == nullptr)
      return false;
  }
  return true;
}

bool PostgresqlConnection::send(const Statement& statement) {
  const postgresql::Texts texts(statement.parameters);
  const int count = static_cast<int>(statement.parameters.size());
  const std::string* const name = cache_.find(statement.sql);
  if (name == nullptr) {
    return PQsendQueryParams(handle_, statement.sql.c_str(), count, nullptr, texts.pointers(),
                             nullptr, nullptr, 0) == 1;
  }
  return PQsendQueryPrepared(handle_, name->c_str(), count, texts.pointers(), nullptr, nullptr,
                             0) == 1;
}

// One for each statement, fewer when the connection was lost.
std::vector<PostgresqlConnection::Reply> PostgresqlConnection::replies(std::size_t count) {
  std::vector<Reply> all;
  all.reserve(count);
  while (all.size() < count) {
    Reply reply(PQgetResult(handle_), PQclear);
    if (!reply) break;
    all.push_back(std::move(reply));
    while (const Reply rest{PQgetResult(handle_), PQclear}) {
    }
  }
  const Reply synced(PQgetResult(handle_), PQclear);
  return all;
}

void PostgresqlConnection::end_read() {
  hear_out();
  owes_an_answer_ = PQsendQuery(handle_, "COMMIT") == 1;
  is_broken_ = is_broken_ || !owes_an_answer_;
}

void PostgresqlConnection::hear_out() {
  if (!owes_an_answer_) return;
  owes_an_answer_ = false;
  while (const Reply reply{PQgetResult(handle_), PQclear}) {
  }
}

bool PostgresqlConnection::in_transaction() const {
  return usable() && PQtransactionStatus(handle_) != PQTRANS_IDLE;
}

}  // namespace kontor::db
