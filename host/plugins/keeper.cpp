#include "host/plugins/keeper.hpp"

#include <algorithm>
#include <kontor/op/job_run.hpp>
#include <vector>

#include "base/core/log.hpp"

namespace kontor::host {
namespace {

constexpr auto kTick = std::chrono::milliseconds(250);
constexpr int kTicksOfSeats = 20;
constexpr std::int64_t kFirstStartPauseMs = 1000;
constexpr std::int64_t kCalmMs = 300'000;  // So long without a crash forgets the crashes before.
constexpr std::int64_t kJobPauseMs = 30'000;
constexpr int kJobsAtOnce = 50;
constexpr int kRoundsAtOnce = 40;  // Of jobs that jobs ask for at once, before all else has a turn.
const std::string kRegular = "every:";  // What ids of jobs that run regularly begin with.

}  // namespace

Keeper::Keeper(Parts parts) : parts_(std::move(parts)), thread_([this] { run(); }) {}

Keeper::~Keeper() { stop(); }

void Keeper::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Keeper::crashed(Crash crash) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    crashes_.push_back(std::move(crash));
  }
  wake_.notify_all();
}

void Keeper::judge_crashes() {
  std::vector<Crash> crashes;
  {
    const std::lock_guard lock(mutex_);
    crashes.swap(crashes_);
  }
  for (const Crash& crash : crashes) parts_.judge(crash);
}

void Keeper::start_later(const std::string& plugin) {
  const std::lock_guard lock(mutex_);
  Pause& pause = pauses_[plugin];
  const std::int64_t now = parts_.clock.monotonic_ms();
  if (pause.until_ms >= now) return;
  const bool calm = pause.length_ms == 0 || now - pause.until_ms > kCalmMs;
  pause.length_ms = calm ? kFirstStartPauseMs : std::min(pause.length_ms * 2, kPauseMaxMs);
  pause.until_ms = now + pause.length_ms;
}

void Keeper::run() {
  bool more_to_prune = false;
  for (int tick = 0;; ++tick) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, kTick, [this] { return stopping_ || !crashes_.empty(); });
      if (stopping_) return;
    }
    judge_crashes();
    start_what_waits();
    for (int round = 0; round < kRoundsAtOnce && run_jobs(); ++round) {
      const std::lock_guard lock(mutex_);
      if (stopping_ || !crashes_.empty()) break;
    }
    parts_.graveyard.sweep();
    if (more_to_prune || tick % kTicksOfSeats == 0) more_to_prune = parts_.prune();
    if (tick % kTicksOfSeats != 0) continue;
    schedule_regular_jobs();
    const auto freed = parts_.seats.expire();
    if (!freed)
      log::warning("seats could not be looked through", {{"reason", freed.error().message}});
  }
}

void Keeper::start_what_waits() {
  std::vector<std::string> due;
  {
    const std::lock_guard lock(mutex_);
    const std::int64_t now = parts_.clock.monotonic_ms();
    for (auto& [id, pause] : pauses_)
      if (pause.until_ms >= 0 && pause.until_ms <= now) {
        const auto plugin = parts_.plugins.find(id);
        if (plugin && plugin->enabled() && !plugin->quarantined() && !plugin->running())
          due.push_back(id);
      }
  }
  for (const std::string& id : due) {
    const auto plugin = parts_.plugins.find(id);
    if (!plugin) continue;
    const Status started = parts_.start(*plugin);
    if (started)
      log::info("plugin started again", {{"plugin", id}});
    else
      start_later(id);
  }
}

void Keeper::schedule_regular_jobs() {
  for (const PluginHandle& plugin : parts_.plugins.all())
    for (const auto& job : plugin->manifest().contributes.jobs) {
      if (!job.all.contains("every_s")) continue;
      // One row for ever: run_job moves it on instead of removing it.
      const Status added = parts_.jobs.add({.id = kRegular + plugin->id() + ":" + job.name,
                                            .plugin = plugin->id(),
                                            .job = job.name,
                                            .run_at_ms = parts_.clock.now_ms()});
      if (!added)
        log::warning("a regular job was not scheduled",
                     {{"plugin", plugin->id()}, {"job", job.name}});
    }
}

bool Keeper::run_jobs() {
  const auto due = parts_.jobs.due(parts_.clock.now_ms(), kJobsAtOnce);
  if (!due || due->empty()) return false;
  for (const PluginJob& job : *due) run_job(job);
  return true;
}

void Keeper::run_job(const PluginJob& job) {
  const TimeMs now = parts_.clock.now_ms();
  const auto plugin = parts_.plugins.find(job.plugin);
  const auto* offered =
      plugin ? find_contribution(plugin->manifest().contributes.jobs, job.job) : nullptr;
  Status moved = ok();
  if (offered == nullptr) {
    moved = parts_.jobs.done(job.id);
  } else if (!plugin->running()) {
    moved = parts_.jobs.postpone(job.id, now + kJobPauseMs, job.attempts);
  } else {
    const Status done = do_job(*plugin, *offered, job);
    const bool give_up = !done && job.attempts + 1 >= kJobAttemptsMax;
    if (!done)
      log::warning("a job failed", {{"plugin", job.plugin},
                                    {"job", job.job},
                                    {"attempt", job.attempts + 1},
                                    {"reason", done.error().message}});
    if (give_up) left_undone(job, done.error().message);
    const bool regular = offered->all.contains("every_s");
    if (regular && (done || give_up))
      moved =
          parts_.jobs.postpone(job.id, now + offered->all["every_s"].get<std::int64_t>() * 1000, 0);
    else if (done || give_up)
      moved = parts_.jobs.done(job.id);
    else
      moved =
          parts_.jobs.postpone(job.id, now + kJobPauseMs * (job.attempts + 1), job.attempts + 1);
  }
  if (!moved)
    log::warning("a job's row could not be changed",
                 {{"plugin", job.plugin}, {"reason", moved.error().message}});
}

Status Keeper::do_job(PluginInstance& plugin, const package::Contribution& offered,
                      const PluginJob& job) {
  TRY(parts_.policy.require(plugin.manifest(), offered.seat, package::users_of_job(job.payload)));
  Json payload = job.payload;
  if (job.id.starts_with(kRegular)) payload["day"] = parts_.today();
  TRY(plugin.ask<op::JobRun>({.job = job.job, .payload = std::move(payload)}));
  return ok();
}

void Keeper::left_undone(const PluginJob& job, const std::string& reason) {
  const Status noted = parts_.gaps.record(
      {.plugin = job.plugin, .contribution = "job " + job.job, .reason = reason});
  if (!noted)
    log::warning("a gap was not noted",
                 {{"plugin", job.plugin}, {"reason", noted.error().message}});
}

}  // namespace kontor::host
