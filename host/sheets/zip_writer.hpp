#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/core/result.hpp"

namespace kontor::host {

// A file that becomes an entry of an archive under `name`, which is UTF-8 with slashes.
struct ZipMember {
  std::string name;
  std::filesystem::path file;
};

// Writes a new ZIP archive (libzip), mode 0600, in a folder nobody else reads; what lies in memory
// is a piece of one file. unavailable when it cannot be written, and then nothing is left of it.
Status write_zip(const std::filesystem::path& path, const std::vector<ZipMember>& members);

}  // namespace kontor::host
