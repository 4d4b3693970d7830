#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <vector>

#include "base/db/connection_pool.hpp"

namespace kontor::db {

// Lets transactions take turns, and those that come while others write share one commit, so that
// the disk's flush and the pages all of them change are paid once. Each is still all or nothing,
// and whoever waits hears its answer only after the commit. The first of a group writes for the
// others in its own thread; a group ends when nobody waits, or soon. Any thread.
class SharedWriter {
 public:
  using Work = std::function<Status(Session&)>;
  explicit SharedWriter(ConnectionPool& connections) : connections_(connections) {}

  // `log` may be null. `work` may run more than once, and throw.
  Status run(const Work& work, ChangeLog* log);

 private:
  enum class State { waiting, leading, written, done };
  struct Member {
    const Work& work;
    bool alone;  // Once a whole group has failed: one of them was the reason.
    State state = State::waiting;
    Status answer = ok();
    std::exception_ptr thrown = nullptr;
    bool again = false;
    std::condition_variable woken = {};
  };
  using Group = std::vector<Member*>;

  bool await_lead(Member& me);
  void lead(Member& me, ChangeLog* log);
  void write(Group& group, ChangeLog* log);
  bool drop_dead(const Connection& connection);
  Member* next(const Group& group, std::chrono::steady_clock::time_point end);

  ConnectionPool& connections_;
  std::mutex mutex_;
  std::deque<Member*> waiting_;
  bool is_led_ = false;
};

}  // namespace kontor::db
