#include "host/plugins/health_watch.hpp"

namespace kontor::host {
namespace {

constexpr auto kHealthTick = std::chrono::milliseconds(250);

}  // namespace

HealthWatch::HealthWatch(const PluginSet& plugins, const Clock& clock)
    : plugins_(plugins), clock_(clock), thread_([this] { run(); }) {}

HealthWatch::~HealthWatch() { stop(); }

void HealthWatch::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void HealthWatch::run() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, kHealthTick, [this] { return stopping_; });
      if (stopping_) return;
    }
    for (const PluginHandle& plugin : plugins_.all())
      if (plugin->running() && plugin->silent_since() + kSilenceMs <= clock_.monotonic_ms())
        plugin->check_health();
  }
}

}  // namespace kontor::host
