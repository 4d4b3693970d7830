#include "recording_right.hpp"

#include <kontor/failure.hpp>
#include <kontor/random.hpp>

#include "clock.hpp"

namespace kontor::telephony {

bool RecordingRight::holds() {
  const std::lock_guard lock(mutex_);
  const std::int64_t time_ms = now_ms();
  if (asked_ms_ != 0 && time_ms >= asked_ms_ && time_ms < asked_ms_ + kBelievedMs) return holds_;
  try {
    holds_ =
        host_.license_check({.feature = kFeature, .nonce = random_hex()}).state != "unlicensed";
    asked_ms_ = time_ms;
  } catch (const Failure& failure) {
    // What was so a minute ago is so still; who never answered has not said yes.
    host_.log_warning(std::string("the licence was not asked: ") + failure.what());
  }
  return holds_;
}

}  // namespace kontor::telephony
