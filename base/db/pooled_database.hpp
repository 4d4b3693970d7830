#pragma once

#include <atomic>
#include <memory>
#include <mutex>

#include "base/db/checkpointer.hpp"
#include "base/db/connection_pool.hpp"
#include "base/db/database.hpp"

namespace kontor::db {

// Either database over its connection pools. Runs transactions, tries them again, and
// refuses one inside another of the same database, which would wait for itself.
class PooledDatabase final : public Database {
 public:
  struct Pools {
    std::unique_ptr<ConnectionPool> writers;
    std::unique_ptr<ConnectionPool> readers;          // Null: the writers' pool serves reads too.
    std::unique_ptr<Checkpointer> checkpointer = {};  // Of an SQLite file. Goes first.
  };
  PooledDatabase(Dialect dialect, Pools pools) : dialect_(dialect), pools_(std::move(pools)) {}
  Dialect dialect() const override { return dialect_; }
  void take_turns() override { takes_turns_ = true; }
  void tell(ChangeLog& log) override { log_ = &log; }

 protected:
  Status run_in_session(Mode mode, const std::function<Status(Session&)>& work) override;

 private:
  ConnectionPool& pool(Mode mode) {
    return mode == Mode::read && pools_.readers ? *pools_.readers : *pools_.writers;
  }

  Dialect dialect_;
  Pools pools_;
  std::atomic<bool> takes_turns_ = false;
  std::mutex turn_;
  std::atomic<ChangeLog*> log_ = nullptr;
};

}  // namespace kontor::db
