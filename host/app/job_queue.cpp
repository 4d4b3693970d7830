#include "host/app/job_queue.hpp"

namespace kontor::host {

void JobQueue::start(std::vector<std::string> unfinished) {
  {
    const std::lock_guard lock(mutex_);
    for (std::string& id : unfinished) queue_.push_back(std::move(id));
  }
  worker_ = std::thread([this] { work(); });
}

void JobQueue::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (worker_.joinable()) worker_.join();
}

void JobQueue::add(std::string id) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(id));
  }
  changed_.notify_all();
}

void JobQueue::interrupt(const std::string& id) {
  const std::lock_guard lock(mutex_);
  interrupted_.insert(id);
}

bool JobQueue::take_interrupt(const std::string& id) {
  const std::lock_guard lock(mutex_);
  return interrupted_.erase(id) > 0;
}

void JobQueue::work() {
  for (;;) {
    std::string id;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (stopping_) return;
      id = std::move(queue_.front());
      queue_.pop_front();
    }
    run_(id);
    // What came too late for this job must not meet a later run of it.
    take_interrupt(id);
  }
}

}  // namespace kontor::host
