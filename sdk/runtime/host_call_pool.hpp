#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace kontor::runtime {

// Threads that start when there is work and stay. Work beyond the bound is refused.
class HostCallPool {
 public:
  explicit HostCallPool(int threads_max) : threads_max_(threads_max) {}
  ~HostCallPool() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      work_.clear();
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }
  HostCallPool(const HostCallPool&) = delete;
  HostCallPool& operator=(const HostCallPool&) = delete;

  bool post(std::function<void()> work) {
    const std::lock_guard lock(mutex_);
    if (stopping_ || work_.size() >= kWaitingMax) return false;
    work_.push_back(std::move(work));
    if (idle_ < work_.size() && threads_.size() < static_cast<std::size_t>(threads_max_))
      threads_.emplace_back([this] { run(); });
    wake_.notify_one();
    return true;
  }

 private:
  static constexpr std::size_t kWaitingMax = 1024;

  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      ++idle_;
      wake_.wait(lock, [this] { return stopping_ || !work_.empty(); });
      --idle_;
      if (stopping_) return;
      auto work = std::move(work_.front());
      work_.pop_front();
      lock.unlock();
      work();
      lock.lock();
    }
  }

  const int threads_max_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> work_;
  std::size_t idle_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace kontor::runtime
