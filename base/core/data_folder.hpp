#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/core/result.hpp"

namespace kontor {

// Holds a server's folder of data for this process; released with the process, however it ends.
class DataFolder {
 public:
  // Makes the folder, for its owner only, and those `below` it. unavailable, naming `program`, when
  // another process holds it; forbidden when it is another user's.
  static Result<std::unique_ptr<DataFolder>> take(const std::filesystem::path& path,
                                                  const std::string& program,
                                                  const std::vector<std::string>& below);
  ~DataFolder();
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;

 private:
  explicit DataFolder(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace kontor
