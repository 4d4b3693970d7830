#include "host/cli/host/download.hpp"

#include <fstream>

#include "base/core/files.hpp"

namespace kontor::host {

namespace {

Error cannot_download_to(const std::filesystem::path& file) {
  return Error{ErrorCode::unavailable, "cannot write " + file.string() + ": is the disk full?"};
}

}  // namespace

Status download_to(const HostLine& line, const std::string& target, std::size_t bytes_max,
                   const std::filesystem::path& file) {
  if (std::filesystem::exists(file))
    return Error{ErrorCode::conflict, file.string() + " exists already"};
  const std::filesystem::path part = file.string() + ".part";
  TRY(write_file(part, "", FileMode::secret));
  std::ofstream output(part, std::ios::binary);
  Status got = line.client->download(
      target, bytes_max,
      [&](std::string_view bytes) -> Status {
        if (output.write(bytes.data(), static_cast<std::streamsize>(bytes.size()))) return ok();
        return cannot_download_to(part);
      },
      line.headers);
  output.close();
  if (got && !output) got = cannot_download_to(part);
  std::error_code problem;
  if (!got) {
    std::filesystem::remove(part, problem);
    return got;
  }
  std::filesystem::rename(part, file, problem);
  if (problem) return cannot_download_to(file);
  return ok();
}

}  // namespace kontor::host
