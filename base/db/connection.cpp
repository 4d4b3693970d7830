#include "base/db/connection.hpp"

#include <cmath>
#include <utility>

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
  if (answer && keeps_changes_) note_change(sql, parameters, answer->changed);
  return answer;
}

void Connection::note_change(std::string_view sql, const std::vector<Value>& parameters,
                             std::int64_t changed) {
  if (!is_change(sql)) return;
  const bool schema = changes_schema(sql);
  if (changed == 0 && !schema) return;
  std::size_t bytes = sizeof(Change) + sql.size() + parameters.size() * sizeof(Value);
  for (const Value& value : parameters) {
    if (const auto* text = std::get_if<std::string>(&value)) bytes += text->size();
  }
  changes_.bytes += bytes;
  if (changes_.bytes > kChangesBytesMax) {
    changes_.whole = false;
    changes_.list.clear();
  }
  if (changes_.whole) changes_.list.push_back({std::string(sql), parameters, schema ? 0 : changed});
}

Changes Connection::take_changes() {
  keeps_changes_ = false;
  return std::exchange(changes_, {});
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
  keeps_changes_ = false;
  changes_ = {};
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
