#include "sdk/runtime/sandbox/own_root.hpp"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace kontor::runtime::sandbox {
namespace {

constexpr unsigned kCloneTree = 1;  // OPEN_TREE_CLONE

}  // namespace

int open_data_folder(const char* path) {
  const int tree =
      static_cast<int>(::syscall(SYS_open_tree, AT_FDCWD, path, kCloneTree | O_CLOEXEC));
  return tree >= 0 ? tree : ::open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

int leave_file_system() {
  if (::chroot("/proc/self/fd") != 0) return errno;
  return ::chdir("/") == 0 ? 0 : errno;
}

int enter(int folder) { return ::fchdir(folder) == 0 ? 0 : errno; }

}  // namespace kontor::runtime::sandbox
