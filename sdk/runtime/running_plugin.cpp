#include "sdk/runtime/running_plugin.hpp"

#include <sys/epoll.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "base/core/bytes.hpp"
#include "kontor/status.h"
#include "sdk/runtime/problem.hpp"

namespace kontor::runtime {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kReapTimeoutMs = 2000;  // Between a closed channel and the kernel's word for it.

enum Watched : std::uint32_t { kSocketReady = 1, kRunnerEnded = 2 };

}  // namespace

RunningPlugin::RunningPlugin(PluginProcessOptions options, HostCallHandler handler,
                             Descriptor socket)
    : options_(std::move(options)),
      handler_(std::move(handler)),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      channel_(std::move(socket), Channel::Descriptors::refuse,
               {.serve = [this](const PeerCall& call) { return serve(call); },
                .on_call = [this](PeerCall call) { accept(std::move(call)); },
                .on_log =
                    [this](std::int32_t level, const std::string& text) {
                      if (level < KONTOR_LOG_DEBUG || level > KONTOR_LOG_ERROR)
                        level = KONTOR_LOG_INFO;
                      const int dropped = logs_.admit(steady_clock::now());
                      if (dropped < 0) return;
                      if (dropped > 0)
                        options_.on_log(LogLevel::warning,
                                        std::to_string(dropped) + " lines of this plugin dropped");
                      options_.on_log(static_cast<LogLevel>(level),
                                      is_utf8(text) ? text : "(a line that is not UTF-8)");
                    },
                .on_reading = [this](bool reading) { watch(reading); }}),
      pool_(options_.host_threads) {
  epoll_event event{.events = 0, .data = {.u32 = kSocketReady}};
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, channel_.socket(), &event);
}

RunningPlugin::~RunningPlugin() {
  death_expected_ = true;
  kill_runner();
  channel_.close();
  if (supervisor_.joinable()) supervisor_.join();
}

Status RunningPlugin::launch(SealedFile file, Descriptor runner_socket) {
  std::promise<Status> promise;
  auto started = promise.get_future();
  supervisor_ = std::thread([this, &file, &runner_socket, promise = std::move(promise)]() mutable {
    supervise(file, runner_socket, std::move(promise));
  });
  TRY(started.get());
  runner_socket = Descriptor();  // So that the runner's end closes with the runner.
  const auto loaded = ask("runner.load/1", options_.facts.id + "\n" + options_.facts.version,
                          options_.start_timeout_ms);
  if (!loaded) return loaded.error();
  death_expected_ = false;
  return ok();
}

void RunningPlugin::supervise(const SealedFile& file, const Descriptor& runner_socket,
                              std::promise<Status> started) {
  auto spawned = spawn_runner(options_.runner, runner_socket.get(), file.descriptor());
  if (!spawned) {
    dead_ = true;
    started.set_value(spawned.error());
    return;
  }
  spawned_ = std::move(*spawned);
  epoll_event event{.events = EPOLLIN, .data = {.u32 = kRunnerEnded}};
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, spawned_.pidfd.get(), &event);
  started.set_value(ok());
  watch_until_death();
  channel_.pump();  // What it said last: a final answer or line of the log.
  buried(reap(spawned_));
}

void RunningPlugin::watch_until_death() {
  while (true) {
    std::array<epoll_event, 2> events{};
    const int count = ::epoll_wait(epoll_.get(), events.data(), events.size(), -1);
    for (int index = 0; index < count; ++index) {
      if (events.at(static_cast<std::size_t>(index)).data.u32 == kRunnerEnded) return;
      channel_.pump();
      if (channel_.closed()) kill_runner();
    }
  }
}

// While a caller reads the channel the supervisor sleeps on, without a thread being woken.
void RunningPlugin::watch(bool reading) {
  if (armed_ == !reading) return;
  armed_ = !reading;
  epoll_event event{.events = armed_ ? EPOLLIN | EPOLLONESHOT : 0U, .data = {.u32 = kSocketReady}};
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, channel_.socket(), &event);
}

void RunningPlugin::buried(std::string cause) {
  {
    const std::lock_guard lock(death_mutex_);
    cause_ = cause;
    dead_ = true;
  }
  death_.notify_all();
  channel_.close();
  if (!death_expected_ && options_.on_death) options_.on_death(cause);
}

Answer RunningPlugin::serve(const PeerCall& call) {
  HostAnswer answer = handler_(HostCall{call.operation, call.request});
  if (!answer.text) return {status_of(answer.text.error().code), problem_text(answer.text.error())};
  return {KONTOR_OK, std::move(*answer.text), std::move(answer.descriptor)};
}

void RunningPlugin::accept(PeerCall call) {
  const std::uint64_t id = call.id;
  const bool taken =
      pool_.post([this, call = std::move(call)] { channel_.run(call, Channel::Nesting::alone); });
  if (taken) return;
  const Error error{ErrorCode::exhausted, "too many calls of this plugin are waiting"};
  channel_.send_answer(id, {status_of(error.code), problem_text(error)});
}

Result<std::string> RunningPlugin::call(std::string_view operation, std::string_view request,
                                        int deadline_ms) {
  if (operation.empty() || operation.size() > kOperationBytesMax ||
      request.size() > kFrameBytesMax - operation.size())
    return Error{ErrorCode::exhausted, "the request to " + options_.facts.id + " is too long"};
  if (dead_) return gone(operation);
  if (deadline_ms <= 0) deadline_ms = options_.call_deadline_ms;
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
      channel_.call(operation, request, steady_clock::now() + milliseconds(deadline_ms), answer)) {
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
    channel_.send_quit();
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

}  // namespace kontor::runtime
