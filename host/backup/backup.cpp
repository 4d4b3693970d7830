#include "host/backup/backup.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdlib>
#include <set>

#include "base/core/files.hpp"
#include "host/backup/archive.hpp"
#include "host/backup/restored_database.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kManifestBytesMax = std::size_t{16} << 20;
constexpr std::size_t kFilesMax = 1'000'000;
constexpr const char* kManifestName = "manifest";
constexpr const char* kDatabaseName = "database";
constexpr const char* kFilePrefix = "data/";
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
  if (json.value("format", 0) != 1) {
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

// Unpacks database and manifest, and the files where `files_to` is not empty.
Result<BackupManifest> unpack(const std::filesystem::path& file, const std::string& key,
                              const std::filesystem::path& work,
                              const std::filesystem::path& files_to) {
  std::set<std::string> seen;
  TRY(read_archive(
      file, key, [&](const std::string& name, std::uint64_t) -> Result<std::filesystem::path> {
        seen.insert(name);
        if (name == kManifestName) return work / kManifestName;
        if (name == kDatabaseName) return work / "host.db";
        if (!name.starts_with(kFilePrefix)) {
          return Error{ErrorCode::untrusted, "the backup holds an unknown member"};
        }
        if (files_to.empty()) return std::filesystem::path();
        const auto to = inside(files_to, name.substr(std::string(kFilePrefix).size()));
        if (!to) return to.error();
        std::error_code problem;
        std::filesystem::create_directories(to->parent_path(), problem);
        std::filesystem::permissions(to->parent_path(), std::filesystem::perms::owner_all, problem);
        return *to;
      }));
  const std::string text = TRY(read_file(work / kManifestName, kManifestBytesMax));
  const Json json = TRY(parse_json(text, {.bytes_max = kManifestBytesMax}));
  BackupManifest manifest = TRY(parse_manifest(json));
  std::filesystem::remove(work / kManifestName);
  return manifest;
}

}  // namespace

Json BackupManifest::to_json() const {
  return {{"format", 1},
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
  TRY(dump_database(place.database_url, work->path() / "dump", manifest));
  manifest.files = files_of(place.data);
  TRY(archive->add(kManifestName, to_text(manifest.to_json())));
  say("writing the database");
  const bool whole = TRY(archive->add_file(kDatabaseName, work->path() / "dump"));
  if (!whole) return Error{ErrorCode::unavailable, "the database's copy cannot be read"};
  say("writing " + std::to_string(manifest.files.size()) + " files");
  for (const std::string& name : manifest.files) {
    // A file that goes meanwhile was erased; it need not be in the backup.
    TRY(archive->add_file(kFilePrefix + name, place.data / name));
  }
  TRY(archive->finish());
  return manifest;
}

Result<BackupManifest> verify_backup(const std::filesystem::path& file, const std::string& key,
                                     const std::filesystem::path& work_in,
                                     const std::string& postgresql_url) {
  const auto work = TRY(WorkFolder::take(work_in));
  const BackupManifest manifest = TRY(unpack(file, key, work->path(), {}));
  if (manifest.dialect == "sqlite") {
    const std::string url = TRY(load_database(work->path() / "host.db", manifest.dialect, {}));
    TRY(check_database(url, manifest));
    return manifest;
  }
  SystemRandom random;
  if (postgresql_url.empty()) {
    return Error{ErrorCode::invalid_argument,
                 "this backup is of a PostgreSQL database; name one with --database"};
  }
  const auto aside = TRY(AsideDatabase::create(postgresql_url, random));
  const std::string url =
      TRY(load_database(work->path() / "host.db", manifest.dialect, aside->url()));
  TRY(check_database(url, manifest));
  return manifest;
}

Result<BackupManifest> restore_backup(const std::filesystem::path& file, const std::string& key,
                                      const BackupPlace& place,
                                      const std::vector<std::string>& erased) {
  std::error_code problem;
  if (std::filesystem::exists(place.data) && !std::filesystem::is_empty(place.data, problem)) {
    return Error{ErrorCode::conflict,
                 place.data.string() + " is not empty; restore to a new folder"};
  }
  const auto work = TRY(WorkFolder::take(folder_of(place.data)));
  const auto data = work->path() / "data";
  std::filesystem::create_directory(data, problem);
  std::filesystem::permissions(data, std::filesystem::perms::owner_all, problem);
  const BackupManifest manifest = TRY(unpack(file, key, work->path(), data));
  std::string url;
  if (manifest.dialect == "sqlite") {
    std::filesystem::rename(work->path() / "host.db", data / "host.db", problem);
    url = TRY(load_database(data / "host.db", manifest.dialect, {}));
  } else {
    url = TRY(load_database(work->path() / "host.db", manifest.dialect, place.database_url));
  }
  TRY(check_database(url, manifest));
  TRY(erase_again(url, erased));
  std::string list;
  for (const std::string& person : erased) list += person + "\n";
  if (!list.empty()) TRY(write_file(data / "erasures", list, FileMode::secret));
  std::filesystem::remove(place.data, problem);
  std::filesystem::rename(data, place.data, problem);
  if (problem) return Error{ErrorCode::unavailable, "cannot make " + place.data.string()};
  return manifest;
}

}  // namespace kontor::host
