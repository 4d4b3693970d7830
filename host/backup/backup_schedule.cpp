#include "host/backup/backup_schedule.hpp"

#include <algorithm>
#include <chrono>

#include "base/core/files.hpp"
#include "base/core/log.hpp"
#include "host/backup/person_keys.hpp"

namespace kontor::host {

namespace {

constexpr const char* kEnding = ".kbackup";
constexpr const char* kStateFile = "backup.json";
constexpr std::size_t kStateBytesMax = 65536;
constexpr std::int64_t kAgainAfterFailureMs = 900'000;

Json time_or_null(TimeMs time_ms) { return time_ms == 0 ? Json() : Json(to_rfc3339(time_ms)); }

}  // namespace

void BackupSchedule::start() {
  thread_ = std::thread([this] {
    for (;;) {
      const auto made = step();
      if (!made) log::error("backup failed", {{"reason", made.error().message}});
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, std::chrono::milliseconds(kTickMs),
                        [this] { return stopping_ || asked_; });
      if (stopping_) return;
    }
  });
}

void BackupSchedule::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void BackupSchedule::run_soon() {
  {
    const std::lock_guard lock(mutex_);
    asked_ = true;
  }
  changed_.notify_all();
}

BackupSchedule::State BackupSchedule::load() {
  State state;
  const std::lock_guard lock(state_mutex_);
  const auto text = read_file(parts_.place.data / kStateFile, kStateBytesMax);
  if (!text) return state;
  const auto json = parse_json(*text);
  if (!json || !json->is_object()) return state;
  state.made_at_ms = json->value("made_at_ms", TimeMs{0});
  state.verified_at_ms = json->value("verified_at_ms", TimeMs{0});
  state.tried_at_ms = json->value("tried_at_ms", TimeMs{0});
  state.keys_at_ms = json->value("keys_at_ms", TimeMs{0});
  state.file = json->value("file", "");
  state.error = json->value("error", "");
  return state;
}

Status BackupSchedule::keep_state(const State& state) {
  const std::lock_guard lock(state_mutex_);
  return write_file(parts_.place.data / kStateFile,
                    to_text(Json{{"made_at_ms", state.made_at_ms},
                                 {"verified_at_ms", state.verified_at_ms},
                                 {"tried_at_ms", state.tried_at_ms},
                                 {"keys_at_ms", state.keys_at_ms},
                                 {"file", state.file},
                                 {"error", state.error}}),
                    FileMode::secret);
}

Json BackupSchedule::described(const State& state) const {
  const bool overdue = state.verified_at_ms + 2 * parts_.every_ms < parts_.clock.now_ms();
  std::string message;
  if (parts_.folder.empty()) message = "no backups are made: this host has no --backup-folder";
  if (message.empty() && overdue) message = "the last verified backup is too old";
  return {{"configured", !parts_.folder.empty()},
          {"last_made_at", time_or_null(state.made_at_ms)},
          {"last_verified_at", time_or_null(state.verified_at_ms)},
          {"file", state.file},
          {"error", state.error},
          {"overdue", overdue},
          {"message", message}};
}

Json BackupSchedule::status() { return described(load()); }

Status BackupSchedule::make(State& state) {
  const auto file = parts_.folder / backup_name(parts_.clock.now_ms());
  TRY(create_backup(parts_.place, file, parts_.key, parts_.clock, parts_.random));
  state.made_at_ms = state.keys_at_ms = parts_.clock.now_ms();
  const std::string& url = parts_.place.database_url;
  const auto verified = verify_backup(file, parts_.key, parts_.folder,
                                      url.starts_with("sqlite:") ? std::string() : url);
  if (!verified) {
    // It stays for people to look at, under a name nobody takes for a backup.
    std::error_code ignored;
    std::filesystem::rename(file, file.string() + ".unverified", ignored);
    return verified.error();
  }
  state.verified_at_ms = parts_.clock.now_ms();
  state.file = file.string();
  drop_old();
  return ok();
}

Status BackupSchedule::renew_keys(State& state) {
  if (parts_.folder.empty() || state.made_at_ms == 0) return ok();
  const auto database = TRY(db::Database::open(parts_.place.database_url));
  auto read = database->read([](db::Session& session) {
    return session.query_row("SELECT MAX(erased_at_ms) FROM erased_person");
  });
  const auto row = TRY(std::move(read));
  if (!row || row->is_null(0) || row->integer(0) < state.keys_at_ms) return ok();
  const TimeMs now_ms = parts_.clock.now_ms();
  const PersonKeys keys = TRY(read_person_keys(*database));
  TRY(write_person_keys(person_keys_beside(parts_.folder / "any"), keys, parts_.key, now_ms,
                        parts_.random));
  state.keys_at_ms = now_ms + 1;
  return keep_state(state);
}

void BackupSchedule::drop_old() {
  std::vector<std::filesystem::path> backups;
  std::error_code problem;
  for (const auto& entry : std::filesystem::directory_iterator(parts_.folder, problem)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("kontor-") && name.ends_with(kEnding)) backups.push_back(entry.path());
  }
  std::sort(backups.begin(), backups.end());
  for (std::size_t i = 0; i + parts_.keep < backups.size(); ++i) {
    std::filesystem::remove(backups[i], problem);
  }
}

Result<bool> BackupSchedule::step() {
  bool asked = false;
  {
    const std::lock_guard lock(mutex_);
    std::swap(asked, asked_);
  }
  if (parts_.changes != nullptr) {
    parts_.changes->tend();
    asked = parts_.changes->wants_backup() || asked;
  }
  State state = load();
  const TimeMs now_ms = parts_.clock.now_ms();
  const bool failed = !state.error.empty();
  const bool due = failed ? state.tried_at_ms + kAgainAfterFailureMs <= now_ms
                          : state.verified_at_ms + parts_.every_ms <= now_ms;
  bool made = false;
  Status result = ok();
  if (!parts_.folder.empty() && (asked || due)) {
    state.tried_at_ms = now_ms;
    result = make(state);
    state.error = result ? "" : result.error().message;
    made = static_cast<bool>(result);
    TRY(keep_state(state));
  }
  const Status renewed = made ? ok() : renew_keys(state);
  if (!renewed)
    log::warning("the people's keys were not renewed", {{"reason", renewed.error().message}});
  const Json told = described(state);
  if (told["overdue"] == true && nagged_at_ms_ + kNagEveryMs <= now_ms) {
    nagged_at_ms_ = now_ms;
    log::warning("backups are overdue", {{"last_verified_at_ms", state.verified_at_ms}});
    if (parts_.nag) parts_.nag(told);
  }
  if (!result) return result.error();
  return made;
}

}  // namespace kontor::host
