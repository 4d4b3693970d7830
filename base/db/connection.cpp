#include "base/db/connection.hpp"

#include <cmath>

#include "base/core/bytes.hpp"

namespace kontor::db {

namespace {

Status check_parameters(const std::vector<Value>& parameters) {
  for (const Value& value : parameters) {
    if (const auto* text = std::get_if<std::string>(&value)) {
      if (text->find('\0') != std::string::npos) {
        return Error{ErrorCode::invalid_argument, "text holds a NUL character"};
      }
      if (!is_utf8(*text)) return Error{ErrorCode::invalid_argument, "text is not UTF-8"};
    } else if (const auto* real = std::get_if<double>(&value)) {
      if (!std::isfinite(*real)) {
        return Error{ErrorCode::invalid_argument, "number is not finite"};
      }
    }
  }
  return ok();
}

}  // namespace

Result<Connection::Answer> Connection::run_checked(std::string_view sql,
                                                   const std::vector<Value>& parameters) {
  if (failure_) return *failure_;
  TRY(check_parameters(parameters));
  Result<Answer> answer = run(sql, parameters);
  if (!answer) failure_ = answer.error();
  return answer;
}

Result<std::vector<Row>> Connection::query(std::string_view sql,
                                           const std::vector<Value>& parameters) {
  return TRY(run_checked(sql, parameters)).rows;
}

Result<std::int64_t> Connection::execute(std::string_view sql,
                                         const std::vector<Value>& parameters) {
  return TRY(run_checked(sql, parameters)).changed;
}

Status Connection::begin(Access access) {
  failure_.reset();
  try_again_ = false;
  TRY(run(begin_sql(access), {}));
  in_transaction_ = true;
  return ok();
}

Status Connection::commit() {
  if (failure_) {
    const Error failure = *failure_;
    rollback();
    return failure;
  }
  TRY(run("COMMIT", {}));
  in_transaction_ = false;
  return ok();
}

void Connection::rollback() noexcept {
  if (!in_transaction_) return;
  in_transaction_ = false;
  const bool again = try_again_;
  // A failing rollback means the database has already rolled back or is gone.
  static_cast<void>(run("ROLLBACK", {}));
  try_again_ = again;
}

}  // namespace kontor::db
