#pragma once

#include <atomic>
#include <mutex>

#include "sdk/check/sample.hpp"
#include "sdk/check/trial.hpp"
#include "sdk/runtime/plugin_process.hpp"
#include "sdk/testing/fake_host.hpp"

namespace kontor::check {

// How the host treats the plugin on trial.
enum class Mood { helpful, forbids, away };

// The plugin on trial and the host before it. Starts it again when it has died.
class Stage {
 public:
  Stage(const package::Manifest& manifest, const TrialOptions& options)
      : manifest_(manifest), options_(options) {}

  // A fresh process; how it ended if it does not come up. A plugin that only refuses to
  // start is up: `refusal` then says why.
  Status start(Mood mood, std::string* refusal = nullptr);
  // The time from asking to end to the end.
  double stop();

  // Asks; starts the plugin again first if it has died.
  Result<std::string> ask(const std::string& operation, const std::string& request);
  bool alive() const { return plugin_ && plugin_->alive(); }

  runtime::PluginProcess& plugin() { return *plugin_; }
  // While a host call is being answered, the plugin is asked plugin.health/1, once.
  void ask_back_once() { ask_back_ = true; }
  // What came of it: not asked, answered, or how it failed.
  enum class AskedBack { not_yet, answered, failed };
  AskedBack asked_back() const { return asked_back_; }

  // A thread of the plugin's own has asked the host before create had returned.
  bool asked_early() const { return asked_early_; }

  // Adds what the process has used to the measures.
  void account(Measures& measures) const;
  const std::vector<double>& start_times_ms() const { return start_times_ms_; }

 private:
  runtime::HostAnswer answer(const runtime::HostCall& call);

  const package::Manifest& manifest_;
  const TrialOptions& options_;
  std::atomic<Mood> mood_ = Mood::helpful;
  std::atomic<bool> ask_back_ = false;
  std::atomic<AskedBack> asked_back_ = AskedBack::not_yet;
  std::atomic<bool> asked_early_ = false;
  std::vector<double> start_times_ms_;
  std::unique_ptr<testing::FakeHost> host_;
  std::atomic<runtime::PluginProcess*> up_ = nullptr;  // Of `plugin_`, once start() has returned.
  std::unique_ptr<runtime::PluginProcess> plugin_;     // Ends before the host it asks.
};

}  // namespace kontor::check
