#include "base/db/pooled_database.hpp"

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

namespace kontor::db {

namespace {

constexpr int kAttemptsMax = 40;
constexpr int kPauseMaxMs = 64;

// Databases this thread has a transaction open on.
thread_local std::vector<const Database*> open_here;

class Nesting {
 public:
  explicit Nesting(const Database& database) { open_here.push_back(&database); }
  ~Nesting() { open_here.pop_back(); }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;
};

// Two transactions that met must not meet again: a random pause that grows.
void pause_before(int attempt) {
  thread_local std::minstd_rand jitter(std::random_device{}());
  const int most = std::min(kPauseMaxMs, 1 << std::min(attempt, 6));
  std::this_thread::sleep_for(
      std::chrono::microseconds(std::uniform_int_distribution<int>(0, most * 1000)(jitter)));
}

Status tell_changes(ChangeLog& log, Connection& connection) {
  const Changes changes = connection.take_changes();
  if (changes.list.empty() && changes.whole) return ok();
  return log.about_to_commit(connection, changes);
}

}  // namespace

Status PooledDatabase::run_in_session(Mode mode, const std::function<Status(Session&)>& work) {
  if (std::find(open_here.begin(), open_here.end(), this) != open_here.end()) {
    return Error{ErrorCode::internal, "transaction begun inside a transaction"};
  }
  const Nesting nesting(*this);
  std::unique_lock turn(turn_, std::defer_lock);
  if (mode == Mode::write && takes_turns_ && dialect_ == Dialect::postgresql) turn.lock();
  const auto access = mode == Mode::read ? Connection::Access::read : Connection::Access::write;
  for (int attempt = 1;; ++attempt) {
    Status status = ok();
    bool again = false;
    {
      ConnectionPool::Loan connection = TRY(pool(mode).take());
      status = connection->begin(access);
      if (!status && !connection->usable()) {
        // Nothing has run yet: an idle connection had died. Its fellows have too.
        pool(mode).drop_idle();
        again = attempt == 1;
      } else if (status) {
        ChangeLog* const log = mode == Mode::write ? log_.load() : nullptr;
        if (log != nullptr) connection->keep_changes();
        status = work(*connection);
        if (status && log != nullptr) status = tell_changes(*log, *connection);
        if (status) status = connection->commit();
        again = !status && connection->try_again();
      }
    }
    if (!again) return status;
    if (attempt == kAttemptsMax) {
      return Error{ErrorCode::unavailable,
                   "the database stayed too busy: " + status.error().message};
    }
    pause_before(attempt);
  }
}

}  // namespace kontor::db
