#pragma once

#include <cstdint>
#include <string>

namespace kontor::marketplace {

// A bar on standard error while something long goes on; nothing when that is no terminal.
class Progress {
 public:
  Progress(std::string what, std::uint64_t total);
  ~Progress();  // Clears the line.
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void at(std::uint64_t done);

 private:
  std::string what_;
  std::uint64_t total_;
  int percent_ = -1;
  bool shown_;
};

}  // namespace kontor::marketplace
