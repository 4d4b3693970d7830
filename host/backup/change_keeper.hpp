#pragma once

#include <atomic>
#include <memory>
#include <mutex>

#include "base/db/change_log.hpp"
#include "host/backup/change_entry.hpp"
#include "host/backup/change_file.hpp"

namespace kontor::host {

// Keeps the log of changes beside the backups: every transaction of the host's database, sealed
// under the key of the backups, so that one can go back to any moment between two of them
// (change_replay.hpp). A log that cannot be written stops nobody: it says so, and wants a backup
// from which it goes on. Files begin anew every hour and at 64 MiB, and go after some days, and
// with them what they say of people who were erased. Any thread.
class ChangeKeeper final : public db::ChangeLog {
 public:
  struct Parts {
    std::filesystem::path folder;
    std::string key;
    std::int64_t kept_ms;
    const Clock& clock;
    Random& random;
  };
  // Begins a file; `database` tells the keeper from then on. Nobody else may write to it, now or
  // between two hosts, without a keeper of the same folder.
  static Result<std::unique_ptr<ChangeKeeper>> attach(db::Database& database, Parts parts);

  Status about_to_commit(db::Session& session, const db::Changes& changes) override;

  // Makes safe what was written against a power cut, and drops files that are too old.
  void tend();
  // Something is missing: moments from now on need a backup made after it. Told once.
  bool wants_backup() { return wants_backup_.exchange(false); }

  static constexpr std::uint64_t kFileBytesMax = std::uint64_t{64} << 20;
  static constexpr std::int64_t kFileMsMax = 3'600'000;

 private:
  explicit ChangeKeeper(Parts parts) : parts_(std::move(parts)) {}
  Status begin_file(std::int64_t from, TimeMs now_ms);
  Status write(std::int64_t number, const db::Changes& changes);
  void lose(const Error& error);

  Parts parts_;
  std::string line_;
  std::string schema_;
  std::atomic<bool> wants_backup_ = false;
  std::mutex mutex_;
  std::unique_ptr<ChangeFile> file_;  // Null after it could not be written.
  std::unique_ptr<ChangeEncoder> encoder_;
  TimeMs began_at_ms_ = 0;
  TimeMs last_at_ms_ = 0;
};

// Which history of a database this is, and the number of its last logged transaction.
struct ChangePlace {
  std::string line;  // "" for a database that never had a log.
  std::int64_t number = 0;
};
Result<ChangePlace> change_place(db::Session& session);
// What came before a restore is another history.
Status begin_line(db::Session& session, Random& random);
Result<std::string> schema_hash(db::Session& session);

}  // namespace kontor::host
