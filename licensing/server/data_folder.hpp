#pragma once

#include <filesystem>
#include <memory>

#include "base/core/result.hpp"

namespace kontor::licensing {

// Holds DATA for this process; released with the process, however it ends.
class DataFolder {
 public:
  // Makes the folder if needed, for its owner only. conflict when another process holds it.
  static Result<std::unique_ptr<DataFolder>> take(const std::filesystem::path& path);
  ~DataFolder();
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;

 private:
  explicit DataFolder(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace kontor::licensing
