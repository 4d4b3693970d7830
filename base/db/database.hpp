#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/core/result.hpp"

namespace kontor::db {

// A parameter or column: NULL, integer, real or text. Text holds UTF-8 without NUL;
// bytes are stored as base64 or hex text.
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

// One row of an answer, by column position.
class Row {
 public:
  explicit Row(std::vector<Value> values) : values_(std::move(values)) {}
  std::size_t size() const { return values_.size(); }
  const Value& at(std::size_t column) const { return values_.at(column); }
  bool is_null(std::size_t column) const;
  // Lenient readers: NULL gives the default, numbers turn into text and back.
  std::string text(std::size_t column) const;
  std::int64_t integer(std::size_t column) const;
  double real(std::size_t column) const;

 private:
  std::vector<Value> values_;
};

// "($3,$4,$5)" for first = 3 and count = 3: a row of VALUES or an IN list.
std::string placeholders(std::size_t first, std::size_t count);

enum class Dialect { sqlite, postgresql };

// One connection, inside one transaction or one read. Given to a function by
// Database; never kept. One thread at a time.
//
// SQL is the portable subset of SQLite 3.40 and PostgreSQL 15, one statement a call.
// Placeholders are $1, $2 …: $n stands for parameters[n - 1] wherever and however often.
// Errors: conflict for a violated constraint; invalid_argument for text with NUL or not
// UTF-8 and for numbers that are not finite; unavailable when the database is busy or gone;
// internal for wrong SQL. After a failed statement every later one fails with the same
// error and the transaction is rolled back, whatever the work answers: on both databases,
// so write ON CONFLICT instead of trying and looking.
class Session {
 public:
  virtual ~Session() = default;
  virtual Dialect dialect() const = 0;
  virtual Result<std::vector<Row>> query(std::string_view sql,
                                         const std::vector<Value>& parameters = {}) = 0;
  // Number of rows changed.
  virtual Result<std::int64_t> execute(std::string_view sql,
                                       const std::vector<Value>& parameters = {}) = 0;
  // The same where nobody asks how many. On PostgreSQL it goes to the server together with what
  // comes next, and so may its failure come with that, or with the commit.
  virtual Status later(std::string_view sql, std::vector<Value> parameters = {});
  // Says what will be asked next but one, so that PostgreSQL answers it together with the next
  // statement. It is asked again where something came in between, so it may be wrong.
  virtual void foresee(std::string_view sql, std::vector<Value> parameters = {});

  // The first row, if any.
  Result<std::optional<Row>> query_row(std::string_view sql,
                                       const std::vector<Value>& parameters = {});
  // INSERT INTO table (columns) … in as few statements as serve the database best. Each row has
  // as many values as `columns`, of the columns' types or NULL. `suffix` may carry ON CONFLICT ….
  Status insert_rows(std::string_view table, const std::vector<std::string>& columns,
                     const std::vector<std::vector<Value>>& rows, std::string_view suffix = {});

 protected:
  // Many rows, each as long as `columns`, on PostgreSQL.
  virtual Status insert_many(std::string_view table, const std::vector<std::string>& columns,
                             const std::vector<std::vector<Value>>& rows);
  Status insert_arrays(std::string_view table, const std::vector<std::string>& columns,
                       const std::vector<std::vector<Value>>& rows, std::string_view suffix);
};

class ChangeLog;

// A database: an SQLite file ("sqlite:PATH", "sqlite::memory:") or PostgreSQL
// ("postgresql://user:password@host:port/name"). Any thread.
class Database {
 public:
  static Result<std::unique_ptr<Database>> open(const std::string& url);
  virtual ~Database() = default;
  virtual Dialect dialect() const = 0;

  // From now on tells `log`, which outlives this object, what transactions change.
  virtual void tell(ChangeLog& log) = 0;

  // From now on this object's transactions take turns and share commits, as on SQLite, and reads do
  // not. For those that all change a common row: on PostgreSQL they would abort each other and run
  // again and again.
  virtual void take_turns() = 0;

  // Runs `work` in one transaction: committed when it succeeds, rolled back with its
  // error otherwise. A transaction of SQLite begins with BEGIN IMMEDIATE. On PostgreSQL
  // serialisation failures and deadlocks are tried again and then reported as unavailable; where
  // transactions share a commit and it fails, each is tried alone. So `work` may run more than
  // once, and in the thread of another caller, who waits as this one does.
  template <typename Work>
  auto transaction(Work&& work) -> std::invoke_result_t<Work, Session&> {
    return run<std::invoke_result_t<Work, Session&>>(Mode::write, work);
  }
  // The same on a read-only snapshot; does not wait for writers. Neither may begin inside
  // the other on one thread (internal).
  template <typename Work>
  auto read(Work&& work) -> std::invoke_result_t<Work, Session&> {
    return run<std::invoke_result_t<Work, Session&>>(Mode::read, work);
  }
  // A read of one query, which is a moment of its own: nothing begins or ends around it. A second
  // statement fails (internal), and so does one that changes something.
  template <typename Work>
  auto glance(Work&& work) -> std::invoke_result_t<Work, Session&> {
    return run<std::invoke_result_t<Work, Session&>>(Mode::glance, work);
  }

 protected:
  enum class Mode { read, glance, write };
  virtual Status run_in_session(Mode mode, const std::function<Status(Session&)>& work) = 0;

 private:
  template <typename Answer, typename Work>
  Answer run(Mode mode, Work& work) {
    std::optional<Answer> answer;
    Status status = run_in_session(mode, [&](Session& session) -> Status {
      answer.emplace(work(session));
      if (!*answer) return answer->error();
      return ok();
    });
    if (!status) return std::move(status).error();
    return std::move(*answer);
  }
};

// Numbered SQL files of one component, embedded at build time by
// kontor_embed_migrations() in base/db/migrations.cmake.
struct Migration {
  int number;
  std::string_view name;
  std::string_view sql;             // Portable statements, separated by ";\n".
  std::string_view sql_postgresql;  // Empty where the portable text serves.
};

// Applies what is missing, each in its own transaction, and records component, number
// and SHA-256 in schema_migration. Refuses (conflict) a changed hash or a number newer
// than this program knows.
Status migrate(Database& database, std::string_view component,
               const std::vector<Migration>& migrations);
// Whether the database holds this component already and lacks some of its migrations.
Result<bool> is_older(Database& database, std::string_view component,
                      const std::vector<Migration>& migrations);

}  // namespace kontor::db
