#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "host/backup/backup.hpp"
#include "host/backup/change_keeper.hpp"

namespace kontor::host {

// Makes a backup every so often, verifies each at once by restoring it aside, keeps the newest
// verified ones, and says loudly when the last verified one is old (R34). What happened last is
// in DATA/backup.json, so that a restart knows it. Any thread.
class BackupSchedule {
 public:
  struct Parts {
    BackupPlace place;
    std::filesystem::path folder;  // Where backups go; empty: none are made, and that is told.
    std::string key;
    std::int64_t every_ms = std::int64_t{24} * 3'600'000;
    std::size_t keep = 14;
    const Clock& clock;
    Random& random;
    // Told once a day while the last verified backup is too old.
    std::function<void(const Json& status)> nag = {};
    ChangeKeeper* changes = nullptr;  // The host's log of changes, if it keeps one.
  };
  explicit BackupSchedule(Parts parts) : parts_(std::move(parts)) {}
  ~BackupSchedule() { stop(); }

  void start();  // A thread that calls step() every minute, and when run_soon() was called.
  void stop();
  void run_soon();

  // Makes and verifies a backup if one is due, or one was asked for. True if one was made.
  Result<bool> step();
  // {"configured","last_made_at","last_verified_at","file","error","overdue"}.
  Json status();

  // Overdue: the last verified backup is older than twice the interval.
  static constexpr std::int64_t kTickMs = 60'000;
  static constexpr std::int64_t kNagEveryMs = 86'400'000;

 private:
  struct State {
    TimeMs made_at_ms = 0;
    TimeMs verified_at_ms = 0;
    TimeMs tried_at_ms = 0;
    TimeMs keys_at_ms = 0;  // When the file of the people's keys was written.
    std::string file;
    std::string error;
  };
  State load();
  Status keep_state(const State& state);
  Json described(const State& state) const;
  Status make(State& state);
  // Somebody was erased since: the file beside the backups forgets their key.
  Status renew_keys(State& state);
  void drop_old();

  Parts parts_;
  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  bool asked_ = false;
  TimeMs nagged_at_ms_ = 0;
  std::mutex state_mutex_;
};

}  // namespace kontor::host
