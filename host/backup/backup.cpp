#include "host/backup/backup.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdlib>
#include <set>

#include "base/core/files.hpp"
#include "base/db/copy.hpp"
#include "host/access/audit_log.hpp"
#include "host/backup/archive.hpp"
#include "host/backup/change_keeper.hpp"
#include "host/backup/change_replay.hpp"
#include "host/backup/person_files.hpp"
#include "host/backup/restored_database.hpp"
#include "host/store/record_tables.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kManifestBytesMax = std::size_t{16} << 20;
constexpr std::size_t kFilesMax = 1'000'000;
constexpr const char* kManifestName = "manifest";
constexpr const char* kDatabaseName = "database";
constexpr const char* kPeopleName = "people";
constexpr const char* kFilePrefix = "data/";
constexpr const char* kPersonPrefix = "person/";  // Then the id, and the path under DATA.
constexpr const char* kWorkPrefix = ".kontor-backup-";

// What of DATA is in a backup besides the database.
const std::vector<std::string>& kept_folders() {
  static const std::vector<std::string> folders = {"keys", "files", "plugins", "imports"};
  return folders;
}

// One backup or verification at a time in a folder; what a kill -9 left there is swept.
class WorkFolder {
 public:
  static Result<std::unique_ptr<WorkFolder>> take(const std::filesystem::path& in) {
    std::error_code problem;
    std::filesystem::create_directories(in, problem);
    const int lock =
        ::open((in / ".kontor-backup.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0) return Error{ErrorCode::unavailable, "cannot write in " + in.string()};
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
      ::close(lock);
      return Error{ErrorCode::conflict, "another backup is being made in " + in.string()};
    }
    for (const auto& entry : std::filesystem::directory_iterator(in, problem)) {
      const std::string name = entry.path().filename().string();
      const bool left = name.starts_with(kWorkPrefix) || name.ends_with(".kbackup.part");
      if (left) std::filesystem::remove_all(entry.path(), problem);
    }
    std::string pattern = (in / (std::string(kWorkPrefix) + "XXXXXX")).string();
    if (::mkdtemp(pattern.data()) == nullptr) {
      ::close(lock);
      return Error{ErrorCode::unavailable, "cannot make a folder in " + in.string()};
    }
    return std::unique_ptr<WorkFolder>(new WorkFolder(lock, pattern));
  }
  ~WorkFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
    ::close(lock_);
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  WorkFolder(int lock, std::filesystem::path path) : lock_(lock), path_(std::move(path)) {}
  int lock_;
  std::filesystem::path path_;
};

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return std::filesystem::absolute(file).parent_path();
}

std::vector<std::string> files_of(const std::filesystem::path& data) {
  std::vector<std::string> files;
  std::error_code problem;
  for (const std::string& folder : kept_folders()) {
    for (std::filesystem::recursive_directory_iterator at(data / folder, problem), end;
         !problem && at != end; at.increment(problem)) {
      if (!at->is_regular_file(problem) || at->is_symlink(problem)) continue;
      files.push_back(at->path().lexically_relative(data).string());
    }
    problem.clear();
  }
  return files;
}

Result<BackupManifest> parse_manifest(const Json& json) {
  BackupManifest manifest;
  const int format = json.value("format", 0);
  if (format != 1 && format != 2) {
    return Error{ErrorCode::untrusted, "this backup is of a form this program does not know"};
  }
  manifest.made_at_ms = TRY(json_integer(json, "made_at_ms"));
  manifest.dialect = TRY(json_text(json, "dialect"));
  manifest.audit_sequence = TRY(json_integer(json, "audit_sequence"));
  manifest.audit_hash = TRY(json_text(json, "audit_hash"));
  manifest.tables = TRY(parse_summary(json.value("tables", Json())));
  const Json files = json.value("files", Json::array());
  if (!files.is_array() || files.size() > kFilesMax) {
    return Error{ErrorCode::untrusted, "the backup's list of files is not readable"};
  }
  for (const Json& file : files) manifest.files.push_back(file.get<std::string>());
  return manifest;
}

// Only names that lead down from the folder, whatever the archive says.
Result<std::filesystem::path> inside(const std::filesystem::path& folder, const std::string& name) {
  const std::filesystem::path relative = std::filesystem::path(name).lexically_normal();
  if (relative.is_absolute() || relative.empty() || relative.begin()->string() == "..") {
    return Error{ErrorCode::untrusted, "the backup names a file outside its folder"};
  }
  return folder / relative;
}

// What a backup holds, on disk.
struct Unpacked {
  BackupManifest manifest;
  std::filesystem::path database;
  std::filesystem::path people;  // Empty in backups from before.
  struct SealedFile {
    std::string person;
    std::filesystem::path sealed;
    std::filesystem::path to;
  };
  std::vector<SealedFile> files;
};

Result<std::filesystem::path> place_for(const std::filesystem::path& data,
                                        const std::string& name) {
  const std::filesystem::path to = TRY(inside(data, name));
  std::error_code problem;
  std::filesystem::create_directories(to.parent_path(), problem);
  std::filesystem::permissions(to.parent_path(), std::filesystem::perms::owner_all, problem);
  return to;
}

// "person/ID/PATH": sealed with the key of that person, to be opened once all keys are known.
Result<std::filesystem::path> place_for_sealed(const std::string& name,
                                               const std::filesystem::path& work,
                                               const std::filesystem::path& files_to,
                                               Unpacked& unpacked) {
  const std::string rest = name.substr(std::string(kPersonPrefix).size());
  const auto slash = rest.find('/');
  if (slash == std::string::npos) {
    return Error{ErrorCode::untrusted, "the backup holds an unknown member"};
  }
  if (files_to.empty()) return std::filesystem::path();
  const std::filesystem::path to = TRY(place_for(files_to, rest.substr(slash + 1)));
  const auto sealed = work / ("sealed-" + std::to_string(unpacked.files.size()));
  unpacked.files.push_back({rest.substr(0, slash), sealed, to});
  return sealed;
}

// Unpacks database and manifest, and the files where `files_to` is not empty.
Result<Unpacked> unpack(const std::filesystem::path& file, const std::string& key,
                        const std::filesystem::path& work, const std::filesystem::path& files_to) {
  Unpacked unpacked;
  unpacked.database = work / "host.db";
  TRY(read_archive(file, key,
                   [&](const std::string& name, std::uint64_t) -> Result<std::filesystem::path> {
                     if (name == kManifestName) return work / kManifestName;
                     if (name == kDatabaseName) return unpacked.database;
                     if (name == kPeopleName) return unpacked.people = work / kPeopleName;
                     if (name.starts_with(kPersonPrefix))
                       return place_for_sealed(name, work, files_to, unpacked);
                     if (!name.starts_with(kFilePrefix)) {
                       return Error{ErrorCode::untrusted, "the backup holds an unknown member"};
                     }
                     if (files_to.empty()) return std::filesystem::path();
                     return place_for(files_to, name.substr(std::string(kFilePrefix).size()));
                   }));
  const std::string text = TRY(read_file(work / kManifestName, kManifestBytesMax));
  const Json json = TRY(parse_json(text, {.bytes_max = kManifestBytesMax}));
  unpacked.manifest = TRY(parse_manifest(json));
  std::filesystem::remove(work / kManifestName);
  return unpacked;
}

// The people back where they were, and everything compared; who was lost.
Result<LostRows> make_whole(const Unpacked& unpacked, const std::string& url,
                            const std::filesystem::path& keys_file, const std::string& key) {
  LostRows lost;
  if (!unpacked.people.empty()) {
    const PersonKeys keys = TRY(read_person_keys(keys_file, key, unpacked.manifest.made_at_ms));
    lost = TRY(restore_people(url, unpacked.people, keys));
    for (const auto& each : unpacked.files) {
      const auto own = keys.find(each.person);
      if (own != keys.end()) TRY(open_person_file(each.sealed, own->second, each.to));
    }
  }
  TRY(check_database(url, unpacked.manifest, lost.tables));
  return lost;
}

// From the backup to a later moment; gives the one that was reached. The audit log's chain, which
// runs through all of it, must hold. What follows is a history of its own.
Result<TimeMs> go_on(const std::string& url, const std::string& key, const BackupManifest& manifest,
                     const LostRows& lost, const std::optional<LaterMoment>& later) {
  const auto database = TRY(db::Database::open(url));
  TimeMs reached_ms = manifest.made_at_ms;
  if (later) {
    // The full-text index is in no backup, and changes speak of it.
    const auto definitions = TRY(Definitions::builtin());
    TRY(prepare_database(*database, *definitions));
    const auto rows = lost.people.empty() ? RowsOfBackup::all : RowsOfBackup::without_the_erased;
    const Replayed done =
        TRY(replay_changes(*database, later->changes, key, later->until_ms, rows));
    TRY(AuditLog::verify(*database));
    reached_ms = std::max(reached_ms, done.until_ms);
  }
  SystemRandom random;
  const Status begun = database->transaction([&](db::Session& session) -> Status {
    const ChangePlace place = TRY(change_place(session));
    return place.line.empty() ? ok() : begin_line(session, random);
  });
  if (!begun) return begun.error();
  return reached_ms;
}

std::filesystem::path keys_of(const std::filesystem::path& wanted,
                              const std::filesystem::path& backup) {
  return wanted.empty() ? person_keys_beside(backup) : wanted;
}

}  // namespace

Json BackupManifest::to_json() const {
  return {{"format", 2},
          {"made_at_ms", made_at_ms},
          {"dialect", dialect},
          {"audit_sequence", audit_sequence},
          {"audit_hash", audit_hash},
          {"tables", host::to_json(tables)},
          {"files", files}};
}

Result<BackupManifest> create_backup(const BackupPlace& place, const std::filesystem::path& file,
                                     const std::string& key, const Clock& clock, Random& random,
                                     const BackupProgress& progress) {
  const auto say = [&](const std::string& what) {
    if (progress) progress(what);
  };
  const auto work = TRY(WorkFolder::take(folder_of(file)));
  auto archive = TRY(ArchiveWriter::create(file, key, random));
  BackupManifest manifest;
  manifest.made_at_ms = clock.now_ms();
  say("taking the database out");
  DatabaseDump dump{work->path() / "dump", work->path() / "people"};
  TRY(dump_database(place.database_url, dump, manifest, clock, random));
  manifest.files = files_of(place.data);
  TRY(archive->add(kManifestName, to_text(manifest.to_json())));
  say("writing the database");
  const bool whole = TRY(archive->add_file(kDatabaseName, dump.database));
  if (std::filesystem::exists(dump.people)) TRY(archive->add_file(kPeopleName, dump.people));
  if (!whole) return Error{ErrorCode::unavailable, "the database's copy cannot be read"};
  say("writing " + std::to_string(manifest.files.size()) + " files");
  for (const std::string& name : manifest.files) {
    // A file that goes meanwhile was erased; it need not be in the backup.
    const auto about = dump.files.find(std::filesystem::path(name).filename().string());
    if (!name.starts_with("files/") || about == dump.files.end()) {
      TRY(archive->add_file(kFilePrefix + name, place.data / name));
      continue;
    }
    const auto own = dump.keys.find(about->second);
    const auto sealed = work->path() / "sealed";
    if (own == dump.keys.end()) continue;
    if (!TRY(seal_person_file(place.data / name, own->second, sealed, random))) continue;
    TRY(archive->add_file(kPersonPrefix + about->second + "/" + name, sealed));
  }
  // First, so that no backup is there without keys as young as it is.
  TRY(write_person_keys(keys_of(place.person_keys, file), dump.keys, key, manifest.made_at_ms,
                        random));
  TRY(archive->finish());
  return manifest;
}

Result<BackupManifest> verify_backup(const std::filesystem::path& file, const std::string& key,
                                     const std::filesystem::path& work_in,
                                     const std::string& postgresql_url,
                                     const std::filesystem::path& person_keys) {
  const auto work = TRY(WorkFolder::take(work_in));
  const Unpacked unpacked = TRY(unpack(file, key, work->path(), {}));
  const auto keys = keys_of(person_keys, file);
  if (unpacked.manifest.dialect == "sqlite") {
    const std::string url = TRY(load_database(unpacked.database, unpacked.manifest.dialect, {}));
    TRY(make_whole(unpacked, url, keys, key));
    return unpacked.manifest;
  }
  SystemRandom random;
  if (postgresql_url.empty()) {
    return Error{ErrorCode::invalid_argument,
                 "this backup is of a PostgreSQL database; name one with --database"};
  }
  const auto aside = TRY(AsideDatabase::create(postgresql_url, random));
  const std::string url =
      TRY(load_database(unpacked.database, unpacked.manifest.dialect, aside->url()));
  TRY(make_whole(unpacked, url, keys, key));
  return unpacked.manifest;
}

Result<BackupManifest> restore_backup(const std::filesystem::path& file, const std::string& key,
                                      const BackupPlace& place,
                                      const std::vector<std::string>& erased,
                                      const std::optional<LaterMoment>& later) {
  std::error_code problem;
  if (std::filesystem::exists(place.data) && !std::filesystem::is_empty(place.data, problem)) {
    return Error{ErrorCode::conflict,
                 place.data.string() + " is not empty; restore to a new folder"};
  }
  const auto work = TRY(WorkFolder::take(folder_of(place.data)));
  const auto data = work->path() / "data";
  std::filesystem::create_directory(data, problem);
  std::filesystem::permissions(data, std::filesystem::perms::owner_all, problem);
  Unpacked unpacked = TRY(unpack(file, key, work->path(), data));
  if (unpacked.manifest.dialect == "sqlite") {
    std::filesystem::rename(unpacked.database, data / "host.db", problem);
    unpacked.database = data / "host.db";
  }
  const std::string url =
      TRY(load_database(unpacked.database, unpacked.manifest.dialect, place.database_url));
  const LostRows lost = TRY(make_whole(unpacked, url, keys_of(place.person_keys, file), key));
  unpacked.manifest.reached_at_ms = TRY(go_on(url, key, unpacked.manifest, lost, later));
  std::set<std::string> gone(erased.begin(), erased.end());
  gone.insert(lost.people.begin(), lost.people.end());
  TRY(erase_again(url, data, {gone.begin(), gone.end()}));
  std::string list;
  for (const std::string& person : gone) list += person + "\n";
  if (!list.empty()) TRY(write_file(data / "erasures", list, FileMode::secret));
  std::filesystem::remove(place.data, problem);
  std::filesystem::rename(data, place.data, problem);
  if (problem) return Error{ErrorCode::unavailable, "cannot make " + place.data.string()};
  return unpacked.manifest;
}

Status put_database_back(const std::filesystem::path& file, const std::string& key,
                         const BackupPlace& place) {
  const auto work = TRY(WorkFolder::take(folder_of(file)));
  const Unpacked unpacked = TRY(unpack(file, key, work->path(), {}));
  const bool sqlite = unpacked.manifest.dialect == "sqlite";
  if (!sqlite) TRY(empty_postgresql(place.database_url));
  const std::string url =
      TRY(load_database(unpacked.database, unpacked.manifest.dialect, place.database_url));
  TRY(make_whole(unpacked, url, keys_of(place.person_keys, file), key));
  if (!sqlite) return ok();
  const std::filesystem::path there = place.database_url.substr(std::string_view("sqlite:").size());
  // One file, so that it can be moved as one.
  const auto whole = work->path() / "whole.db";
  TRY(db::copy_database(url, whole));
  std::error_code problem;
  for (const char* suffix : {"-wal", "-shm"}) {
    std::filesystem::remove(there.string() + suffix, problem);
  }
  std::filesystem::rename(whole, there, problem);
  if (problem) return Error{ErrorCode::unavailable, "cannot write " + there.string()};
  return ok();
}

}  // namespace kontor::host
