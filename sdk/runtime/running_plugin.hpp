#pragma once

#include <atomic>
#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "sdk/runtime/actor_lock.hpp"
#include "sdk/runtime/channel.hpp"
#include "sdk/runtime/host_call_pool.hpp"
#include "sdk/runtime/log_meter.hpp"
#include "sdk/runtime/plugin_process.hpp"
#include "sdk/runtime/sealed_file.hpp"
#include "sdk/runtime/spawn.hpp"

namespace kontor::runtime {

// PluginProcess over a Channel. One supervisor thread spawns the runner (whose life the
// kernel ties to that thread), reads the channel while nobody else does, and reaps.
class RunningPlugin final : public PluginProcess {
 public:
  RunningPlugin(PluginProcessOptions options, HostCallHandler handler, Descriptor socket);
  ~RunningPlugin() override;

  // Once, before anything else.
  Status launch(SealedFile file, Descriptor runner_socket);

  Result<std::string> call(std::string_view operation, std::string_view request,
                           int deadline_ms) override;
  void stop(int grace_ms) override;
  bool alive() const override { return !dead_; }
  int pid() const override { return spawned_.pid; }

 private:
  using Time = Channel::Time;

  Answer serve(const PeerCall& call);
  void accept(PeerCall call);
  void watch(bool reading);
  void supervise(const SealedFile& file, const Descriptor& runner_socket,
                 std::promise<Status> started);
  void watch_until_death();
  void buried(std::string cause);
  Result<std::string> ask(std::string_view operation, std::string_view request, int deadline_ms);
  void kill_runner();
  bool wait_for_death(Time until);
  Error gone(std::string_view operation);

  PluginProcessOptions options_;
  HostCallHandler handler_;
  LogMeter logs_;
  Descriptor epoll_;
  bool armed_ = false;  // Guarded by the channel's lock.
  Channel channel_;
  HostCallPool pool_;
  ActorLock actor_;
  Spawned spawned_;
  std::thread supervisor_;
  std::atomic<bool> death_expected_ = true;  // Not up yet, or asked to end.

  std::atomic<bool> dead_ = false;
  std::mutex death_mutex_;
  std::condition_variable death_;
  std::string cause_;  // Guarded by death_mutex_.
};

}  // namespace kontor::runtime
