#pragma once

#include <iosfwd>
#include <memory>
#include <mutex>

#include "sdk/check/sample.hpp"
#include "sdk/cli/license_play.hpp"
#include "sdk/runtime/plugin_process.hpp"
#include "sdk/testing/fake_host.hpp"

namespace kontor::cli {

struct RunPlugin {
  std::filesystem::path folder;  // Of plugin.so and manifest.json.
  std::filesystem::path runner;
  LicensePlay license;
  std::filesystem::path settings;  // JSON object; empty: made up.
  std::filesystem::path records;   // {"person": [{…}]}; empty: one of each entity.
  std::string user = check::kSampleUser;
  int deadline_ms = 0;  // Of a call; 0: the manifest's.
};

// A plugin in the sandbox before a host in memory, telling all it does on `out`. The host
// keeps its records and storage over reloads.
class PluginRun {
 public:
  static Result<std::unique_ptr<PluginRun>> start(RunPlugin options, std::ostream& out);

  // Stops the plugin and starts what is in the folder now.
  Status reload();

  // What a host does when a user uses a contribution: the seat rule first, then the call.
  // The answer is told; a refusal is also returned.
  Status fire(const std::string& kind, const std::string& name, const Json& input);
  // One operation as it stands.
  Status call(const std::string& operation, const std::string& request);

  void act_as(const std::string& user) { options_.user = user; }
  const package::Manifest& manifest() const { return manifest_; }
  testing::FakeHost& host() { return host_; }
  runtime::PluginProcess& plugin() { return *plugin_; }
  // A line to whoever watches. Any thread.
  void tell(const std::string& line);

 private:
  PluginRun(RunPlugin options, std::ostream& out) : options_(std::move(options)), out_(out) {}
  Status furnish();
  runtime::HostAnswer answer(const runtime::HostCall& call);

  RunPlugin options_;
  std::ostream& out_;
  std::mutex out_mutex_;
  package::Manifest manifest_;
  testing::FakeHost host_;
  std::unique_ptr<runtime::PluginProcess> plugin_;  // Ends before the host it asks.
};

}  // namespace kontor::cli
