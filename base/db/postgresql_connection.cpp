#include "base/db/postgresql_connection.hpp"

#include <Poco/Data/PostgreSQL/Connector.h>
#include <Poco/Data/PostgreSQL/Utility.h>
#include <Poco/Exception.h>

#include <charconv>
#include <cstring>

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
  const Reply reply = ask(sql, parameters);
  const ExecStatusType status = PQresultStatus(reply.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) return failure(reply.get());
  Answer answer;
  const int rows = PQntuples(reply.get());
  answer.rows.reserve(static_cast<std::size_t>(rows));
  for (int row = 0; row < rows; ++row) {
    answer.rows.emplace_back(postgresql::row_values(reply.get(), row));
  }
  const char* changed = PQcmdTuples(reply.get());
  std::from_chars(changed, changed + std::strlen(changed), answer.changed);
  return answer;
}

}  // namespace kontor::db
