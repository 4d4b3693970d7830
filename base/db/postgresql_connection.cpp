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
// With so many bytes the server begins while we prepare what follows.
constexpr std::size_t kHeldBytesMax = 32768;

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

// What libpq says of a connection that Poco could not make; it repeats no password.
std::string why_not_connected(const std::string& connect) {
  PGconn* handle = PQconnectdb((connect + " connect_timeout=5").c_str());
  std::string why = PQstatus(handle) == CONNECTION_OK ? "it answers now" : PQerrorMessage(handle);
  PQfinish(handle);
  why.erase(why.find_last_not_of(" \n") + 1);
  return why;
}

}  // namespace

Result<std::unique_ptr<Connection>> PostgresqlConnection::open(const std::string& connect) {
  try {
    Poco::Data::PostgreSQL::Connector::registerConnector();
    Poco::Data::Session session("PostgreSQL", connect);
    PGconn* handle = *Poco::Data::PostgreSQL::Utility::handle(session);
    PQsetNoticeProcessor(
        handle, [](void*, const char*) {}, nullptr);
    // What nothing begins around is a glance.
    PQclear(PQexec(handle, "SET default_transaction_read_only = on"));
    return std::unique_ptr<Connection>(new PostgresqlConnection(std::move(session), handle));
  } catch (const Poco::Exception&) {
    // Poco's text may repeat the connection string with its password.
    return Error{ErrorCode::unavailable,
                 "cannot connect to PostgreSQL: " + why_not_connected(connect)};
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
  TRY(hear_out());
  if (!sent_.empty() || !held_.empty()) {
    held_.push_back({std::string(sql), parameters});
    return std::move(TRY(run_together(1)).front());
  }
  const Reply reply = ask(sql, parameters);
  if (!is_good(reply.get())) {
    Error error = failure(reply.get());
    if (glances()) lost_before_it_ran_ = !usable();  // It only looked.
    return error;
  }
  return Answer{rows_of(reply.get()), changed_by(reply.get())};
}

Result<Connection::Answer> PostgresqlConnection::run_with(std::string_view sql,
                                                          const std::vector<Value>& parameters,
                                                          Statement next) {
  TRY(hear_out());
  held_.push_back({std::string(sql), parameters});
  held_.push_back(next);
  std::vector<Answer> answers = TRY(run_together(2));
  answered_early_ = EarlyAnswer{std::move(next), std::move(answers[1])};
  return std::move(answers[0]);
}

Status PostgresqlConnection::run_soon(std::string_view sql, std::vector<Value> parameters) {
  if (sent_.empty() && held_.empty()) lost_before_it_ran_ = false;
  for (const Value& value : parameters) {
    if (const auto* text = std::get_if<std::string>(&value)) held_bytes_ += text->size();
  }
  held_.push_back({std::string(sql), std::move(parameters)});
  const bool is_many = sent_.size() + held_.size() >= kHeldMax;
  if (!is_many && held_bytes_ < kHeldBytesMax) return ok();
  protect();
  if (is_many) return settle();
  TRY(hear_out());
  Reply refused(nullptr, PQclear);
  if (!send_held(refused)) return lost(std::exchange(held_, {}), refused.get());
  PQflush(handle_);
  return ok();
}

Status PostgresqlConnection::settle() {
  TRY(hear_out());
  if (sent_.empty() && held_.empty()) return ok();
  TRY(run_together(0));
  return ok();
}

Error PostgresqlConnection::lost(const std::vector<Statement>& statements, const PGresult* why) {
  Error error = failure(why);
  lost_before_it_ran_ = !usable() && statements.front().sql.starts_with("BEGIN");
  return error;
}

// Sends what is held, behind what was sent, and hears of all in one exchange; a failing statement
// takes those after it with it. The answers are those of the last `wanted` ones, whose changes are
// not noted yet.
Result<std::vector<Connection::Answer>> PostgresqlConnection::run_together(std::size_t wanted) {
  Reply refused(nullptr, PQclear);
  const bool is_prepared = send_held(refused);
  const std::vector<Statement> statements = std::exchange(is_prepared ? sent_ : held_, {});
  std::vector<Reply> all;
  if (PQpipelineStatus(handle_) != PQ_PIPELINE_OFF) {
    // What could not be sent is told by what is read.
    PQpipelineSync(handle_);
    all = replies(statements.size());
    is_broken_ = PQexitPipelineMode(handle_) == 0 || !is_sent_;
  }
  const auto bad = std::find_if(all.begin(), all.end(),
                                [](const Reply& reply) { return !is_good(reply.get()); });
  // Also those before one that failed: they may have been another's.
  const auto good = static_cast<std::size_t>(bad - all.begin());
  std::vector<Answer> answers;
  answers.reserve(wanted);
  for (std::size_t i = 0; i < good; ++i) {
    PGresult* const reply = all[i].get();
    if (i + wanted < statements.size()) {
      note_change(statements[i].sql, statements[i].parameters, changed_by(reply));
    } else {
      answers.push_back({rows_of(reply), changed_by(reply)});
    }
  }
  if (good < statements.size())
    return lost(statements, bad == all.end() ? refused.get() : bad->get());
  return answers;
}

// False when one was refused before anything was sent.
bool PostgresqlConnection::send_held(Reply& refused) {
  held_bytes_ = 0;
  if (held_.empty()) return true;
  if (PQpipelineStatus(handle_) == PQ_PIPELINE_OFF) {
    is_sent_ = true;
    if (!prepare_held(refused)) return false;
    PQenterPipelineMode(handle_);
  }
  for (Statement& statement : held_) {
    is_sent_ = is_sent_ && send(statement);
    sent_.push_back(std::move(statement));
  }
  held_.clear();
  return true;
}

bool PostgresqlConnection::prepare_held(Reply& refused) {
  for (const Statement& statement : held_) {
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
  static_cast<void>(hear_out());
  owes_an_answer_ = PQsendQuery(handle_, "COMMIT") == 1;
  is_broken_ = is_broken_ || !owes_an_answer_;
}

// The end of a read or of a copy: what became of the latter is told here.
Status PostgresqlConnection::hear_out() {
  if (!owes_an_answer_) return ok();
  owes_an_answer_ = false;
  Reply first(PQgetResult(handle_), PQclear);
  while (!is_broken_) {
    const Reply rest(PQgetResult(handle_), PQclear);
    if (!rest) break;
  }
  if (std::exchange(owes_a_copy_, false) && !is_good(first.get())) return failure(first.get());
  return ok();
}

bool PostgresqlConnection::in_transaction() const {
  return usable() && PQtransactionStatus(handle_) != PQTRANS_IDLE;
}

}  // namespace kontor::db
