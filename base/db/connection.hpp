#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/db/change_log.hpp"
#include "base/db/database.hpp"
#include "base/db/endings.hpp"

namespace kontor::db {

// One open connection of either database. Keeps the two alike: parameters are checked the
// same way, and after a failed statement nothing but a rollback helps, as on PostgreSQL.
// One thread at a time.
class Connection : public Session {
 public:
  Result<std::vector<Row>> query(std::string_view sql, const std::vector<Value>& parameters) final;
  Result<std::int64_t> execute(std::string_view sql, const std::vector<Value>& parameters) final;
  Status later(std::string_view sql, std::vector<Value> parameters) final;
  void foresee(std::string_view sql, std::vector<Value> parameters) final;
  Endings& endings() { return endings_; }

  enum class Access { read, glance, write };
  Status begin(Access access);
  // Commits, after telling `log` if there is one, or reports the statement that had failed and
  // rolls back.
  Status commit(ChangeLog* log);
  void rollback() noexcept;
  // Runs what later() put off.
  virtual Status settle() { return ok(); }
  // Inside a transaction, which goes on: what `work` changed is undone when it fails. Where that
  // cannot be, state() tells that all of it is lost.
  Status apart(const std::function<Status(Session&)>& work);
  // The failure that has lost the transaction, if any.
  Status state() const { return failure_ ? Status(*failure_) : ok(); }

  // From here to the end of the transaction, keeps what statements change.
  void keep_changes() { keeps_changes_ = true; }

  // The last failure was of the kind that goes away when the transaction runs again.
  bool try_again() const { return try_again_; }
  // False: the peer is gone; drop this connection.
  virtual bool usable() const = 0;
  // The peer was gone before it heard of this transaction.
  virtual bool lost_before_it_ran() const { return false; }

 protected:
  struct Answer {
    std::vector<Row> rows;
    std::int64_t changed = 0;
  };
  struct Statement {
    std::string sql;
    std::vector<Value> parameters = {};
    bool is(std::string_view other, const std::vector<Value>& theirs) const {
      return sql == other && parameters == theirs;
    }
  };
  virtual Result<Answer> run(std::string_view sql, const std::vector<Value>& parameters) = 0;
  Status insert_many(std::string_view table, const std::vector<std::string>& columns,
                     const std::vector<std::vector<Value>>& rows) final;
  // Checked rows of insert_many(), at once; a failure may come with what is run next. Notes no
  // change.
  virtual Status copy_in(std::string_view table, const std::vector<std::string>& columns,
                         const std::vector<std::vector<Value>>& rows);
  // The same, and `next` behind it, whose answer goes to answered_early_; or without that.
  virtual Result<Answer> run_with(std::string_view sql, const std::vector<Value>& parameters,
                                  Statement next);
  // The same, at once, or sent or held until run() hears of it with the next one, or settle() does.
  virtual Status run_soon(std::string_view sql, std::vector<Value> parameters);
  // Ends a read; what it answers is of no use to anybody.
  virtual void end_read() { static_cast<void>(run("COMMIT", {})); }
  // The transaction is still there, whatever became of its last statement.
  virtual bool in_transaction() const = 0;
  virtual std::string_view begin_sql(Access access) const = 0;
  void note_try_again() { try_again_ = true; }
  void note_change(std::string_view sql, const std::vector<Value>& parameters,
                   std::int64_t changed);

  bool glances() const { return access_ == Access::glance; }
  // Before something is sent: puts the savepoint of apart() in front of what its work has run.
  void protect();
  // In order; first of all what begins. sent_ goes before held_.
  std::vector<Statement> sent_;  // Not heard of.
  std::vector<Statement> held_;  // Not even sent.
  struct EarlyAnswer {
    Statement asked;
    Answer answer;
  };
  std::optional<EarlyAnswer> answered_early_;

 private:
  Result<Answer> run_checked(std::string_view sql, const std::vector<Value>& parameters);
  std::optional<Answer> take_early_answer(std::string_view sql,
                                          const std::vector<Value>& parameters);
  Status tell(ChangeLog& log);
  bool is_begin_unheard() const;
  // Gives up what was not sent, and hears what became of the rest.
  void drop_unheard();
  // One that shares the transaction with others.
  struct Apart {
    std::string savepoint;  // Each its own name: that of one which failed is not the last one's.
    std::size_t held;       // What the others had not sent.
    bool is_protected = false;
    std::size_t changes = 0;  // Of the others; known once the savepoint is heard of.
    std::size_t bytes = 0;
  };
  bool undo_apart();

  std::optional<Error> failure_;
  Changes changes_;
  bool keeps_changes_ = false;
  bool is_begun_ = false;
  Access access_ = Access::read;
  std::optional<Statement> foreseen_;
  Endings endings_;
  std::optional<Apart> apart_;
  int aparts_ = 0;
  int glances_ = 0;
  bool try_again_ = false;
};

}  // namespace kontor::db
