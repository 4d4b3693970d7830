#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "host/access/principal.hpp"
#include "host/plugins/crash_log.hpp"
#include "host/plugins/graveyard.hpp"
#include "host/plugins/plugin_store.hpp"
#include "host/plugins/plugin_tap.hpp"
#include "host/plugins/recent_log.hpp"
#include "kontor/decode.hpp"
#include "sdk/package/manifest.hpp"
#include "sdk/runtime/plugin_process.hpp"

namespace kontor::host {

// One version of an installed plugin, running or not. Shared by the set of plugins and the
// calls in flight. Any thread.
class PluginInstance {
 public:
  struct Surroundings {
    std::filesystem::path runner;
    std::filesystem::path folder;       // Of this version: DATA/plugins/ID/VERSION.
    std::filesystem::path data_folder;  // The plugin's own: DATA/plugins/ID/data.
    runtime::SandboxPolicy::Missing missing_layers = runtime::SandboxPolicy::Missing::warn;
    std::string locale;
    std::string host_version;
    const Clock& clock;
    Graveyard& graveyard;
    std::function<runtime::HostAnswer(PluginInstance&, const runtime::HostCall&)> serve;
    // Its process ended by itself; the crash has no log yet. May not start or stop the plugin.
    std::function<void(PluginInstance&, const Crash&)> on_crash;
    PluginTap* tap = nullptr;  // Outlives the instance.
    // Asked before each load: whether what stands behind the package still does.
    std::function<Status(const PluginRow&)> may_load = {};
  };
  static Result<std::shared_ptr<PluginInstance>> create(const PluginRow& row,
                                                        Surroundings surroundings);

  const std::string& id() const { return row_.id; }
  const PluginRow& row() const { return row_; }  // As installed; settings: see below.
  const package::Manifest& manifest() const { return manifest_; }
  const Principal& principal() const { return principal_; }

  Json settings() const;
  void set_settings(Json settings);
  // Whether it should run; false once an administrator stopped it.
  bool enabled() const { return enabled_; }
  void set_enabled(bool enabled) { enabled_ = enabled; }
  // Whether anything could ever ask it: a contribution that its code answers, a service, what it
  // keeps about people. Without that it is installed and does not run.
  bool has_work() const;
  // It crashed too often; it does not start until an administrator releases it.
  bool quarantined() const { return quarantined_; }
  void set_quarantined(bool quarantined) { quarantined_ = quarantined; }

  // Loads the installed bytes, checks them against the hash recorded at installation and
  // calls plugin.start/1. Ok when it runs already.
  Status start();
  void stop();
  bool running() const;
  std::string last_error() const;
  int process_id() const;  // 0 when it does not run.

  // Calls that come from here on go to `successor`; those in hand end first, each within its
  // deadline. Then stops.
  void retire(std::shared_ptr<PluginInstance> successor);

  struct Health {
    std::string status = "ok";  // "ok", "degraded", "failing"; "not supported" is well, too.
    std::string detail = {};
    TimeMs at_ms = 0;  // 0: not asked yet.
    bool well() const { return status != "failing"; }
  };
  // Asks the plugin, which has its deadline to answer.
  Health check_health();
  Health health() const;
  // When it last answered anything, monotonic; now while it has calls in hand.
  std::int64_t silent_since() const;

  // In the host's process only if the manifest asks for it and the administrator trusts it.
  runtime::PluginMode mode() const;
  runtime::SandboxReport sandbox() const;  // Of the running process; empty without one.
  runtime::PluginUsage usage() const;      // The same.
  const RecentLog& log() const { return log_; }
  // The end of the log once the calls that a death ended are over. Not from a thread of the
  // plugin's process.
  Json last_words();

  // One operation with generated types: what comes back has passed the schema.
  template <typename Operation>
  Result<typename Operation::Response> ask(const typename Operation::Request& request) {
    const Json answer = TRY(call(Operation::name, encode(request)));
    std::string problem;
    auto decoded = op::decode<typename Operation::Response>(answer, problem);
    if (!decoded) return malformed(Operation::name, problem);
    return std::move(*decoded);
  }

 private:
  PluginInstance(PluginRow row, package::Manifest manifest, Surroundings surroundings);
  Result<Json> call(std::string_view operation, const Json& request);
  Result<Json> call_process(runtime::PluginProcess* process, std::string_view operation,
                            const Json& request);
  Error malformed(std::string_view operation, const std::string& problem) const;
  std::shared_ptr<runtime::PluginProcess> process() const;
  runtime::PluginProcessOptions options();
  Status launch();
  void write_log(runtime::LogLevel level, std::string_view text);
  void died(std::string cause);

  const PluginRow row_;
  const package::Manifest manifest_;
  const Surroundings surroundings_;
  const Principal principal_;
  std::atomic<bool> enabled_;
  std::atomic<bool> quarantined_;
  std::atomic<std::int64_t> answered_ms_ = 0;  // Monotonic.
  RecentLog log_;

  std::mutex lifecycle_;      // One start or stop at a time.
  mutable std::mutex mutex_;  // Guards what follows; never held during a call.
  Json settings_;
  // Owners: this object and the calls in flight; the last one is the graveyard.
  std::shared_ptr<runtime::PluginProcess> process_;
  // Owners: the set of plugins, calls in flight and the versions before it.
  std::shared_ptr<PluginInstance> successor_;
  std::vector<std::string_view> in_hand_;  // Names of operations, which are static.
  std::string_view failed_;                // The last one its process did not live to answer.
  std::condition_variable drained_;
  std::string last_error_;
  Health health_;
};

// What the manifest offers under `name` in one kind of contribution, or null.
const package::Contribution* find_contribution(const std::vector<package::Contribution>& offered,
                                               std::string_view name);

}  // namespace kontor::host
