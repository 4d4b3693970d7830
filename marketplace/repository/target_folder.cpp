#include "marketplace/repository/target_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <system_error>

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "base/crypto/hash.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kPathBytesMax = 512;
constexpr std::size_t kBlockBytes = std::size_t{1} << 18;

std::string with_hash(const std::string& path, const std::string& sha256) {
  const std::size_t slash = path.rfind('/') + 1;  // npos + 1 is 0
  return path.substr(0, slash) + sha256 + "." + path.substr(slash);
}

Status sync(const std::filesystem::path& path, int flags) {
  const int descriptor = open(path.c_str(), flags | O_CLOEXEC);
  const bool synced = descriptor >= 0 && fsync(descriptor) == 0;
  if (descriptor >= 0) close(descriptor);
  if (synced) return ok();
  return Error{ErrorCode::unavailable, "cannot sync " + path.string()};
}

// Copies and answers what was copied.
Result<Repository::Stored> copy_in(const std::filesystem::path& source,
                                   const std::filesystem::path& copy) {
  std::ifstream in(source, std::ios::binary);
  std::ofstream out(copy, std::ios::binary | std::ios::trunc);
  if (!in) return Error{ErrorCode::not_found, "cannot read " + source.string()};
  crypto::Sha256 hash;
  Repository::Stored stored{{}, 0};
  std::string block(kBlockBytes, '\0');
  while (in && out) {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    const std::string_view got(block.data(), static_cast<std::size_t>(in.gcount()));
    hash.update(got);
    out.write(got.data(), static_cast<std::streamsize>(got.size()));
    stored.length += static_cast<std::int64_t>(got.size());
  }
  out.close();
  if (!in.eof() || !out) return Error{ErrorCode::unavailable, "cannot copy " + source.string()};
  stored.sha256 = hex_encode(hash.finish());
  return stored;
}

}  // namespace

bool is_plain_path(std::string_view path) {
  if (path.empty() || path.size() > kPathBytesMax) return false;
  const bool plain = std::ranges::none_of(
      path, [](char c) { return c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  if (!plain || path.front() == '/' || path.back() == '/') return false;
  return path.front() != '.' && path.find("/.") == std::string_view::npos &&
         path.find("//") == std::string_view::npos;
}

Result<Repository::Stored> TargetFolder::store(const std::string& path,
                                               const std::filesystem::path& source) const {
  if (!is_plain_path(path))
    return Error{ErrorCode::invalid_argument, "\"" + path + "\" cannot be a target's path"};
  const std::filesystem::path place = (folder_ / path).parent_path();
  std::error_code code;
  std::filesystem::create_directories(place, code);
  std::string temporary = (place / ".incoming-XXXXXX").string();
  const int descriptor = mkstemp(temporary.data());
  if (descriptor < 0) return Error{ErrorCode::unavailable, "cannot write in " + place.string()};
  fchmod(descriptor, 0644);
  close(descriptor);

  auto stored = copy_in(source, temporary);
  Status synced = stored ? sync(temporary, O_RDONLY) : ok();
  if (stored && synced) {
    std::filesystem::rename(temporary, folder_ / with_hash(path, stored->sha256), code);
    synced = code ? Error{ErrorCode::unavailable, "cannot keep " + path + ": " + code.message()}
                  : sync(place, O_RDONLY | O_DIRECTORY);
  }
  if (!stored || !synced) std::filesystem::remove(temporary, code);
  if (!synced) return synced.error();
  return stored;
}

bool TargetFolder::holds(const std::string& path, const std::string& sha256,
                         std::int64_t length) const {
  std::error_code code;
  const auto size = std::filesystem::file_size(folder_ / with_hash(path, sha256), code);
  return is_plain_path(path) && !code && static_cast<std::int64_t>(size) == length;
}

Result<std::string> TargetFolder::read(const std::string& path, const std::string& sha256,
                                       std::size_t bytes_max) const {
  const std::filesystem::path place = TRY(file(with_hash(path, sha256)));
  return read_file(place, bytes_max);
}

Result<std::filesystem::path> TargetFolder::file(std::string_view path) const {
  std::error_code code;
  std::filesystem::path found = folder_ / path;
  if (!is_plain_path(path) || !std::filesystem::is_regular_file(found, code))
    return Error{ErrorCode::not_found, "there is no such target"};
  return found;
}

}  // namespace kontor::marketplace
