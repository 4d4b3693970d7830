#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "base/core/result.hpp"

namespace kontor::host {

// Goes on with what privacy asks of the host and nobody waits for: erasures that were held or
// interrupted, retention. Each step is safe to do twice, so that a kill -9 costs nothing.
class PrivacyWorker {
 public:
  using Step = std::function<Status()>;
  explicit PrivacyWorker(std::vector<Step> steps) : steps_(std::move(steps)) {}
  ~PrivacyWorker() { stop(); }
  PrivacyWorker(const PrivacyWorker&) = delete;
  PrivacyWorker& operator=(const PrivacyWorker&) = delete;

  void start();  // Steps at once, then every kLookMs and after wake().
  void stop();   // Waits for the step in hand.
  void wake();

  static constexpr int kLookMs = 20'000;

 private:
  void work();

  const std::vector<Step> steps_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  bool awake_ = false;
  std::thread thread_;
};

}  // namespace kontor::host
