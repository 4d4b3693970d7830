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

Error not_a_glance() {
  return Error{ErrorCode::internal, "a glance is one query and changes nothing"};
}

}  // namespace

Result<Connection::Answer> Connection::run_with(std::string_view sql,
                                                const std::vector<Value>& parameters, Statement) {
  return run(sql, parameters);
}

void Connection::foresee(std::string_view sql, std::vector<Value> parameters) {
  if (dialect() == Dialect::postgresql && !glances() && check_parameters(parameters))
    foreseen_ = Statement{std::string(sql), std::move(parameters)};
}

// Only where nothing was run since.
std::optional<Connection::Answer> Connection::take_early_answer(
    std::string_view sql, const std::vector<Value>& parameters) {
  std::optional<EarlyAnswer> early = std::exchange(answered_early_, std::nullopt);
  if (!early || !early->asked.is(sql, parameters)) return std::nullopt;
  return std::move(early->answer);
}

Result<Connection::Answer> Connection::run_checked(std::string_view sql,
                                                   const std::vector<Value>& parameters) {
  if (failure_) return *failure_;
  if (glances() && ++glances_ > 1) return not_a_glance();
  TRY(check_parameters(parameters));
  if (auto early = take_early_answer(sql, parameters)) return std::move(*early);
  std::optional<Statement> next = std::exchange(foreseen_, std::nullopt);
  if (next && next->is(sql, parameters)) next.reset();
  protect();
  Result<Answer> answer = next ? run_with(sql, parameters, std::move(*next)) : run(sql, parameters);
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
  if (glances()) return not_a_glance();
  TRY(check_parameters(parameters));
  answered_early_.reset();
  Status run = run_soon(sql, std::move(parameters));
  if (!run) failure_ = run.error();
  return run;
}

Status Connection::copy_in(std::string_view table, const std::vector<std::string>& columns,
                           const std::vector<std::vector<Value>>& rows) {
  return insert_arrays(table, columns, rows, {});
}

Status Connection::insert_many(std::string_view table, const std::vector<std::string>& columns,
                               const std::vector<std::vector<Value>>& rows) {
  // A log of changes wants statements that can run again.
  if (keeps_changes_) return insert_arrays(table, columns, rows, {});
  if (failure_) return *failure_;
  if (glances()) return not_a_glance();
  for (const std::vector<Value>& row : rows) TRY(check_parameters(row));
  answered_early_.reset();
  protect();
  Status copied = copy_in(table, columns, rows);
  if (!copied) failure_ = copied.error();
  return copied;
}

bool Connection::is_begin_unheard() const {
  const std::vector<Statement>& first = sent_.empty() ? held_ : sent_;
  return !first.empty() && first.front().sql.starts_with("BEGIN");
}

void Connection::drop_unheard() {
  held_.clear();
  foreseen_.reset();
  answered_early_.reset();
  static_cast<void>(settle());
}

void Connection::note_change(std::string_view sql, const std::vector<Value>& parameters,
                             std::int64_t changed) {
  if (apart_ && sql == apart_->savepoint) {
    apart_->changes = changes_.list.size();
    apart_->bytes = changes_.bytes;
  }
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
  if (glances()) return not_a_glance();
  return TRY(run_checked(sql, parameters)).changed;
}

Status Connection::begin(Access access) {
  failure_.reset();
  try_again_ = false;
  keeps_changes_ = false;
  changes_ = {};
  endings_.clear();
  aparts_ = 0;
  access_ = access;
  foreseen_.reset();
  answered_early_.reset();
  glances_ = 0;
  if (glances()) return ok();
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
  foreseen_.reset();
  if (access_ == Access::write) TRY(endings_.write(*this));
  if (log != nullptr) TRY(tell(*log));
  if (failure_) return *failure_;
  if (glances()) return ok();
  // A connection that proves dead at the beginning of a transaction lets it run again: so the two
  // never travel together.
  if (access_ == Access::write && is_begin_unheard()) TRY(settle());
  if (access_ == Access::write) TRY(run("COMMIT", {}));
  if (access_ == Access::read && !is_begin_unheard()) end_read();
  held_.clear();
  is_begun_ = false;
  return ok();
}

void Connection::rollback() noexcept {
  if (!is_begun_) return;
  is_begun_ = false;
  const bool again = try_again_;
  const bool is_known = !sent_.empty() || !is_begin_unheard();
  drop_unheard();
  try_again_ = again;
  if (!is_known) return;
  // A failing rollback means the database has already rolled back or is gone.
  static_cast<void>(run("ROLLBACK", {}));
  try_again_ = again;
}

void Connection::protect() {
  if (!apart_ || apart_->is_protected) return;
  apart_->is_protected = true;
  held_.insert(held_.begin() + static_cast<std::ptrdiff_t>(apart_->held),
               Statement{apart_->savepoint});
}

Status Connection::apart(const std::function<Status(Session&)>& work) {
  foreseen_.reset();
  answered_early_.reset();
  endings_.keep();
  const std::string name = "apart" + std::to_string(++aparts_);
  apart_ = Apart{.savepoint = "SAVEPOINT " + name, .held = held_.size()};
  Status status = ok();
  if (dialect() == Dialect::sqlite) {
    apart_->is_protected = true;
    status = run_soon(apart_->savepoint, {});
  }
  if (status) status = work(*this);
  if (status && failure_) status = *failure_;
  if (status && apart_->is_protected) status = run_soon("RELEASE SAVEPOINT " + name, {});
  if (!status && !undo_apart()) failure_ = status.error();
  apart_.reset();
  return status;
}

// False when the others' work is lost with it.
bool Connection::undo_apart() {
  const bool is_others_kept = endings_.forget();
  foreseen_.reset();
  answered_early_.reset();
  failure_.reset();
  if (!apart_->is_protected) {
    held_.erase(held_.begin() + static_cast<std::ptrdiff_t>(apart_->held), held_.end());
    return is_others_kept;
  }
  drop_unheard();
  // An error of the database may have taken the whole transaction with it.
  if (!in_transaction()) return false;
  const std::string name = apart_->savepoint.substr(std::string_view("SAVEPOINT ").size());
  if (!run("ROLLBACK TO SAVEPOINT " + name, {}) || !run("RELEASE SAVEPOINT " + name, {}))
    return false;
  if (changes_.whole) {
    changes_.list.erase(changes_.list.begin() + static_cast<std::ptrdiff_t>(apart_->changes),
                        changes_.list.end());
    changes_.bytes = apart_->bytes;
  }
  return is_others_kept;
}

}  // namespace kontor::db
