#include "base/db/connection_pool.hpp"

#include <algorithm>

namespace kontor::db {

namespace {

constexpr std::chrono::seconds kWaitMax{30};
// Whoever has a connection for longer is slow.
constexpr std::chrono::milliseconds kSlowFrom{20};
// Whoever waits looks so often whether others have become slow; who comes looks at once.
constexpr std::chrono::milliseconds kLookEvery{100};

}  // namespace

void ConnectionPool::keep_to(std::size_t usual) {
  const std::lock_guard lock(mutex_);
  usual_ = std::clamp<std::size_t>(usual, 1, connections_max_);
}

bool ConnectionPool::has_more(Moment now) const {
  if (lent_.size() < usual_) return true;
  if (lent_.size() >= connections_max_) return false;
  const auto slow = std::count_if(lent_.begin(), lent_.end(),
                                  [now](Moment since) { return since + kSlowFrom < now; });
  return lent_.size() < usual_ + static_cast<std::size_t>(slow);
}

// Whoever came first goes first: from here on it counts as lent to them.
void ConnectionPool::serve(Moment now) {
  while (!waiting_.empty() && has_more(now)) {
    Waiter* const next = waiting_.front();
    waiting_.pop_front();
    lent_.push_back(now);
    next->since = now;
    next->woken.notify_one();
  }
}

std::optional<ConnectionPool::Moment> ConnectionPool::await_turn(
    std::unique_lock<std::mutex>& lock) {
  Moment now = std::chrono::steady_clock::now();
  const Moment end = now + kWaitMax;
  Waiter me;
  waiting_.push_back(&me);
  serve(now);
  while (!me.since && now < end) {
    const Moment look = usual_ < connections_max_ ? std::min(end, now + kLookEvery) : end;
    me.woken.wait_until(lock, look, [&me] { return me.since.has_value(); });
    now = std::chrono::steady_clock::now();
    serve(now);
  }
  if (!me.since) std::erase(waiting_, &me);
  return me.since;
}

Result<ConnectionPool::Loan> ConnectionPool::take() {
  std::unique_lock lock(mutex_);
  const std::optional<Moment> since = await_turn(lock);
  if (!since) return Error{ErrorCode::unavailable, "all database connections are in use"};
  if (!idle_.empty()) {
    std::unique_ptr<Connection> connection = std::move(idle_.back());
    idle_.pop_back();
    return Loan(*this, std::move(connection), *since);
  }
  lock.unlock();
  Result<std::unique_ptr<Connection>> opened = open_();
  if (opened) return Loan(*this, std::move(*opened), *since);
  lock.lock();
  end_loan(*since);
  return std::move(opened).error();
}

void ConnectionPool::end_loan(Moment since) {
  lent_.erase(std::find(lent_.begin(), lent_.end(), since));
  serve(std::chrono::steady_clock::now());
}

void ConnectionPool::drop_idle() {
  std::vector<std::unique_ptr<Connection>> closing;
  const std::lock_guard lock(mutex_);
  closing.swap(idle_);
}

void ConnectionPool::give_back(std::unique_ptr<Connection> connection, Moment since) {
  connection->rollback();
  if (!connection->usable()) connection.reset();
  const std::lock_guard lock(mutex_);
  if (connection) idle_.push_back(std::move(connection));
  end_loan(since);
}

}  // namespace kontor::db
