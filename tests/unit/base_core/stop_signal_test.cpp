#include "base/core/stop_signal.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace kontor {
namespace {

TEST(StopSignalTest, ComesWithinItsTimeAndStays) {
  const StopSignal stop;
  EXPECT_FALSE(stop.wait_for(std::chrono::milliseconds(0)));

  std::raise(SIGTERM);

  EXPECT_TRUE(stop.wait_for(std::chrono::hours(1)));
  EXPECT_TRUE(stop.wait_for(std::chrono::milliseconds(0))) << "whoever asks again hears the same";
  stop.wait();
  std::signal(SIGTERM, SIG_DFL);
  std::signal(SIGINT, SIG_DFL);
}

}  // namespace
}  // namespace kontor
