#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
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
      : open_(std::move(open)), connections_max_(connections_max), usual_(connections_max) {}

  using Moment = std::chrono::steady_clock::time_point;
  // A connection for as long as this value lives; rolls back what is still open.
  class Loan {
   public:
    Loan(ConnectionPool& pool, std::unique_ptr<Connection> connection, Moment since)
        : pool_(&pool), connection_(std::move(connection)), since_(since) {}
    Loan(Loan&&) = default;
    ~Loan() {
      if (connection_) pool_->give_back(std::move(connection_), since_);
    }
    Connection& operator*() { return *connection_; }
    Connection* operator->() { return connection_.get(); }

   private:
    ConnectionPool* pool_;
    std::unique_ptr<Connection> connection_;
    Moment since_;
  };

  // From now on lends `usual` at once, and one more, up to connections_max, for each that somebody
  // has had for long: whoever is quick is quickest where few share the database's processors, and
  // does not stand behind whoever is slow.
  void keep_to(std::size_t usual);
  // Waits while all are lent; unavailable after kWaitMax.
  Result<Loan> take();
  // Closes what is not lent: the server has gone and come back.
  void drop_idle();

 private:
  struct Waiter {
    std::condition_variable woken = {};
    std::optional<Moment> since = {};  // Set: it has its turn.
  };
  void give_back(std::unique_ptr<Connection> connection, Moment since);
  bool has_more(Moment now) const;
  void serve(Moment now);
  std::optional<Moment> await_turn(std::unique_lock<std::mutex>& lock);
  void end_loan(Moment since);

  const Open open_;
  const std::size_t connections_max_;
  std::mutex mutex_;
  std::size_t usual_;
  std::deque<Waiter*> waiting_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::vector<Moment> lent_;  // Since when.
};

}  // namespace kontor::db
