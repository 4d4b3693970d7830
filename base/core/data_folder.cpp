#include "base/core/data_folder.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kontor {

namespace {

Error cannot(const std::string& what, const std::filesystem::path& path,
             const std::error_code& problem) {
  return {ErrorCode::unavailable,
          "cannot " + what + " " + path.string() + ": " + problem.message()};
}

std::string name_of(uid_t user) {
  const passwd* entry = ::getpwuid(user);
  return entry == nullptr ? std::to_string(user) : entry->pw_name;
}

// What root writes into a folder of the service's user, the service could not read later.
Status require_owner(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || status.st_uid == ::geteuid()) return ok();
  const std::string owner = name_of(status.st_uid);
  return Error{ErrorCode::forbidden, path.string() + " belongs to the user " + owner +
                                         ", and this program runs as " + name_of(::geteuid()) +
                                         "; run it as sudo -u " + owner};
}

}  // namespace

Result<std::unique_ptr<DataFolder>> DataFolder::take(const std::filesystem::path& path,
                                                     const std::string& program,
                                                     const std::vector<std::string>& below) {
  TRY(require_owner(path));
  std::error_code problem;
  std::filesystem::create_directories(path, problem);
  if (!problem) std::filesystem::permissions(path, std::filesystem::perms::owner_all, problem);
  if (problem) return cannot("make folder", path, problem);
  for (const std::string& name : below) {
    std::filesystem::create_directories(path / name, problem);
    if (problem) return cannot("make folder", path / name, problem);
  }
  const std::filesystem::path lock = path / "lock";
  const int descriptor = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return cannot("open", lock, {errno, std::system_category()});
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor);
    return Error{ErrorCode::unavailable, "another " + program + " uses " + path.string() +
                                             "; stop it first, or give each a --data of its own"};
  }
  return std::unique_ptr<DataFolder>(new DataFolder(descriptor));
}

DataFolder::~DataFolder() { ::close(descriptor_); }

}  // namespace kontor
