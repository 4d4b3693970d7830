#pragma once

#include <filesystem>
#include <string>

namespace kontor::cli {

struct Ended {
  int status;
  std::string output;  // Standard output and error together.
};

// Runs a line of the shell in `folder`, with $KONTOR naming the program under test.
Ended run(const std::filesystem::path& folder, const std::string& line);

// A new folder below /tmp, gone with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace kontor::cli
