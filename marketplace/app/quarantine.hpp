#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "marketplace/app/market.hpp"
#include "marketplace/core/upload.hpp"

namespace kontor::marketplace {

// Packages that nobody approved yet lie in one folder, named by their operation id (two vendors
// may send the same bytes), where nothing serves them.

struct FileDigest {
  std::string sha256 = {};
  std::int64_t length = 0;
};
// exhausted for a file over kPackageBytesMax.
Result<FileDigest> digest_of(const std::filesystem::path& file);

std::filesystem::path quarantined_file(const Market& market, const Upload& upload);
// Moves `file` (on the same file system) to its place, durably; replaces the same bytes.
Status take_into_quarantine(const Market& market, const Upload& upload,
                            const std::filesystem::path& file);
void leave_quarantine(const Market& market, const Upload& upload);

}  // namespace kontor::marketplace
