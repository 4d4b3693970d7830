#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/core/json.hpp"
#include "host/access/principal.hpp"
#include "host/plugins/graveyard.hpp"
#include "host/plugins/plugin_store.hpp"
#include "host/plugins/plugin_tap.hpp"
#include "kontor/decode.hpp"
#include "sdk/package/manifest.hpp"
#include "sdk/runtime/plugin_process.hpp"

namespace kontor::host {

// One installed plugin, running or not. Shared by the set of plugins and the calls in
// flight. Any thread.
class PluginInstance {
 public:
  struct Surroundings {
    std::filesystem::path runner;
    std::filesystem::path folder;  // Of this version: DATA/plugins/ID/VERSION.
    std::string locale;
    std::string host_version;
    Graveyard& graveyard;
    std::function<runtime::HostAnswer(PluginInstance&, const runtime::HostCall&)> serve;
    std::function<void(PluginInstance&)> on_death;  // May not start or stop the plugin.
    PluginTap* tap = nullptr;                       // Outlives the instance.
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

  // Loads the installed bytes, checks them against the hash recorded at installation and
  // calls plugin.start/1. Ok when it runs already.
  Status start();
  void stop();
  bool running() const;
  std::string last_error() const;
  int process_id() const;  // 0 when it does not run.

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
  Error malformed(std::string_view operation, const std::string& problem) const;
  std::shared_ptr<runtime::PluginProcess> process() const;
  void died(const std::string& cause);
  Status launch();

  const PluginRow row_;
  const package::Manifest manifest_;
  const Surroundings surroundings_;
  const Principal principal_;
  std::atomic<bool> enabled_;

  std::mutex lifecycle_;      // One start or stop at a time.
  mutable std::mutex mutex_;  // Guards what follows; never held during a call.
  Json settings_;
  // Owners: this object and the calls in flight; the last one is the graveyard.
  std::shared_ptr<runtime::PluginProcess> process_;
  std::string last_error_;
};

// What the manifest offers under `name` in one kind of contribution, or null.
const package::Contribution* find_contribution(const std::vector<package::Contribution>& offered,
                                               std::string_view name);

}  // namespace kontor::host
