#include "sdk/cli/folder_watch.hpp"

#include <sys/inotify.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace kontor::cli {

Result<FolderWatch> FolderWatch::start(const std::filesystem::path& folder) {
  runtime::Descriptor descriptor(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (!descriptor ||
      ::inotify_add_watch(descriptor.get(), folder.c_str(), IN_CLOSE_WRITE | IN_MOVED_TO) < 0) {
    return Error{ErrorCode::unavailable,
                 "cannot watch " + folder.string() + ": " + std::strerror(errno)};
  }
  return FolderWatch(std::move(descriptor));
}

bool FolderWatch::changed() {
  alignas(inotify_event) std::array<char, 4096> bytes;
  bool ours = false;
  for (;;) {
    const ssize_t got = ::read(descriptor_.get(), bytes.data(), bytes.size());
    if (got <= 0) return ours;
    for (ssize_t at = 0; at < got;) {
      const auto* event = reinterpret_cast<const inotify_event*>(bytes.data() + at);
      if (event->len > 0) {
        const std::string_view name = event->name;
        if (name == "plugin.so" || name == "manifest.json") ours = true;
      }
      at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
    }
  }
}

}  // namespace kontor::cli
