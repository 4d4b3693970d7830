#include "sdk/runtime/running_plugin.hpp"

#include <poll.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "kontor/status.h"
#include "sdk/runtime/call_results.hpp"
#include "sdk/runtime/plugin_library.hpp"
#include "sdk/runtime/problem.hpp"
#include "sdk/runtime/process_usage.hpp"
#include "sdk/runtime/serving.hpp"

namespace kontor::runtime {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kReapTimeoutMs = 2000;  // Between a closed channel and the kernel's word for it.

enum Watched : std::size_t { kBackground, kRunnerEnded };

}  // namespace

RunningPlugin::RunningPlugin(PluginProcessOptions options, HostCallHandler handler,
                             Descriptor calls, Descriptor background)
    : options_(std::move(options)),
      handler_(std::move(handler)),
      log_(options_.on_log),
      calls_(std::move(calls), Channel::Descriptors::refuse,
             {.serve = [this](const PeerCall& call) { return serve(call, Asker::call); },
              .on_call = [this](PeerCall call) { accept(std::move(call)); },
              .on_log = [this](std::int32_t level,
                               std::string_view text) { log_.line(level, text); }}),
      background_(std::move(background), Channel::Descriptors::refuse,
                  {.serve = [this](const PeerCall& call) { return serve(call, Asker::own_thread); },
                   .on_call = [this](PeerCall call) { accept(std::move(call)); },
                   .on_log = [this](std::int32_t level,
                                    std::string_view text) { log_.line(level, text); }}),
      pool_(options_.host_threads),
      actor_(options_.concurrency) {}

RunningPlugin::~RunningPlugin() {
  death_expected_ = true;
  kill_runner();
  close_channels();
  if (supervisor_.joinable()) supervisor_.join();
}

Status RunningPlugin::launch(SealedFile file, std::vector<std::string> needed, Descriptor calls,
                             Descriptor background) {
  needed_ = std::move(needed);
  std::promise<Status> promise;
  auto started = promise.get_future();
  const RunnerDescriptors given{calls.get(), file.descriptor(), background.get()};
  supervisor_ = std::thread([this, &given, promise = std::move(promise)]() mutable {
    supervise(given, std::move(promise));
  });
  TRY(started.get());
  calls = Descriptor();  // So that the runner's ends close with the runner.
  background = Descriptor();
  calls_.share_memory();
  const auto loaded = ask("runner.load/1",
                          options_.facts.id + "\n" + options_.facts.version + "\n" +
                              std::to_string(options_.concurrency),
                          options_.start_timeout_ms);
  if (!loaded) return loaded.error();
  death_expected_ = false;
  return ok();
}

void RunningPlugin::supervise(const RunnerDescriptors& given, std::promise<Status> started) {
  auto spawned = spawn_runner(options_.runner, given, options_.sandbox, needed_);
  if (!spawned) {
    dead_ = true;
    started.set_value(spawned.error());
    return;
  }
  spawned_ = std::move(*spawned);
  started.set_value(ok());
  watch_until_death();
  calls_.pump();  // What it said last: a final answer or line of the log.
  background_.pump();
  std::string cause = reap(spawned_);
  if (killed_for_nonsense_ && cause.starts_with("killed by signal 9"))
    cause = "wrote to its channel what is no message, and was killed";
  buried(cause);
}

void RunningPlugin::watch_until_death() {
  std::array<pollfd, 2> watched{pollfd{background_.socket(), POLLIN, 0},
                                pollfd{spawned_.pidfd.get(), POLLIN, 0}};
  while (true) {
    if (::poll(watched.data(), watched.size(), -1) < 0) continue;
    if (watched[kRunnerEnded].revents != 0) return;
    if (watched[kBackground].revents == 0) continue;
    background_.pump();
    if (!background_.closed()) continue;
    watched[kBackground].fd = -1;
    kill_silenced();
  }
}

void RunningPlugin::buried(const std::string& cause) {
  {
    const std::lock_guard lock(death_mutex_);
    cause_ = cause;
    dead_ = true;
  }
  death_.notify_all();
  close_channels();
  if (!death_expected_ && options_.on_death) options_.on_death(cause);
}

void RunningPlugin::close_channels() {
  calls_.close();
  background_.close();
}

Answer RunningPlugin::serve(const PeerCall& call, Asker asker) {
  ++host_calls_;
  return answer_of(handler_(HostCall{call.operation, call.request, asker == Asker::own_thread}));
}

void RunningPlugin::accept(PeerCall call) {
  const std::uint64_t id = call.id;
  const bool taken = pool_.post(
      [this, call = std::move(call)] { background_.run(call, Channel::Nesting::alone); });
  if (taken) return;
  const Error error{ErrorCode::exhausted, "too many calls of this plugin are waiting"};
  background_.send_answer(id, {status_of(error.code), problem_text(error)});
}

Result<std::string> RunningPlugin::call(std::string_view operation, std::string_view request,
                                        int deadline_ms) {
  TRY(check_request(options_.facts.id, operation, request));
  if (dead_) return gone(operation);
  if (deadline_ms <= 0) deadline_ms = options_.call_deadline_ms;
  ++calls_made_;
  if (Serving::call_of(&calls_) != 0) return ask(operation, request, deadline_ms);
  const auto place = actor_.enter(steady_clock::now() + milliseconds(deadline_ms));
  if (!place) return busy(options_.facts.id);
  return ask(operation, request, deadline_ms);
}

Result<std::string> RunningPlugin::ask(std::string_view operation, std::string_view request,
                                       int deadline_ms) {
  Answer answer;
  const Time deadline = steady_clock::now() + milliseconds(deadline_ms);
  switch (calls_.call(operation, request, deadline, answer)) {
    case CallEnd::answered:
      return result_of(std::move(answer), options_.facts.id, operation);
    case CallEnd::too_deep:
      return result_of(nested_too_deep(), options_.facts.id, operation);
    case CallEnd::closed:
      break;
    case CallEnd::deadline:
      kill_runner();
      wait_for_death(steady_clock::now() + milliseconds(kReapTimeoutMs));
      return too_late(options_.facts.id, operation, deadline_ms, "killed");
  }
  return gone(operation);
}

Error RunningPlugin::gone(std::string_view operation) {
  kill_silenced();
  wait_for_death(steady_clock::now() + milliseconds(kReapTimeoutMs));
  const std::lock_guard lock(death_mutex_);
  return not_running(options_.facts.id, cause_, operation);
}

void RunningPlugin::stop(int grace_ms) {
  death_expected_ = true;
  const Time until = steady_clock::now() + milliseconds(grace_ms);
  if (!dead_) {
    // Its answer changes nothing: it ends either way.
    const auto stopped = call("plugin.stop/1", "{}", grace_ms);
    if (!stopped) options_.on_log(LogLevel::debug, stopped.error().message);
    calls_.send_quit();
    if (!wait_for_death(until)) kill_runner();
  }
  if (supervisor_.joinable()) supervisor_.join();
}

void RunningPlugin::kill_runner() {
  if (spawned_.pidfd) ::syscall(SYS_pidfd_send_signal, spawned_.pidfd.get(), SIGKILL, nullptr, 0);
}

// It may live on after closing a channel or sending nonsense.
void RunningPlugin::kill_silenced() {
  if (!dead_ && (calls_.heard_nonsense() || background_.heard_nonsense()))
    killed_for_nonsense_ = true;
  kill_runner();
}

bool RunningPlugin::wait_for_death(Time until) {
  std::unique_lock lock(death_mutex_);
  return death_.wait_until(lock, until, [this] { return dead_.load(); });
}

PluginUsage RunningPlugin::usage() const {
  PluginUsage usage;
  if (!dead_) usage = process_usage(spawned_.pid);
  usage.calls = calls_made_;
  usage.host_calls = host_calls_;
  return usage;
}

}  // namespace kontor::runtime
