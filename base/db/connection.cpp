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
  if (answer) note_change(sql, parameters, answer->changed);
  return answer;
}

Status Connection::run_soon(std::string_view sql, std::vector<Value> parameters) {
  const Answer answer = TRY(run(sql, parameters));
  note_change(sql, parameters, answer.changed);
  return ok();
}

Status Connection::later(std::string_view sql, std::vector<Value> parameters) {
  if (failure_) return *failure_;
  TRY(check_parameters(parameters));
  Status run = run_soon(sql, std::move(parameters));
  if (!run) failure_ = run.error();
  return run;
}

bool Connection::is_held(std::string_view beginning) const {
  return !held_.empty() && held_.front().sql.starts_with(beginning);
}

void Connection::note_change(std::string_view sql, const std::vector<Value>& parameters,
                             std::int64_t changed) {
  if (!keeps_changes_ || !is_change(sql)) return;
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

// What it writes itself is not told.
Status Connection::tell(ChangeLog& log) {
  TRY(settle());
  keeps_changes_ = false;
  const Changes changes = std::exchange(changes_, {});
  if (changes.list.empty() && changes.whole) return ok();
  return log.about_to_commit(*this, changes);
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
  access_ = access;
  TRY(run_soon(begin_sql(access), {}));
  is_begun_ = true;
  return ok();
}

Status Connection::commit(ChangeLog* log) {
  if (failure_) {
    const Error failure = *failure_;
    rollback();
    return failure;
  }
  if (log != nullptr) TRY(tell(*log));
  if (failure_) return *failure_;
  // A connection that proves dead at the beginning of a transaction lets it run again: so the two
  // never travel together.
  if (access_ == Access::write && is_held("BEGIN")) TRY(settle());
  if (access_ == Access::write) TRY(run("COMMIT", {}));
  if (access_ == Access::read && !is_held("BEGIN")) end_read();
  held_.clear();
  is_begun_ = false;
  return ok();
}

void Connection::rollback() noexcept {
  if (!is_begun_) return;
  is_begun_ = false;
  const bool is_unknown = is_held("BEGIN");
  held_.clear();
  if (is_unknown) return;
  const bool again = try_again_;
  // A failing rollback means the database has already rolled back or is gone.
  static_cast<void>(run("ROLLBACK", {}));
  try_again_ = again;
}

Status Connection::apart(const std::function<Status(Session&)>& work) {
  const std::size_t count = changes_.list.size();
  const std::size_t bytes = changes_.bytes;
  Status status = run_soon("SAVEPOINT apart", {});
  if (status) status = work(*this);
  if (status && failure_) status = *failure_;
  if (status) {
    const auto kept = run("RELEASE SAVEPOINT apart", {});
    if (kept) return ok();
    status = kept.error();
  }
  // An error of the database may have taken the whole transaction with it.
  failure_ = in_transaction() ? std::nullopt : std::optional(status.error());
  const bool is_unknown = is_held("SAVEPOINT");
  held_.clear();
  if (!failure_ && !is_unknown) {
    const auto undone = run("ROLLBACK TO SAVEPOINT apart", {});
    const auto left = undone ? run("RELEASE SAVEPOINT apart", {}) : undone;
    if (!left) failure_ = left.error();
  }
  if (changes_.whole) {
    changes_.list.erase(changes_.list.begin() + static_cast<std::ptrdiff_t>(count),
                        changes_.list.end());
    changes_.bytes = bytes;
  }
  return status;
}

}  // namespace kontor::db
