#include "base/http/workers.hpp"

#include <system_error>
#include <utility>

#include "base/core/log.hpp"

namespace kontor::http {

Workers::~Workers() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (Worker* const worker : free_) {
      worker->is_called = true;
      worker->called.notify_one();
    }
    free_.clear();
  }
  for (const auto& worker : workers_) worker->thread.join();
}

void Workers::run(std::function<void()> work) {
  Worker* called = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) {
      waiting_.push_back(std::move(work));
      if (workers_.size() < threads_max_ && !stopping_) begin_one();
      return;
    }
    called = free_.back();
    free_.pop_back();
    called->work = std::move(work);
    called->is_called = true;
  }
  called->called.notify_one();
}

void Workers::begin_one() {
  auto worker = std::make_unique<Worker>();
  try {
    worker->thread = std::thread([this, &me = *worker] { serve(me); });
  } catch (const std::system_error& failure) {
    // Those that are there do it later; without any nobody would.
    log::error("no thread for a request", {{"reason", failure.what()}});
    if (workers_.empty()) throw;
    return;
  }
  workers_.push_back(std::move(worker));
}

void Workers::serve(Worker& me) {
  std::unique_lock lock(mutex_);
  while (Work work = next(me, lock)) {
    lock.unlock();
    work();
    work = nullptr;  // What it holds goes while nobody waits for the lock.
    lock.lock();
  }
}

// What waits, or else what the worker is called for; none when it is to end.
Workers::Work Workers::next(Worker& me, std::unique_lock<std::mutex>& lock) {
  if (!waiting_.empty()) {
    Work work = std::move(waiting_.front());
    waiting_.pop_front();
    return work;
  }
  if (stopping_) return nullptr;
  free_.push_back(&me);
  me.called.wait(lock, [&me] { return me.is_called; });
  me.is_called = false;
  return std::exchange(me.work, nullptr);
}

}  // namespace kontor::http
