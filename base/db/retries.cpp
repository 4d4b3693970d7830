#include "base/db/retries.hpp"

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

namespace kontor::db {

namespace {
constexpr int kPauseMaxMs = 64;
}

void pause_before(int attempt) {
  thread_local std::minstd_rand jitter(std::random_device{}());
  const int most = std::min(kPauseMaxMs, 1 << std::min(attempt, 6));
  std::this_thread::sleep_for(
      std::chrono::microseconds(std::uniform_int_distribution<int>(0, most * 1000)(jitter)));
}

}  // namespace kontor::db
