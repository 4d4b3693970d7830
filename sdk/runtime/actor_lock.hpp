#pragma once

#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

namespace kontor::runtime {

// One thread at a time, first come first served, with a bound on the wait. The thread that
// holds it may take it again.
class ActorLock {
 public:
  bool lock_until(std::chrono::steady_clock::time_point end) {
    std::unique_lock lock(mutex_);
    const auto self = std::this_thread::get_id();
    if (depth_ > 0 && owner_ == self) {
      ++depth_;
      return true;
    }
    const auto place = queue_.insert(queue_.end(), self);
    const bool mine =
        changed_.wait_until(lock, end, [&] { return depth_ == 0 && queue_.begin() == place; });
    queue_.erase(place);
    if (!mine) {
      changed_.notify_all();
      return false;
    }
    owner_ = self;
    depth_ = 1;
    return true;
  }

  void unlock() {
    const std::lock_guard lock(mutex_);
    if (--depth_ == 0 && !queue_.empty()) changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::list<std::thread::id> queue_;
  std::thread::id owner_;
  int depth_ = 0;
};

}  // namespace kontor::runtime
