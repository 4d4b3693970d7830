#include "base/db/connection_pool.hpp"

#include <chrono>

namespace kontor::db {

namespace {
constexpr std::chrono::seconds kWaitMax{30};
}

Result<ConnectionPool::Loan> ConnectionPool::take() {
  std::unique_lock lock(mutex_);
  if (lent_ < connections_max_) {
    ++lent_;
  } else if (!await_turn(lock)) {
    return Error{ErrorCode::unavailable, "all database connections are in use"};
  }
  if (!idle_.empty()) {
    std::unique_ptr<Connection> connection = std::move(idle_.back());
    idle_.pop_back();
    return Loan(*this, std::move(connection));
  }
  lock.unlock();
  Result<std::unique_ptr<Connection>> opened = open_();
  if (opened) return Loan(*this, std::move(*opened));
  lock.lock();
  end_loan();
  return std::move(opened).error();
}

// Whoever came first goes first: what is lent already counts as lent to them.
bool ConnectionPool::await_turn(std::unique_lock<std::mutex>& lock) {
  Waiter me;
  waiting_.push_back(&me);
  if (me.woken.wait_for(lock, kWaitMax, [&me] { return me.is_next; })) return true;
  std::erase(waiting_, &me);
  return false;
}

void ConnectionPool::end_loan() {
  if (waiting_.empty()) {
    --lent_;
    return;
  }
  Waiter* const next = waiting_.front();
  waiting_.pop_front();
  next->is_next = true;
  next->woken.notify_one();
}

void ConnectionPool::drop_idle() {
  std::vector<std::unique_ptr<Connection>> closing;
  const std::lock_guard lock(mutex_);
  closing.swap(idle_);
}

void ConnectionPool::give_back(std::unique_ptr<Connection> connection) {
  connection->rollback();
  if (!connection->usable()) connection.reset();
  const std::lock_guard lock(mutex_);
  if (connection) idle_.push_back(std::move(connection));
  end_loan();
}

}  // namespace kontor::db
