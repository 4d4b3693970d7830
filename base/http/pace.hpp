#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace kontor::http {

// How slowly the other side may send: nothing for `grace_ms`, and from then on `bytes_per_ms`
// on the average. Holds no clock; whoever waits compares deadline() with its own.
class Pace {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  Pace(Moment start, int grace_ms, std::int64_t bytes_per_ms)
      : start_(start),
        grace_ms_(grace_ms),
        bytes_per_ms_(std::max<std::int64_t>(bytes_per_ms, 1)) {}

  void received(std::size_t bytes) { bytes_ += static_cast<std::int64_t>(bytes); }
  // More has to have arrived by then.
  Moment deadline() const {
    return start_ + std::chrono::milliseconds(grace_ms_ + bytes_ / bytes_per_ms_);
  }

 private:
  Moment start_;
  int grace_ms_;
  std::int64_t bytes_per_ms_;
  std::int64_t bytes_ = 0;
};

}  // namespace kontor::http
