#include "sdk/runtime/plugin_log.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "kontor/status.h"

namespace kontor::runtime {
namespace {

class PluginLogTest : public ::testing::Test {
 protected:
  void warn(const std::string& text) { log.line(KONTOR_LOG_WARNING, text, now); }

  std::vector<std::string> lines;
  PluginLog log{[this](LogLevel, std::string_view text) { lines.emplace_back(text); }};
  PluginLog::Clock::time_point now = PluginLog::Clock::now();
};

TEST_F(PluginLogTest, SaysTheSameWarningOnceAMinuteAndHowOftenItCame) {
  for (int i = 0; i < 1000; ++i) warn("the host is away");
  now += std::chrono::seconds(61);
  warn("the host is away");
  now += std::chrono::seconds(61);
  warn("the host is away");

  EXPECT_EQ(lines,
            (std::vector<std::string>{"the host is away",
                                      "the host is away (and 999 times since it was said last)",
                                      "the host is away"}));
}

TEST_F(PluginLogTest, SaysOtherWarningsBetweenThem) {
  for (int i = 0; i < 5; ++i) {
    warn("the host is away");
    warn("the exchange is away");
  }

  EXPECT_EQ(lines, (std::vector<std::string>{"the host is away", "the exchange is away"}));
}

TEST_F(PluginLogTest, SaysWhatIsNoWarningAsOftenAsItHappens) {
  for (int i = 0; i < 3; ++i) log.line(KONTOR_LOG_INFO, "connected", now);

  EXPECT_EQ(lines.size(), 3U);
}

}  // namespace
}  // namespace kontor::runtime
