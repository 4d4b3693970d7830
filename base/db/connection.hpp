#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/db/change_log.hpp"
#include "base/db/database.hpp"

namespace kontor::db {

// One open connection of either database. Keeps the two alike: parameters are checked the
// same way, and after a failed statement nothing but a rollback helps, as on PostgreSQL.
// One thread at a time.
class Connection : public Session {
 public:
  Result<std::vector<Row>> query(std::string_view sql, const std::vector<Value>& parameters) final;
  Result<std::int64_t> execute(std::string_view sql, const std::vector<Value>& parameters) final;

  enum class Access { read, write };
  Status begin(Access access);
  // Commits, or reports the statement that had failed and rolls back.
  Status commit();
  void rollback() noexcept;

  // From here to the end of the transaction, keeps what statements change.
  void keep_changes() { keeps_changes_ = true; }
  // Takes what was kept; nothing more is.
  Changes take_changes();

  // The last failure was of the kind that goes away when the transaction runs again.
  bool try_again() const { return try_again_; }
  // False: the peer is gone; drop this connection.
  virtual bool usable() const = 0;

 protected:
  struct Answer {
    std::vector<Row> rows;
    std::int64_t changed = 0;
  };
  virtual Result<Answer> run(std::string_view sql, const std::vector<Value>& parameters) = 0;
  virtual std::string_view begin_sql(Access access) const = 0;
  void note_try_again() { try_again_ = true; }

 private:
  Result<Answer> run_checked(std::string_view sql, const std::vector<Value>& parameters);

  void note_change(std::string_view sql, const std::vector<Value>& parameters,
                   std::int64_t changed);

  std::optional<Error> failure_;
  Changes changes_;
  bool keeps_changes_ = false;
  bool in_transaction_ = false;
  bool try_again_ = false;
};

}  // namespace kontor::db
