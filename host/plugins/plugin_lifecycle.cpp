#include <kontor/op/plugin_start.hpp>
#include <system_error>

#include "base/core/log.hpp"
#include "host/plugins/plugin_instance.hpp"
#include "sdk/runtime/plugin_log.hpp"

// How a plugin's process starts, ends and is replaced.
namespace kontor::host {
namespace {

constexpr auto kLastWords = std::chrono::seconds(1);
constexpr int kDrainSpareMs = 1000;  // Beyond the deadline of the last call in hand.

// The plugin's own folder; nobody but the host and what the sandbox lets in may look.
Status make_private(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  if (!error) return ok();
  return Error{ErrorCode::unavailable, "cannot make " + folder.string() + ": " + error.message()};
}

}  // namespace

bool PluginInstance::has_work() const {
  const package::Contributes& offered = manifest_.contributes;
  return !offered.hooks.empty() || !offered.events.empty() || !offered.actions.empty() ||
         !offered.widgets.empty() || !offered.panels.empty() || !offered.webhooks.empty() ||
         !offered.jobs.empty() || !offered.menu.empty() || !offered.pages.empty() ||
         !offered.import_formats.empty() || !manifest_.provides.empty() ||
         !manifest_.personal_data.empty();
}

Status PluginInstance::start() {
  const std::lock_guard one(lifecycle_);
  if (running()) return ok();
  Status launched = launch();
  const std::lock_guard lock(mutex_);
  last_error_ = launched ? "" : launched.error().message;
  health_ = {};
  return launched;
}

runtime::PluginProcessOptions PluginInstance::options() {
  const package::Limits& limits = manifest_.limits;
  runtime::PluginProcessOptions options;
  options.runner = surroundings_.runner;
  options.file = surroundings_.folder / row_.library;
  options.sha256_hex = row_.library_sha256;
  options.facts = {row_.id, row_.version};
  options.mode = mode();
  options.sandbox = {.data_folder = surroundings_.data_folder,
                     .memory_bytes = limits.memory_bytes,
                     .cpu_percent = limits.cpu_percent,
                     .threads_max = limits.threads + limits.concurrency,
                     .missing_layers = surroundings_.missing_layers};
  options.concurrency = limits.concurrency;
  if (limits.call_deadline_ms > 0) options.call_deadline_ms = limits.call_deadline_ms;
  options.on_log = [this](runtime::LogLevel level, std::string_view text) {
    write_log(level, text);
  };
  options.on_death = [this](const std::string& cause) { died(cause); };
  return options;
}

Status PluginInstance::launch() {
  if (surroundings_.may_load) TRY(surroundings_.may_load(row_));
  TRY(make_private(surroundings_.data_folder));
  auto answers = [this](const runtime::HostCall& call) { return surroundings_.serve(*this, call); };
  auto started = surroundings_.tap != nullptr
                     ? surroundings_.tap->start(*this, options(), std::move(answers))
                     : runtime::PluginProcess::start(options(), std::move(answers));
  if (!started) {
    // It ended before it was up, in its constructors or create().
    if (started.error().code == ErrorCode::unavailable) died(started.error().message);
    return started.error();
  }
  {
    const std::lock_guard lock(mutex_);
    surroundings_.graveyard.bury(std::move(process_));
    process_ = std::move(*started);
    failed_ = {};
  }
  answered_ms_ = surroundings_.clock.monotonic_ms();
  const auto greeted = ask<op::PluginStart>({.settings = settings(),
                                             .locale = surroundings_.locale,
                                             .host_version = surroundings_.host_version});
  if (greeted) return ok();
  const auto refused = process();
  refused->stop(/*grace_ms=*/500);
  return greeted.error();
}

void PluginInstance::stop() {
  const std::lock_guard one(lifecycle_);
  const auto running = process();
  if (!running) return;
  running->stop();
  const std::lock_guard lock(mutex_);
  surroundings_.graveyard.bury(std::move(process_));
  process_ = nullptr;
}

void PluginInstance::retire(std::shared_ptr<PluginInstance> successor) {
  const std::chrono::milliseconds patience(
      (manifest_.limits.call_deadline_ms > 0 ? manifest_.limits.call_deadline_ms : 5000) +
      kDrainSpareMs);
  {
    std::unique_lock lock(mutex_);
    successor_ = std::move(successor);
    if (!drained_.wait_for(lock, patience, [this] { return in_hand_.empty(); }))
      log::warning("a replaced version did not finish its calls in time",
                   {{"plugin", row_.id}, {"version", row_.version}, {"calls", in_hand_.size()}});
  }
  stop();
}

void PluginInstance::write_log(runtime::LogLevel level, std::string_view text) {
  log_.add(surroundings_.clock.now_ms(), runtime::name_of(level), text);
  switch (level) {
    case runtime::LogLevel::debug:
      return log::debug("plugin", {{"plugin", row_.id}, {"text", text}});
    case runtime::LogLevel::info:
      return log::info("plugin", {{"plugin", row_.id}, {"text", text}});
    case runtime::LogLevel::warning:
      return log::warning("plugin", {{"plugin", row_.id}, {"text", text}});
    case runtime::LogLevel::error:
      return log::error("plugin", {{"plugin", row_.id}, {"text", text}});
  }
}

void PluginInstance::died(std::string cause) {
  {
    // Its callers may have heard of the death before this.
    const std::lock_guard lock(mutex_);
    const std::string_view asked = in_hand_.empty() ? failed_ : in_hand_.back();
    if (!asked.empty()) cause += " while it was asked for " + std::string(asked);
    last_error_ = cause;
  }
  log::warning("plugin ended by itself", {{"plugin", row_.id}, {"cause", cause}});
  surroundings_.on_crash(*this, {.plugin = row_.id,
                                 .version = row_.version,
                                 .at_ms = surroundings_.clock.now_ms(),
                                 .cause = cause,
                                 .log = Json::array()});
}

Json PluginInstance::last_words() {
  // Whoever waited for an answer may still be reading what it said before it died.
  std::unique_lock lock(mutex_);
  drained_.wait_for(lock, kLastWords, [this] { return in_hand_.empty(); });
  return log_.last(CrashLog::kLinesKept);
}

}  // namespace kontor::host
