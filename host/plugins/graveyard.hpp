#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "sdk/runtime/plugin_process.hpp"

namespace kontor::host {

// Keeps processes that have ended until no call holds them any more: a process may not be
// destroyed by one of its own threads, and a call in flight may run on one.
class Graveyard {
 public:
  void bury(std::shared_ptr<runtime::PluginProcess> process) {
    if (!process) return;
    const std::lock_guard lock(mutex_);
    dead_.push_back(std::move(process));
  }

  // From a thread that belongs to no plugin process.
  void sweep() {
    std::vector<std::shared_ptr<runtime::PluginProcess>> gone;
    {
      const std::lock_guard lock(mutex_);
      std::erase_if(dead_, [&gone](auto& process) {
        if (process.use_count() > 1) return false;
        gone.push_back(std::move(process));
        return true;
      });
    }
  }

 private:
  std::mutex mutex_;
  std::vector<std::shared_ptr<runtime::PluginProcess>> dead_;
};

}  // namespace kontor::host
