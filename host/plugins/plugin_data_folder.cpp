#include "host/plugins/plugin_data_folder.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>

#include "sdk/runtime/descriptor.hpp"

namespace kontor::host {
namespace {

constexpr int kOpenFolder = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
// Not to wait for the other end of a pipe that has a file's name.
constexpr int kOpenFile = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;

// Collects the smallest paths after a mark while it goes through a tree.
class Walk {
 public:
  explicit Walk(std::string_view after) : after_(after) {}

  Status go(runtime::Descriptor folder, const std::string& prefix, int depth) {
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(::fdopendir(folder.get()), &::closedir);
    if (!entries) return ok();
    const int here = folder.release();  // The stream's from now on.
    while (const dirent* entry = ::readdir(entries.get())) {
      const std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      if (++seen_ > PluginDataFolder::kEntriesMax)
        return Error{ErrorCode::exhausted, "the plugin's data folder has more than " +
                                               std::to_string(PluginDataFolder::kEntriesMax) +
                                               " entries"};
      TRY(take(here, prefix + std::string(name), entry->d_name, depth));
    }
    return ok();
  }
  std::set<std::string> paths() && { return std::move(paths_); }

 private:
  Status take(int folder, std::string path, const char* name, int depth) {
    struct stat found {};
    if (::fstatat(folder, name, &found, AT_SYMLINK_NOFOLLOW) != 0) return ok();
    if (S_ISDIR(found.st_mode) && depth < PluginDataFolder::kDepthMax)
      return go(runtime::Descriptor(::openat(folder, name, kOpenFolder)), path + "/", depth + 1);
    if (!S_ISREG(found.st_mode) || path <= after_) return ok();
    paths_.insert(std::move(path));
    if (paths_.size() > PluginDataFolder::kPathsAtOnce) paths_.erase(std::prev(paths_.end()));
    return ok();
  }

  const std::string after_;
  std::set<std::string> paths_;
  std::size_t seen_ = 0;
};

}  // namespace

bool PluginDataFolder::exists() const {
  std::error_code ignored;
  return std::filesystem::is_directory(std::filesystem::symlink_status(root_, ignored));
}

Result<std::set<std::string>> PluginDataFolder::paths_after(std::string_view after) const {
  Walk walk(after);
  runtime::Descriptor root(::open(root_.c_str(), kOpenFolder));
  if (root) TRY(walk.go(std::move(root), "", 0));
  return std::move(walk).paths();
}

Result<std::string> PluginDataFolder::read(const std::string& path, std::int64_t offset,
                                           std::size_t length) const {
  const Error gone{ErrorCode::not_found, "a file of the plugin's data folder is gone"};
  runtime::Descriptor at(::open(root_.c_str(), kOpenFolder));
  std::size_t begin = 0;
  for (auto slash = path.find('/'); at && slash != path.npos; slash = path.find('/', begin)) {
    at = runtime::Descriptor(
        ::openat(at.get(), path.substr(begin, slash - begin).c_str(), kOpenFolder));
    begin = slash + 1;
  }
  if (!at) return gone;
  const runtime::Descriptor file(::openat(at.get(), path.substr(begin).c_str(), kOpenFile));
  struct stat found {};
  if (!file || ::fstat(file.get(), &found) != 0 || !S_ISREG(found.st_mode)) return gone;
  std::string bytes(length, '\0');
  std::size_t have = 0;
  while (have < length) {
    const ssize_t got = ::pread(file.get(), bytes.data() + have, length - have,
                                offset + static_cast<std::int64_t>(have));
    if (got < 0) return Error{ErrorCode::unavailable, "a file of the plugin cannot be read"};
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

}  // namespace kontor::host
