#include "marketplace/client/fetchers.hpp"

#include "base/core/files.hpp"

namespace kontor::marketplace {

Result<std::string> HttpFetcher::fetch(const std::string& name, std::size_t bytes_max) {
  std::string bytes;
  // Names come percent-encoded, and a "%" in one is part of the file's name.
  const Status got = client_.download(path_ + name, bytes_max, [&bytes](std::string_view part) {
    bytes.append(part);
    return ok();
  });
  // Object stores answer 403 for what they do not have.
  if (!got && got.error().code == ErrorCode::forbidden)
    return Error{ErrorCode::not_found, got.error().message};
  if (!got) return got.error();
  return bytes;
}

Result<std::string> FolderFetcher::fetch(const std::string& name, std::size_t bytes_max) {
  return read_file(folder_ / name, bytes_max);
}

}  // namespace kontor::marketplace
