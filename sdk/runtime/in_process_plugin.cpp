#include "sdk/runtime/in_process_plugin.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <vector>

#include "sdk/runtime/actor_lock.hpp"
#include "sdk/runtime/call_results.hpp"
#include "sdk/runtime/frame.hpp"
#include "sdk/runtime/plugin_library.hpp"
#include "sdk/runtime/plugin_log.hpp"
#include "sdk/runtime/sandbox/report.hpp"
#include "sdk/runtime/serving.hpp"

namespace kontor::runtime {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kDestroyGraceMs = 2000;

// How long this thread has been in HostCallHandlers: no deadline counts that.
thread_local steady_clock::duration host_time{};

}  // namespace

struct InProcessPlugin::Shared {
  Shared(PluginProcessOptions given, HostCallHandler answers)
      : options(std::move(given)),
        handler(std::move(answers)),
        log(options.on_log),
        actor(options.concurrency) {
    host.struct_size = sizeof host;
    host.self = this;
    host.call = [](void* self, kontor_text operation, kontor_text request,
                   kontor_sink response) noexcept {
      return give(static_cast<Shared*>(self)->serve(operation, request), response);
    };
    host.log = [](void* self, std::int32_t level, kontor_text message) noexcept {
      static_cast<Shared*>(self)->log.line(level, view(message));
    };
  }

  Answer serve(kontor_text operation, kontor_text request);
  void retire(const std::string& how);
  std::string cause_of_end() {
    const std::lock_guard lock(mutex);
    return cause;
  }

  const PluginProcessOptions options;
  const HostCallHandler handler;
  PluginLog log;
  ActorLock actor;
  kontor_host host{};
  PluginLibrary library;
  std::atomic<bool> alive = false;
  std::atomic<bool> retired = false;
  std::atomic<std::int64_t> calls = 0;
  std::atomic<std::int64_t> host_calls = 0;
  std::mutex mutex;
  std::string cause;  // Guarded by mutex.
};

Answer InProcessPlugin::Shared::serve(kontor_text operation, kontor_text request) {
  if (!fits(operation, request)) return request_too_long();
  if (Serving::depth() >= kDepthMax) return nested_too_deep();
  ++host_calls;
  const auto before = host_time;
  const auto started = steady_clock::now();
  Answer answer =
      answer_of(handler(HostCall{view(operation), view(request), Serving::call_of(this) == 0}));
  host_time = before + (steady_clock::now() - started);
  if (answer.text.size() > kFrameBytesMax) return answer_too_long();
  return answer;
}

void InProcessPlugin::Shared::retire(const std::string& how) {
  if (retired.exchange(true)) return;
  {
    const std::lock_guard lock(mutex);
    cause = how;
  }
  if (alive.exchange(false) && options.on_death) options.on_death(how);
}

Result<std::unique_ptr<PluginProcess>> InProcessPlugin::start(PluginProcessOptions options,
                                                              HostCallHandler handler,
                                                              SealedFile file) {
  std::unique_ptr<InProcessPlugin> plugin(
      new InProcessPlugin(std::make_unique<Shared>(std::move(options), std::move(handler))));
  Shared& shared = *plugin->shared_;
  // The loader tells libraries apart by the name they were opened under, so this number
  // must never mean another file: it stays open as long as the code stays mapped.
  Descriptor kept(::fcntl(file.descriptor(), F_DUPFD_CLOEXEC, 0));
  if (!kept) return Error{ErrorCode::exhausted, "no descriptors left to start a plugin"};
  const PluginFacts& facts = shared.options.facts;
  Answer loaded =
      shared.library.load("/proc/self/fd/" + std::to_string(kept.get()), facts.id, facts.version);
  if (shared.library.mapped()) kept.release();
  if (loaded.status == KONTOR_OK) {
    const Serving here(&shared, 1);
    loaded = shared.library.create(shared.host);
  }
  TRY(result_of(std::move(loaded), facts.id, "runner.load/1"));
  shared.alive = true;
  return std::unique_ptr<PluginProcess>(std::move(plugin));
}

InProcessPlugin::InProcessPlugin(std::unique_ptr<Shared> shared) : shared_(std::move(shared)) {}

InProcessPlugin::~InProcessPlugin() {
  end(kDestroyGraceMs);
  if (!shared_->retired) return;
  // Its code may still run and use it.
  static std::mutex mutex;
  // NOLINTNEXTLINE(bugprone-unhandled-exception-at-new)
  static auto* kept = new std::vector<std::unique_ptr<Shared>>;
  const std::lock_guard lock(mutex);
  kept->push_back(std::move(shared_));
}

Result<std::string> InProcessPlugin::call(std::string_view operation, std::string_view request,
                                          int deadline_ms) {
  Shared& shared = *shared_;
  TRY(check_request(shared.options.facts.id, operation, request));
  if (deadline_ms <= 0) deadline_ms = shared.options.call_deadline_ms;
  ++shared.calls;
  if (Serving::call_of(&shared) != 0) return ask(operation, request, deadline_ms);
  const auto place = shared.actor.enter(steady_clock::now() + milliseconds(deadline_ms));
  if (!place) return busy(shared.options.facts.id);
  return ask(operation, request, deadline_ms);
}

Result<std::string> InProcessPlugin::ask(std::string_view operation, std::string_view request,
                                         int deadline_ms) {
  Shared& shared = *shared_;
  const std::string& id = shared.options.facts.id;
  if (!shared.alive) return not_running(id, shared.cause_of_end(), operation);
  const auto host_time_before = host_time;
  const auto deadline = steady_clock::now() + milliseconds(deadline_ms);
  Answer answer;
  {
    const Serving here(&shared, 1);
    answer = shared.library.call(operation, request);
  }
  if (steady_clock::now() - (host_time - host_time_before) > deadline) {
    Error late = too_late(id, operation, deadline_ms, "retired");
    shared.retire("answered " + std::string(operation) + " too late");
    return late;
  }
  return result_of(std::move(answer), id, operation);
}

void InProcessPlugin::stop(int grace_ms) {
  Shared& shared = *shared_;
  if (shared.alive) {
    // Its answer changes nothing: it ends either way.
    const auto stopped = call("plugin.stop/1", "{}", grace_ms);
    if (!stopped) shared.options.on_log(LogLevel::debug, stopped.error().message);
  }
  end(grace_ms);
}

// Once every call has returned the plugin is destroyed; otherwise it keeps what it uses.
void InProcessPlugin::end(int grace_ms) {
  if (!shared_->alive.exchange(false)) return;
  const auto until = steady_clock::now() + milliseconds(grace_ms);
  std::vector<ActorLock::Place> places;
  for (int place = 0; place < shared_->options.concurrency; ++place) {
    places.push_back(shared_->actor.enter(until));
    if (!places.back()) return shared_->retire("still working when it was stopped");
  }
  shared_->library.destroy();
}

bool InProcessPlugin::alive() const { return shared_->alive; }

int InProcessPlugin::pid() const { return ::getpid(); }

SandboxReport InProcessPlugin::sandbox() const { return sandbox::report_in_process(); }

PluginUsage InProcessPlugin::usage() const {
  return {.calls = shared_->calls, .host_calls = shared_->host_calls};
}

}  // namespace kontor::runtime
