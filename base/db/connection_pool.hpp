#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "base/db/connection.hpp"

namespace kontor::db {

// Hands out connections, at most `connections_max` at once; opens them when needed and
// keeps them with their prepared statements. First come, first served. A pool of one is the
// writer's lock. Any thread.
class ConnectionPool {
 public:
  using Open = std::function<Result<std::unique_ptr<Connection>>()>;
  ConnectionPool(Open open, std::size_t connections_max)
      : open_(std::move(open)), connections_max_(connections_max) {}

  // A connection for as long as this value lives; rolls back what is still open.
  class Loan {
   public:
    Loan(ConnectionPool& pool, std::unique_ptr<Connection> connection)
        : pool_(&pool), connection_(std::move(connection)) {}
    Loan(Loan&&) = default;
    ~Loan() {
      if (connection_) pool_->give_back(std::move(connection_));
    }
    Connection& operator*() { return *connection_; }
    Connection* operator->() { return connection_.get(); }

   private:
    ConnectionPool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  // Waits while all are lent; unavailable after kWaitMax.
  Result<Loan> take();
  // Closes what is not lent: the server has gone and come back.
  void drop_idle();

 private:
  struct Waiter {
    std::condition_variable woken = {};
    bool is_next = false;
  };
  void give_back(std::unique_ptr<Connection> connection);
  bool await_turn(std::unique_lock<std::mutex>& lock);
  void end_loan();

  Open open_;
  std::size_t connections_max_;
  std::mutex mutex_;
  std::deque<Waiter*> waiting_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::size_t lent_ = 0;
};

}  // namespace kontor::db
