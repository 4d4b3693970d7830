#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/core/clock.hpp"
#include "host/plugins/crash_log.hpp"
#include "host/plugins/gaps.hpp"
#include "host/plugins/graveyard.hpp"
#include "host/plugins/job_store.hpp"
#include "host/plugins/plugin_set.hpp"
#include "host/plugins/seat_policy.hpp"
#include "licensing/seats/ledger.hpp"

namespace kontor::host {

// The background work of plugins on one thread: starts again what crashed, with pauses of
// 1, 2, 4 … 60 seconds; runs jobs that are due; frees seats nobody renews; removes what has
// been delivered and is old.
class Keeper {
 public:
  struct Parts {
    const PluginSet& plugins;
    JobStore& jobs;
    licensing::SeatLedger& seats;
    Graveyard& graveyard;
    const Clock& clock;
    std::function<Status(PluginInstance&)> start;
    std::function<void(const Crash&)> judge;  // Keeps the crash; start_later() or not.
    SeatPolicy& policy;
    Gaps& gaps;
    std::function<bool()> prune;         // One small batch; true: there may be more.
    std::function<std::string()> today;  // The date in the company's time zone.
  };
  explicit Keeper(Parts parts);
  ~Keeper();
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

  // Ends the work; start_later() then does nothing any more.
  void stop();
  // Has the crash judged on the keeper's thread, not on the dead process's. Any thread.
  void crashed(Crash crash);
  // Starts the plugin again after its pause. Any thread.
  void start_later(const std::string& plugin);

  static constexpr std::int64_t kPauseMaxMs = 60'000;
  static constexpr int kJobAttemptsMax = 5;

 private:
  struct Pause {
    std::int64_t length_ms = 0;
    std::int64_t until_ms = -1;  // Monotonic; -1: not waiting.
  };
  void run();
  void judge_crashes();
  void start_what_waits();
  bool run_jobs();  // True if there were some.
  void schedule_regular_jobs();
  void run_job(const PluginJob& job);
  Status do_job(PluginInstance& plugin, const package::Contribution& offered, const PluginJob& job);
  void left_undone(const PluginJob& job, const std::string& reason);

  Parts parts_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::vector<Crash> crashes_;
  std::map<std::string, Pause> pauses_;
  std::thread thread_;
};

}  // namespace kontor::host
