#pragma once

#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <utility>

namespace kontor::runtime {

// So many threads at a time, first come first served, with a bound on the wait. Not
// recursive.
class ActorLock {
 public:
  explicit ActorLock(int places) : free_(places) {}

  // A place, given back when it goes.
  class Place {
   public:
    explicit Place(ActorLock* lock) : lock_(lock) {}
    Place(Place&& other) noexcept : lock_(std::exchange(other.lock_, nullptr)) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (lock_ != nullptr) lock_->leave();
    }
    explicit operator bool() const { return lock_ != nullptr; }

   private:
    ActorLock* lock_;
  };

  // No place if none came free in time.
  Place enter(std::chrono::steady_clock::time_point end) {
    std::unique_lock lock(mutex_);
    if (free_ > 0 && queue_.empty()) {
      --free_;
      return Place(this);
    }
    Waiter mine;
    const auto here = queue_.insert(queue_.end(), &mine);
    mine.changed.wait_until(lock, end, [&mine] { return mine.given; });
    if (!mine.given) queue_.erase(here);
    return Place(mine.given ? this : nullptr);
  }

  int waiting() {
    const std::lock_guard lock(mutex_);
    return static_cast<int>(queue_.size());
  }

 private:
  struct Waiter {
    std::condition_variable changed;
    bool given = false;
  };

  void leave() {
    const std::lock_guard lock(mutex_);
    if (queue_.empty()) {
      ++free_;
      return;
    }
    Waiter& next = *queue_.front();
    queue_.pop_front();
    next.given = true;
    next.changed.notify_one();  // Locked: the waiter is gone as soon as its thread runs.
  }

  std::mutex mutex_;
  std::list<Waiter*> queue_;
  int free_;
};

}  // namespace kontor::runtime
