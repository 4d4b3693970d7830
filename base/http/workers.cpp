#include "base/http/workers.hpp"

#include <system_error>

#include "base/core/log.hpp"

namespace kontor::http {

Workers::~Workers() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wanted_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Workers::run(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(work));
    if (free_ < waiting_.size() && threads_.size() < threads_max_) {
      try {
        threads_.emplace_back([this] { serve(); });
      } catch (const std::system_error& failure) {
        // Those that are there do it later; without any nobody would.
        log::error("no thread for a request", {{"reason", failure.what()}});
        if (threads_.empty()) throw;
      }
    }
  }
  wanted_.notify_one();
}

void Workers::serve() {
  std::unique_lock lock(mutex_);
  while (true) {
    ++free_;
    wanted_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    --free_;
    if (waiting_.empty()) return;
    const std::function<void()> work = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    work();
    lock.lock();
  }
}

}  // namespace kontor::http
