#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "base/db/database.hpp"
#include "licensing/seats/log_entry.hpp"

namespace kontor::licensing {

// One piece of work inside a writer's transaction: its SQL, and the entries it adds to the
// licence log. Remembers whether rows were changed and whether a statement failed.
class Change final : public db::Session {
 public:
  explicit Change(db::Session& session) : session_(session) {}
  db::Dialect dialect() const override { return session_.dialect(); }
  Result<std::vector<db::Row>> query(std::string_view sql,
                                     const std::vector<db::Value>& parameters) override;
  Result<std::int64_t> execute(std::string_view sql,
                               const std::vector<db::Value>& parameters) override;

  // Written with the transaction, unless this work is refused.
  void log(LogEntry entry) { entries_.push_back(std::move(entry)); }

  std::vector<LogEntry> take_entries() { return std::move(entries_); }
  bool has_written() const { return has_written_; }
  const std::optional<Error>& failure() const { return failure_; }

 private:
  db::Session& session_;
  std::vector<LogEntry> entries_;
  bool has_written_ = false;
  std::optional<Error> failure_;
};

}  // namespace kontor::licensing
