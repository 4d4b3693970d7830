#include "tests/support/demo_calls.hpp"

#include <chrono>

namespace kontor::testing {
namespace {

constexpr int kRingS = 4;
constexpr int kTalkS = 6;

}  // namespace

void DemoCalls::start(std::vector<std::string> numbers, std::vector<std::string> extensions,
                      int every_s) {
  stop();
  numbers_ = std::move(numbers);
  extensions_ = std::move(extensions);
  every_s_ = every_s;
  stopping_ = false;
  if (numbers_.empty() || extensions_.empty()) return;
  exchange_.staff(kQueue, extensions_);
  thread_ = std::thread([this] { run(); });
}

void DemoCalls::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  over_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool DemoCalls::wait(int seconds) {
  std::unique_lock lock(mutex_);
  return !over_.wait_for(lock, std::chrono::seconds(seconds), [this] { return stopping_; });
}

void DemoCalls::run() {
  for (std::size_t number = 0; wait(every_s_); ++number) play(number);
}

void DemoCalls::play(std::size_t number) {
  const std::string call = exchange_.ring(numbers_[number % numbers_.size()],
                                          extensions_[number % extensions_.size()], kQueue);
  const bool is_missed = number % 4 == 2;
  const bool is_held = number % 4 == 3;
  if (wait(kRingS) && !is_missed) {
    exchange_.answer(call);
    if (wait(kTalkS) && is_held) {
      exchange_.hold(call);
      wait(kTalkS);
      exchange_.hold(call, "Unhold");
    }
  }
  exchange_.hang_up(call);
}

}  // namespace kontor::testing
