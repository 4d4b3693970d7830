#include "sdk/runtime/running_plugin.hpp"

#include <poll.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "base/core/bytes.hpp"
#include "kontor/status.h"
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
             {.serve = [this](const PeerCall& call) { return serve(call); },
              .on_call = [this](PeerCall call) { accept(std::move(call)); },
              .on_log = [this](std::int32_t level,
                               std::string_view text) { log_.line(level, text); }}),
      background_(std::move(background), Channel::Descriptors::refuse,
                  {.serve = [this](const PeerCall& call) { return serve(call); },
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
  buried(reap(spawned_));
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
    kill_runner();
  }
}

void RunningPlugin::buried(std::string cause) {
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

Answer RunningPlugin::serve(const PeerCall& call) {
  ++host_calls_;
  HostAnswer answer = handler_(HostCall{call.operation, call.request});
  if (!answer.text) return {status_of(answer.text.error().code), problem_text(answer.text.error())};
  return {KONTOR_OK, std::move(*answer.text), std::move(answer.descriptor)};
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
  if (operation.empty() || operation.size() > kOperationBytesMax ||
      request.size() > kFrameBytesMax - operation.size())
    return Error{ErrorCode::exhausted, "the request to " + options_.facts.id + " is too long"};
  if (dead_) return gone(operation);
  if (deadline_ms <= 0) deadline_ms = options_.call_deadline_ms;
  ++calls_made_;
  if (Serving::call_of(&calls_) != 0) return ask(operation, request, deadline_ms);
  if (!actor_.lock_until(steady_clock::now() + milliseconds(deadline_ms)))
    return Error{ErrorCode::unavailable, options_.facts.id + " is busy with other calls"};
  struct Unlock {
    ActorLock& lock;
    ~Unlock() { lock.unlock(); }
  } unlock{actor_};
  return ask(operation, request, deadline_ms);
}

Result<std::string> RunningPlugin::ask(std::string_view operation, std::string_view request,
                                       int deadline_ms) {
  Answer answer;
  switch (
      calls_.call(operation, request, steady_clock::now() + milliseconds(deadline_ms), answer)) {
    case CallEnd::answered:
      break;
    case CallEnd::closed:
      return gone(operation);
    case CallEnd::too_deep:
      return Error{ErrorCode::exhausted,
                   "calls within calls of " + options_.facts.id + " are nested too deep"};
    case CallEnd::deadline:
      kill_runner();
      wait_for_death(steady_clock::now() + milliseconds(kReapTimeoutMs));
      return Error{ErrorCode::unavailable, options_.facts.id + " did not answer " +
                                               std::string(operation) + " within " +
                                               std::to_string(deadline_ms) + " ms and was killed"};
  }
  if (answer.status != KONTOR_OK) return error_from(answer.status, answer.text, options_.facts.id);
  if (!is_utf8(answer.text))
    return Error{ErrorCode::invalid_argument, options_.facts.id + " answered " +
                                                  std::string(operation) +
                                                  " with bytes that are not UTF-8"};
  return std::move(answer.text);
}

Error RunningPlugin::gone(std::string_view operation) {
  kill_runner();  // It may live on after closing the channel or sending nonsense.
  wait_for_death(steady_clock::now() + milliseconds(kReapTimeoutMs));
  const std::lock_guard lock(death_mutex_);
  return {ErrorCode::unavailable, options_.facts.id + " is not running (" +
                                      (cause_.empty() ? "ended" : cause_) + "); " +
                                      std::string(operation) + " was not answered"};
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
