#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/core/clock.hpp"
#include "host/plugins/plugin_set.hpp"

namespace kontor::host {

// Asks every plugin that runs and has been silent for kSilenceMs whether it is well, one
// after the other on a thread of its own. A plugin that does not answer within its deadline
// is killed by the runtime and starts again like any other that crashed.
class HealthWatch {
 public:
  HealthWatch(const PluginSet& plugins, const Clock& clock);
  ~HealthWatch();
  HealthWatch(const HealthWatch&) = delete;
  HealthWatch& operator=(const HealthWatch&) = delete;

  void stop();  // Waits for the question in hand.

  static constexpr std::int64_t kSilenceMs = 10'000;

 private:
  void run();

  const PluginSet& plugins_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace kontor::host
