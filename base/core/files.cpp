#include "base/core/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <set>
#include <utility>

namespace kontor {
namespace {

constexpr std::size_t kOpenMax = 128;  // Files at once; a process may have a thousand.

// Owns a descriptor.
class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

Error failed(const char* verb, const std::filesystem::path& path) {
  const int code = errno;
  return {code == ENOENT ? ErrorCode::not_found : ErrorCode::unavailable,
          std::string("cannot ") + verb + " " + path.string() + ": " + std::strerror(code)};
}

Status write_all(int descriptor, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed("write", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return ok();
}

// A file beside the one it will replace; removed unless it did.
class Unfinished {
 public:
  Unfinished() = default;
  ~Unfinished() {
    if (descriptor_ >= 0) close(descriptor_);
    if (!name_.empty()) unlink(name_.c_str());
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;

  Status write(const std::filesystem::path& path, std::string_view bytes, FileMode mode) {
    static std::atomic<unsigned> serial{0};
    const std::filesystem::path name =
        path.string() + ".new-" + std::to_string(getpid()) + "-" + std::to_string(serial++);
    descriptor_ =
        open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, static_cast<mode_t>(mode));
    if (descriptor_ < 0) return failed("create", name);
    name_ = name;
    return write_all(descriptor_, bytes, name_);
  }
  Status sync() {
    if (fsync(descriptor_) != 0) return failed("sync", name_);
    close(std::exchange(descriptor_, -1));
    return ok();
  }
  Status rename_to(const std::filesystem::path& path) {
    if (rename(name_.c_str(), path.c_str()) != 0) return failed("rename to", path);
    name_.clear();
    return ok();
  }

 private:
  int descriptor_ = -1;
  std::filesystem::path name_;
};

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max) {
  const File file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return failed("open", path);
  std::string bytes;
  std::array<char, 65536> block{};
  for (;;) {
    const ssize_t got = read(file.get(), block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed("read", path);
    if (got == 0) return bytes;
    bytes.append(block.data(), static_cast<std::size_t>(got));
    if (bytes.size() > bytes_max)
      return Error{ErrorCode::exhausted,
                   path.string() + " is longer than " + std::to_string(bytes_max) + " bytes"};
  }
}

Status write_file(const std::filesystem::path& path, std::string_view bytes, FileMode mode) {
  return write_files({{path, bytes}}, mode);
}

Status write_files(const std::vector<FileBytes>& files, FileMode mode) {
  // As many as may be open are written before the first of them is synced, and all renamed before
  // the first folder is: one commit of the file system's journal then serves them all.
  std::vector<Unfinished> unfinished(files.size());
  for (std::size_t first = 0; first < files.size(); first += kOpenMax) {
    const std::size_t end = std::min(first + kOpenMax, files.size());
    for (std::size_t at = first; at < end; ++at)
      TRY(unfinished[at].write(files[at].path, files[at].bytes, mode));
    for (std::size_t at = first; at < end; ++at) TRY(unfinished[at].sync());
  }
  std::set<std::filesystem::path> folders;
  for (std::size_t at = 0; at < files.size(); ++at) {
    const std::filesystem::path& path = files[at].path;
    TRY(unfinished[at].rename_to(path));
    folders.insert(path.has_parent_path() ? path.parent_path() : ".");
  }
  for (const std::filesystem::path& folder : folders) {
    const File parent(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (parent.get() < 0 || fsync(parent.get()) != 0) return failed("sync", folder);
  }
  return ok();
}

}  // namespace kontor
