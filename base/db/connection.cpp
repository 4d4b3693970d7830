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

bool Connection::is_unheard(std::string_view beginning) const {
  const std::vector<Statement>& first = sent_.empty() ? held_ : sent_;
  return !first.empty() && first.front().sql.starts_with(beginning);
}

bool Connection::drop_unheard(std::string_view beginning) {
  const bool is_known = !sent_.empty() || !is_unheard(beginning);
  held_.clear();
  foreseen_.reset();
  answered_early_.reset();
  if (!sent_.empty()) static_cast<void>(settle());
  return is_known;
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
  if (glances()) return not_a_glance();
  return TRY(run_checked(sql, parameters)).changed;
}

Status Connection::begin(Access access) {
  failure_.reset();
  try_again_ = false;
  keeps_changes_ = false;
  changes_ = {};
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
  if (log != nullptr) TRY(tell(*log));
  if (failure_) return *failure_;
  if (glances()) return ok();
  // A connection that proves dead at the beginning of a transaction lets it run again: so the two
  // never travel together.
  if (access_ == Access::write && is_unheard("BEGIN")) TRY(settle());
  if (access_ == Access::write) TRY(run("COMMIT", {}));
  if (access_ == Access::read && !is_unheard("BEGIN")) end_read();
  held_.clear();
  is_begun_ = false;
  return ok();
}

void Connection::rollback() noexcept {
  if (!is_begun_) return;
  is_begun_ = false;
  const bool again = try_again_;
  const bool is_known = drop_unheard("BEGIN");
  try_again_ = again;
  if (!is_known) return;
  // A failing rollback means the database has already rolled back or is gone.
  static_cast<void>(run("ROLLBACK", {}));
  try_again_ = again;
}

Status Connection::apart(const std::function<Status(Session&)>& work) {
  const std::size_t count = changes_.list.size();
  const std::size_t bytes = changes_.bytes;
  foreseen_.reset();
  answered_early_.reset();
  Status status = run_soon("SAVEPOINT apart", {});
  if (status) status = work(*this);
  if (status && failure_) status = *failure_;
  if (status) {
    const auto kept = run("RELEASE SAVEPOINT apart", {});
    if (kept) return ok();
    status = kept.error();
  }
  // An error of the database may have taken the whole transaction with it.
  const bool is_known = drop_unheard("SAVEPOINT");
  failure_ = in_transaction() ? std::nullopt : std::optional(status.error());
  if (!failure_ && is_known) {
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
