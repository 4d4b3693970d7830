#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/core/random.hpp"
#include "host/backup/database_summary.hpp"

namespace kontor::host {

// Where a host's data lies.
struct BackupPlace {
  std::filesystem::path data;
  std::string database_url;
  std::filesystem::path person_keys = {};  // Empty: person.keys beside the backup.
};

// What a backup says of itself.
struct BackupManifest {
  TimeMs made_at_ms = 0;
  std::string dialect;  // "sqlite" or "postgresql"; a backup is restored to the same.
  std::vector<TableSummary> tables;
  std::int64_t audit_sequence = 0;
  std::string audit_hash;
  std::vector<std::string> files;  // Paths under DATA.
  TimeMs reached_at_ms = 0;        // The moment a restore came to; not in the backup.
  Json to_json() const;
};

// Told now and then how far it has come, for people who wait.
using BackupProgress = std::function<void(const std::string& what)>;

// One encrypted file (host/backup/README.md) with the database as of one moment, taken while the
// host goes on, and the files of DATA: plugins, their files, imports and keys, but neither
// backups nor the backup's own key. Written beside its place and renamed when it is whole, so
// that a kill -9 leaves no half backup. conflict when `file` exists. PostgreSQL: by pg_dump.
// Each person's rows and files are sealed with a key of the person's own (person_keys.hpp), which
// goes to the file beside the backup.
Result<BackupManifest> create_backup(const BackupPlace& place, const std::filesystem::path& file,
                                     const std::string& key, const Clock& clock, Random& random,
                                     const BackupProgress& progress = {});

// Restores the backup aside, in a folder of its own under `work` (PostgreSQL: in a database of
// its own beside that of `postgresql_url`), compares every table and the head of the audit log
// with the manifest, verifies the audit log's chain and throws the restored away. untrusted when
// anything differs.
Result<BackupManifest> verify_backup(const std::filesystem::path& file, const std::string& key,
                                     const std::filesystem::path& work,
                                     const std::string& postgresql_url = {},
                                     const std::filesystem::path& person_keys = {});

// The newest backup of a folder made at or before a moment, told by its name as the schedule gives
// it; not_found when there is none, naming the oldest.
Result<std::filesystem::path> backup_at(const std::filesystem::path& folder, TimeMs moment_ms);
// "kontor-2026-11-22T08-00-00.000Z.kbackup"
std::string backup_name(TimeMs made_at_ms);

// Where a restore goes on to from its backup: by the log of changes of a folder
// (change_keeper.hpp) to a moment. Files of DATA stay as the backup has them.
struct LaterMoment {
  std::filesystem::path changes;
  TimeMs until_ms = 0;
};

// Restores to a DATA that does not exist yet (conflict otherwise) and, on PostgreSQL, into an
// empty database; verified before it takes its place. Who was erased since the backup, ids of
// `erased` and whoever has no key any more, is erased again first.
Result<BackupManifest> restore_backup(const std::filesystem::path& file, const std::string& key,
                                      const BackupPlace& place,
                                      const std::vector<std::string>& erased,
                                      const std::optional<LaterMoment>& later = {});

// Puts the database of a backup in the place of the one there is, which is lost; the files of DATA
// stay. Nobody else may have it open. Safe to do again.
Status put_database_back(const std::filesystem::path& file, const std::string& key,
                         const BackupPlace& place);

}  // namespace kontor::host
