#pragma once

#include <filesystem>

namespace kontor::host {

// How many files of plugins and of the company lie in a host's data.
inline std::size_t files_on_disk(const std::filesystem::path& data) {
  std::size_t count = 0;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data / "files", ignored))
    count += entry.is_regular_file();
  return count;
}

}  // namespace kontor::host
