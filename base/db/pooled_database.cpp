#include "base/db/pooled_database.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include "base/db/retries.hpp"

namespace kontor::db {

namespace {

// Databases this thread has a transaction open on; or, while it writes for another one, that one.
thread_local std::vector<const Database*> open_here;

class Nesting {
 public:
  explicit Nesting(const Database& database) { open_here.push_back(&database); }
  ~Nesting() { open_here.pop_back(); }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;
};

class Elsewhere {
 public:
  explicit Elsewhere(std::vector<const Database*>& theirs) : theirs_(theirs) { swap(); }
  ~Elsewhere() { swap(); }
  Elsewhere(const Elsewhere&) = delete;
  Elsewhere& operator=(const Elsewhere&) = delete;

 private:
  void swap() {
    if (&theirs_ != &open_here) open_here.swap(theirs_);
  }
  std::vector<const Database*>& theirs_;
};

// One for each processor of a small machine, and one more while another waits for its disk.
std::size_t usual_readers() { return std::max(2U, std::thread::hardware_concurrency()) + 1; }

}  // namespace

// Those who write have their own then.
void PooledDatabase::take_turns() {
  shares_commits_ = true;
  if (pools_.turns) pools_.writers->keep_to(usual_readers());
}

Connection::Access PooledDatabase::access_of(Mode mode) {
  switch (mode) {
    case Mode::read:
      return Connection::Access::read;
    case Mode::glance:
      return Connection::Access::glance;
    case Mode::write:
      break;
  }
  return Connection::Access::write;
}

Status PooledDatabase::run_in_session(Mode mode, const std::function<Status(Session&)>& work) {
  if (std::find(open_here.begin(), open_here.end(), this) != open_here.end()) {
    return Error{ErrorCode::internal, "transaction begun inside a transaction"};
  }
  const Nesting nesting(*this);
  if (mode == Mode::write && shares_commits_) {
    std::vector<const Database*>* const mine = &open_here;
    return writer_.run(
        [&work, mine](Session& session) {
          const Elsewhere elsewhere(*mine);
          return work(session);
        },
        log_.load());
  }
  for (int attempt = 1;; ++attempt) {
    bool again = false;
    Status status = run_once(mode, work, again);
    if (!again) return status;
    if (attempt == kAttemptsMax) {
      return Error{ErrorCode::unavailable,
                   "the database stayed too busy: " + status.error().message};
    }
    pause_before(attempt);
  }
}

Status PooledDatabase::run_once(Mode mode, const std::function<Status(Session&)>& work,
                                bool& again) {
  ConnectionPool::Loan connection = TRY(pool(mode).take());
  ChangeLog* const log = mode == Mode::write ? log_.load() : nullptr;
  Status status = connection->begin(access_of(mode));
  if (status && log != nullptr) connection->keep_changes();
  if (status) status = work(*connection);
  if (status) status = connection->commit(log);
  again = !status && connection->try_again();
  if (!status && connection->lost_before_it_ran()) {
    // An idle connection had died. Its fellows have too.
    pool(mode).drop_idle();
    again = true;
  }
  return status;
}

}  // namespace kontor::db
