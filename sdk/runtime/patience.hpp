#pragma once

#include <algorithm>
#include <chrono>

namespace kontor::runtime {

// Whether the next wait is worth spinning for before sleeping. Waking a sleeper on another
// core costs more than the answer itself, but a spinner on the core its peer needs only
// delays it. So it learns: each spin in vain halves how often the next are tried, a spin
// that met its answer makes it try always. One thread at a time.
class Patience {
 public:
  // How long the next wait may spin; zero: sleep at once.
  std::chrono::nanoseconds allowance() {
    if (skip_ == 0) return kSpin;
    --skip_;
    return {};
  }
  void learn(bool answered_while_spinning) {
    in_vain_ = answered_while_spinning ? 0 : std::min(in_vain_ + 1, kInVainMax);
    skip_ = answered_while_spinning ? 0 : 1 << in_vain_;
  }

 private:
  static constexpr std::chrono::microseconds kSpin{50};
  static constexpr int kInVainMax = 8;
  int in_vain_ = 0;
  int skip_ = 1;
};

}  // namespace kontor::runtime
