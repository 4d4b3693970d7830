#include "licensing/server/data_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace kontor::licensing {

Result<std::unique_ptr<DataFolder>> DataFolder::take(const std::filesystem::path& path) {
  std::error_code problem;
  std::filesystem::create_directories(path / "keys", problem);
  if (!problem) {
    std::filesystem::permissions(path, std::filesystem::perms::owner_all, problem);
  }
  if (problem) {
    return Error{ErrorCode::unavailable,
                 "cannot make folder " + path.string() + ": " + problem.message()};
  }
  const std::filesystem::path lock = path / "lock";
  const int descriptor = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return Error{ErrorCode::unavailable, "cannot open " + lock.string()};
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor);
    return Error{ErrorCode::conflict, "another kontor-seats uses " + path.string() +
                                          "; stop it first, or give each node a --data of its own"};
  }
  return std::unique_ptr<DataFolder>(new DataFolder(descriptor));
}

DataFolder::~DataFolder() { ::close(descriptor_); }

}  // namespace kontor::licensing
