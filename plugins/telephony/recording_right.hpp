#pragma once

#include <kontor/host.hpp>
#include <mutex>

namespace kontor::telephony {

// Whether the company's licence covers recording. Asked anew after a minute, so that what is
// bought counts without a restart. Any thread.
class RecordingRight {
 public:
  static constexpr const char* kFeature = "recording";
  static constexpr std::int64_t kBelievedMs = 60'000;

  explicit RecordingRight(Host host) : host_(std::move(host)) {}

  bool holds();

 private:
  Host host_;
  std::mutex mutex_;  // Guards what follows.
  std::int64_t asked_ms_ = 0;
  bool holds_ = false;
};

}  // namespace kontor::telephony
