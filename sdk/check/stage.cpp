#include "sdk/check/stage.hpp"

#include <chrono>

#include "sdk/check/fake_side.hpp"

namespace kontor::check {
namespace {

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

constexpr int kAskBackDeadlineMs = 2000;

}  // namespace

Status Stage::start(Mood mood, std::string* refusal) {
  up_ = nullptr;
  plugin_.reset();
  host_ = std::make_unique<testing::FakeHost>();
  furnish(*host_, manifest_);
  mood_ = mood;
  auto process = TRY(process_options(options_.runner, options_.library, manifest_));
  process.on_log = [](runtime::LogLevel, std::string_view) {};  // Trials make plugins complain.
  const auto begin = Clock::now();
  plugin_ = TRY(runtime::PluginProcess::start(
      std::move(process), [this](const runtime::HostCall& call) { return answer(call); }));
  up_ = plugin_.get();
  const Status started = start_plugin(*plugin_, *host_);
  if (mood == Mood::helpful) start_times_ms_.push_back(ms_since(begin));
  if (started) return ok();
  if (!plugin_->alive()) return started.error();
  if (refusal) *refusal = started.error().message;
  return ok();
}

double Stage::stop() {
  const auto begin = Clock::now();
  plugin_->stop();
  return ms_since(begin);
}

Result<std::string> Stage::ask(const std::string& operation, const std::string& request) {
  if (!alive()) TRY(start(mood_));
  return plugin_->call(operation, request);
}

runtime::HostAnswer Stage::answer(const runtime::HostCall& call) {
  if (call.from_own_thread && up_ == nullptr) asked_early_ = true;
  if (mood_ == Mood::forbids) {
    return {Error{ErrorCode::forbidden, "on trial, everything is forbidden"}};
  }
  if (mood_ == Mood::away) {
    return {Error{ErrorCode::unavailable, "on trial, nothing is to be had"}};
  }
  runtime::PluginProcess* plugin = up_;
  if (plugin && ask_back_.exchange(false)) {
    const auto answer = plugin->call("plugin.health/1", "{}", kAskBackDeadlineMs);
    asked_back_ = answer || plugin->alive() ? AskedBack::answered : AskedBack::failed;
  }
  return answer_from(*host_, call);
}

void Stage::account(Measures& measures) const {
  if (!plugin_) return;
  const runtime::PluginUsage usage = plugin_->usage();
  measures.calls += usage.calls;
  measures.host_calls += usage.host_calls;
  measures.cpu_us += usage.cpu_us;
}

}  // namespace kontor::check
