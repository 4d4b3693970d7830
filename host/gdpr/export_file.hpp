#pragma once

#include <filesystem>
#include <string_view>

#include "base/core/result.hpp"

namespace kontor::host {

// A new file that only the host's user reads, written from its beginning to its end. One thread.
class ExportFile {
 public:
  explicit ExportFile(const std::filesystem::path& path);
  ~ExportFile();
  ExportFile(const ExportFile&) = delete;
  ExportFile& operator=(const ExportFile&) = delete;

  // unavailable when the file cannot be made or the disk is full.
  Status write(std::string_view bytes);

 private:
  int descriptor_;
};

}  // namespace kontor::host
