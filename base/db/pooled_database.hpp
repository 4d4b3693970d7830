#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "base/db/checkpointer.hpp"
#include "base/db/connection_pool.hpp"
#include "base/db/database.hpp"
#include "base/db/shared_writer.hpp"

namespace kontor::db {

// Either database over its connection pools. Runs transactions, tries them again, and
// refuses one inside another of the same database, which would wait for itself.
class PooledDatabase final : public Database {
 public:
  struct Pools {
    std::unique_ptr<ConnectionPool> writers;
    std::unique_ptr<ConnectionPool> readers;     // Null: the writers' pool serves reads too.
    std::unique_ptr<ConnectionPool> turns = {};  // Of those that take turns; null: as the writers.
    std::unique_ptr<Checkpointer> checkpointer = {};  // Of an SQLite file. Goes first.
  };
  PooledDatabase(Dialect dialect, Pools pools)
      : dialect_(dialect),
        pools_(std::move(pools)),
        writer_(pools_.turns ? *pools_.turns : *pools_.writers),
        shares_commits_(dialect == Dialect::sqlite) {}
  Dialect dialect() const override { return dialect_; }
  void take_turns() override;
  void tell(ChangeLog& log) override { log_ = &log; }

 protected:
  Status run_in_session(Mode mode, const std::function<Status(Session&)>& work) override;

 private:
  ConnectionPool& pool(Mode mode) {
    return mode != Mode::write && pools_.readers ? *pools_.readers : *pools_.writers;
  }
  static Connection::Access access_of(Mode mode);

  Status run_once(Mode mode, const std::function<Status(Session&)>& work, bool& again);

  Dialect dialect_;
  Pools pools_;
  SharedWriter writer_;
  std::atomic<bool> shares_commits_;
  std::atomic<ChangeLog*> log_ = nullptr;
};

}  // namespace kontor::db
