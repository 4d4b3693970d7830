#include "host/gdpr/privacy_worker.hpp"

#include <chrono>

#include "base/core/log.hpp"

namespace kontor::host {

void PrivacyWorker::start() {
  thread_ = std::thread([this] { work(); });
}

void PrivacyWorker::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void PrivacyWorker::wake() {
  {
    const std::lock_guard lock(mutex_);
    awake_ = true;
  }
  changed_.notify_all();
}

void PrivacyWorker::work() {
  for (;;) {
    for (const Step& step : steps_) {
      const Status done = step();
      if (!done) log::warning("privacy waits", {{"reason", done.error().message}});
    }
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::milliseconds(kLookMs),
                      [this] { return stopping_ || awake_; });
    if (stopping_) return;
    awake_ = false;
  }
}

}  // namespace kontor::host
