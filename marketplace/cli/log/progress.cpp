#include "marketplace/cli/log/progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>

namespace kontor::marketplace {

Progress::Progress(std::string what, std::uint64_t total)
    : what_(std::move(what)),
      total_(std::max<std::uint64_t>(total, 1)),
      shown_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (shown_) std::cerr << "\r\033[K" << std::flush;
}

void Progress::at(std::uint64_t done) {
  constexpr int kWhole = 100, kCells = 40;
  const int percent = static_cast<int>(done * kWhole / total_);
  if (!shown_ || percent == percent_) return;
  percent_ = percent;
  const auto full = static_cast<std::size_t>(percent * kCells / kWhole);
  std::cerr << "\r" << what_ << " [" << std::string(full, '#') << std::string(kCells - full, '.')
            << "] " << percent << " %" << std::flush;
}

}  // namespace kontor::marketplace
