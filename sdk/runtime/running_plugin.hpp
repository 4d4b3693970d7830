#pragma once

#include <atomic>
#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "sdk/runtime/actor_lock.hpp"
#include "sdk/runtime/channel.hpp"
#include "sdk/runtime/host_call_pool.hpp"
#include "sdk/runtime/plugin_log.hpp"
#include "sdk/runtime/plugin_process.hpp"
#include "sdk/runtime/sealed_file.hpp"
#include "sdk/runtime/spawn.hpp"

namespace kontor::runtime {

// PluginProcess over two channels: `calls_` carries the host's calls and all that the
// plugin asks and logs while it works for one, so that the calling thread reads it;
// `background_` what the plugin's own threads ask and log. One supervisor thread spawns the
// runner (whose life the kernel ties to that thread), reads the background, and reaps.
class RunningPlugin final : public PluginProcess {
 public:
  RunningPlugin(PluginProcessOptions options, HostCallHandler handler, Descriptor calls,
                Descriptor background);
  ~RunningPlugin() override;

  // Once, before anything else. The descriptors are the runner's ends.
  // `needed`: the libraries the file asks for.
  Status launch(SealedFile file, std::vector<std::string> needed, Descriptor calls,
                Descriptor background);

  Result<std::string> call(std::string_view operation, std::string_view request,
                           int deadline_ms) override;
  void stop(int grace_ms) override;
  bool alive() const override { return !dead_; }
  int pid() const override { return spawned_.pid; }
  SandboxReport sandbox() const override { return spawned_.layers; }
  PluginUsage usage() const override;

 private:
  using Time = Channel::Time;

  enum class Asker { call, own_thread };
  Answer serve(const PeerCall& call, Asker asker);
  void accept(PeerCall call);
  void supervise(const RunnerDescriptors& given, std::promise<Status> started);
  void watch_until_death();
  void buried(const std::string& cause);
  Result<std::string> ask(std::string_view operation, std::string_view request, int deadline_ms);
  void kill_runner();
  void kill_silenced();
  void close_channels();
  bool wait_for_death(Time until);
  Error gone(std::string_view operation);

  PluginProcessOptions options_;
  HostCallHandler handler_;
  PluginLog log_;
  Channel calls_;
  Channel background_;
  HostCallPool pool_;
  ActorLock actor_;
  std::vector<std::string> needed_;
  Spawned spawned_;
  std::thread supervisor_;
  std::atomic<bool> death_expected_ = true;  // Not up yet, or asked to end.
  std::atomic<bool> killed_for_nonsense_ = false;
  std::atomic<std::int64_t> calls_made_ = 0;
  std::atomic<std::int64_t> host_calls_ = 0;

  std::atomic<bool> dead_ = false;
  std::mutex death_mutex_;
  std::condition_variable death_;
  std::string cause_;  // Guarded by death_mutex_.
};

}  // namespace kontor::runtime
