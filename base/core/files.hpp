#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/result.hpp"

namespace kontor {

// The whole file. not_found if there is none, exhausted if longer than `bytes_max`.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max);

enum class FileMode { shared = 0644, secret = 0600 };

// Replaces the file as one step that survives a power cut: written beside it, synced,
// renamed, folder synced. Parent folders must exist.
Status write_file(const std::filesystem::path& path, std::string_view bytes,
                  FileMode mode = FileMode::shared);

struct FileBytes {
  std::filesystem::path path;
  std::string_view bytes;
};
// The same for several files, in less time than one by one. A power cut before it answers may
// leave some of them replaced and others not.
Status write_files(const std::vector<FileBytes>& files, FileMode mode = FileMode::shared);

}  // namespace kontor
