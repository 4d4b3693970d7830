#include "base/db/connection_pool.hpp"

#include <chrono>

namespace kontor::db {

namespace {
constexpr std::chrono::seconds kWaitMax{30};
}

Result<ConnectionPool::Loan> ConnectionPool::take() {
  std::unique_lock lock(mutex_);
  if (!returned_.wait_for(lock, kWaitMax, [this] { return lent_ < connections_max_; })) {
    return Error{ErrorCode::unavailable, "all database connections are in use"};
  }
  ++lent_;
  if (!idle_.empty()) {
    std::unique_ptr<Connection> connection = std::move(idle_.back());
    idle_.pop_back();
    return Loan(*this, std::move(connection));
  }
  lock.unlock();
  Result<std::unique_ptr<Connection>> opened = open_();
  if (opened) return Loan(*this, std::move(*opened));
  lock.lock();
  --lent_;
  returned_.notify_one();
  return std::move(opened).error();
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
  --lent_;
  returned_.notify_one();
}

}  // namespace kontor::db
