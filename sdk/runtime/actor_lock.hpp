#pragma once

#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>

namespace kontor::runtime {

// So many threads at a time, first come first served, with a bound on the wait. Not
// recursive.
class ActorLock {
 public:
  explicit ActorLock(int places) : free_(places) {}

  bool lock_until(std::chrono::steady_clock::time_point end) {
    std::unique_lock lock(mutex_);
    if (free_ > 0 && queue_.empty()) {
      --free_;
      return true;
    }
    Place mine;
    const auto here = queue_.insert(queue_.end(), &mine);
    mine.changed.wait_until(lock, end, [&mine] { return mine.given; });
    if (!mine.given) queue_.erase(here);
    return mine.given;
  }

  void unlock() {
    const std::lock_guard lock(mutex_);
    if (queue_.empty()) {
      ++free_;
      return;
    }
    Place& next = *queue_.front();
    queue_.pop_front();
    next.given = true;
    next.changed.notify_one();  // Locked: the place is gone as soon as its thread runs.
  }

 private:
  struct Place {
    std::condition_variable changed;
    bool given = false;
  };
  std::mutex mutex_;
  std::list<Place*> queue_;
  int free_;
};

}  // namespace kontor::runtime
