#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

namespace kontor::sms {

// When a gateway that does not take messages is tried again: after 1 s, 2 s … 60 s, as the SMPP
// link does it. Has no clock of its own. One thread at a time.
class GatewayRest {
 public:
  static constexpr std::int64_t kMinMs = 1000;
  static constexpr std::int64_t kMaxMs = 60000;

  bool is_on(std::int64_t now_ms) const { return !reason_.empty() && now_ms < until_ms_; }
  // How long it rests now; one that does not even answer at least `at_least_ms`.
  std::int64_t begin(const std::string& reason, std::int64_t now_ms,
                     std::int64_t at_least_ms = kMinMs) {
    reason_ = reason.empty() ? "no reason was given" : reason;
    last_ms_ = last_ms_ == 0 ? at_least_ms : std::clamp(last_ms_ * 2, at_least_ms, kMaxMs);
    until_ms_ = now_ms + last_ms_;
    return last_ms_;
  }
  void end() { *this = {}; }
  const std::string& reason() const { return reason_; }  // Empty: the last message was taken.

 private:
  std::string reason_;
  std::int64_t last_ms_ = 0;
  std::int64_t until_ms_ = 0;
};

}  // namespace kontor::sms
