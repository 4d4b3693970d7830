#include "host/gdpr/export_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace kontor::host {

ExportFile::ExportFile(const std::filesystem::path& path)
    : descriptor_(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) {}

ExportFile::~ExportFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Status ExportFile::write(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t count = ::write(descriptor_, bytes.data() + at, bytes.size() - at);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0)
      return Error{ErrorCode::unavailable, "the export cannot be written: is the disk full?"};
    at += static_cast<std::size_t>(count);
  }
  return ok();
}

}  // namespace kontor::host
