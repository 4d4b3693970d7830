#include "host/rehearsal/rehearsal_jobs.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/file.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/core/files.hpp"
#include "base/core/log.hpp"
#include "host/rehearsal/company_copy.hpp"
#include "host/rehearsal/rehearsal.hpp"

namespace kontor::host {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kReportBytesMax = std::size_t{16} << 20;

// Held as long as a rehearsal runs; the kernel lets go of it with the process.
runtime::Descriptor lock_of(const fs::path& folder) {
  runtime::Descriptor lock(::open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (lock && ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) return {};
  return lock;
}

bool is_id(const std::string& id) {
  return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

// The child's process id, or -1 with errno.
int spawn_work(const fs::path& program, const fs::path& folder) {
  const std::string log = (folder / "log.txt").string();
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::posix_spawn_file_actions_adddup2(&actions, 1, 2);
  std::array<std::string, 5> words = {program.string(), "--work", folder.string(), "--parent",
                                      std::to_string(::getpid())};
  std::array<char*, 6> arguments{};
  std::ranges::transform(words, arguments.begin(), [](std::string& word) { return word.data(); });
  pid_t child = -1;
  const int failed =
      ::posix_spawn(&child, program.c_str(), &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  errno = failed;
  return failed == 0 ? child : -1;
}

void note_failure(const fs::path& folder, const std::string& why) {
  if (fs::exists(folder / kReportFile) || fs::exists(folder / kFailureFile)) return;
  const Status written = write_file(folder / kFailureFile, why, FileMode::secret);
  if (!written) log::warning("a rehearsal's end was not noted", {{"reason", why}});
}

}  // namespace

RehearsalJobs::RehearsalJobs(fs::path folder, fs::path program, IdSource& ids)
    : folder_(std::move(folder)), program_(std::move(program)), ids_(ids) {
  sweep();
}

RehearsalJobs::~RehearsalJobs() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    if (child_ > 0) ::kill(child_, SIGKILL);
  }
  if (thread_.joinable()) thread_.join();
}

// Folders nobody holds: no copy stays, an unfinished one has failed, old ones go.
void RehearsalJobs::sweep() const {
  std::error_code ignored;
  std::vector<fs::path> old;
  for (const auto& entry : fs::directory_iterator(folder_, ignored)) {
    const runtime::Descriptor lock = lock_of(entry.path());
    if (!lock) continue;
    CompanyCopy::remove(entry.path() / kCopyFolder);
    note_failure(entry.path(), "it was ended before its report");
    old.push_back(entry.path());
  }
  std::ranges::sort(old);  // Ids sort by time.
  for (std::size_t index = 0; index + kKept < old.size(); ++index)
    fs::remove_all(old[index], ignored);
}

Result<std::string> RehearsalJobs::begin(RehearsalOrder order) {
  const std::lock_guard lock(mutex_);
  if (!running_.empty() || stopping_)
    return Error{ErrorCode::conflict, "another rehearsal runs; wait for its end"};
  if (thread_.joinable()) thread_.join();
  sweep();
  const std::string id = ids_.next();
  const fs::path folder = folder_ / id;
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  if (!error) fs::copy_file(order.package, folder / "package.kpkg", error);
  if (error)
    return Error{ErrorCode::unavailable, "cannot make " + folder.string() + ": " + error.message()};
  order.package = folder / "package.kpkg";
  TRY(write_file(folder / kOrderFile, to_text(order.to_json()), FileMode::secret));
  running_ = id;
  thread_ = std::thread([this, folder] { run(folder); });
  return id;
}

// The child dies with this thread, which therefore waits for it.
void RehearsalJobs::run(const fs::path& folder) {
  const runtime::Descriptor held = lock_of(folder);
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) child_ = spawn_work(program_, folder);
  }
  std::string why = "it was ended before its report";
  if (child_ > 0) {
    int status = 0;
    while (::waitpid(child_, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFSIGNALED(status))
      why = "its process was killed by signal " + std::to_string(WTERMSIG(status));
  } else if (!stopping_) {
    why = program_.string() + " cannot be started: " + std::strerror(errno);
  }
  CompanyCopy::remove(folder / kCopyFolder);
  note_failure(folder, why);
  const std::lock_guard lock(mutex_);
  child_ = -1;
  running_.clear();
}

bool RehearsalJobs::is_running(const std::string& id) {
  const std::lock_guard lock(mutex_);
  return running_ == id;
}

Result<Json> RehearsalJobs::find(const std::string& id) {
  const fs::path folder = folder_ / id;
  if (!is_id(id) || !fs::exists(folder / kOrderFile))
    return Error{ErrorCode::not_found, "there is no rehearsal " + id};
  Json found = {{"id", id}, {"state", "running"}, {"message", ""}, {"report", nullptr}};
  if (is_running(id)) return found;
  if (const auto report = read_file(folder / kReportFile, kReportBytesMax)) {
    found["state"] = "done";
    found["report"] = TRY(parse_json(*report, {.bytes_max = kReportBytesMax}));
    return found;
  }
  found["state"] = "failed";
  const auto why = read_file(folder / kFailureFile, 65536);
  found["message"] = why ? *why : "it was ended before its report";
  return found;
}

Status RehearsalJobs::remove(const std::string& id) {
  if (!is_id(id) || !fs::exists(folder_ / id / kOrderFile))
    return Error{ErrorCode::not_found, "there is no rehearsal " + id};
  if (is_running(id)) return Error{ErrorCode::conflict, "this rehearsal runs; wait for its end"};
  std::error_code ignored;
  fs::remove_all(folder_ / id, ignored);
  return ok();
}

}  // namespace kontor::host
