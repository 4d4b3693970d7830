#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/core/result.hpp"

// A bundle as one file: a ustar archive (POSIX.1-1988) of regular files alone, sorted by name,
// without owners or times, so that the same bundle is the same bytes; `tar tf` lists it.
namespace kontor::marketplace {

inline constexpr std::size_t kTarBlockBytes = 512;
inline constexpr std::size_t kBundleFilesMax = 200'000;
inline constexpr std::int64_t kBundleFileBytesMax = std::int64_t{1} << 30;    // One file in it.
inline constexpr std::int64_t kBundleTotalBytesMax = std::int64_t{64} << 30;  // All of it.

struct TarEntry {
  std::string name;
  std::int64_t size = 0;
};
// The header of a regular file; invalid_argument for a name that does not fit or climbs out.
Result<std::string> tar_header(const TarEntry& entry);
// One block as such a header. untrusted for anything else: links, devices, other names, a wrong
// checksum, a size beyond the limit.
Result<TarEntry> read_tar_header(std::string_view block);

Status write_bundle_file(const std::filesystem::path& folder, const std::filesystem::path& file);
// Into an empty folder; what it holds is still to be verified. untrusted unless the file is
// exactly such an archive, each name once.
Status unpack_bundle_file(const std::filesystem::path& file, const std::filesystem::path& folder);

}  // namespace kontor::marketplace
