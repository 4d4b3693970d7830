#pragma once

#include <chrono>
#include <mutex>

namespace kontor::runtime {

// Lets through so many log lines a second and counts the rest.
class LogMeter {
 public:
  // How many lines were dropped since the last one let through; -1 to drop this one.
  int admit(std::chrono::steady_clock::time_point now) {
    const std::lock_guard lock(mutex_);
    if (now - second_ >= std::chrono::seconds(1)) {
      second_ = now;
      lines_ = 0;
    }
    if (++lines_ > kLinesPerSecondMax) {
      ++dropped_;
      return -1;
    }
    const int dropped = dropped_;
    dropped_ = 0;
    return dropped;
  }

 private:
  static constexpr int kLinesPerSecondMax = 100;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point second_{};
  int lines_ = 0;
  int dropped_ = 0;
};

}  // namespace kontor::runtime
