#include "host/server/data_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace kontor::host {

Result<std::unique_ptr<DataFolder>> DataFolder::take(const std::filesystem::path& path) {
  std::error_code problem;
  for (const std::filesystem::path& folder :
       {path, path / "keys", path / "imports", path / "exports"}) {
    std::filesystem::create_directories(folder, problem);
    if (problem) {
      return Error{ErrorCode::unavailable,
                   "cannot make folder " + folder.string() + ": " + problem.message()};
    }
  }
  std::filesystem::permissions(path, std::filesystem::perms::owner_all, problem);
  const int descriptor = ::open((path / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return Error{ErrorCode::unavailable, "cannot open " + (path / "lock").string()};
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor);
    return Error{ErrorCode::conflict, "another kontor-host uses " + path.string()};
  }
  return std::unique_ptr<DataFolder>(new DataFolder(descriptor));
}

DataFolder::~DataFolder() { ::close(descriptor_); }

}  // namespace kontor::host
