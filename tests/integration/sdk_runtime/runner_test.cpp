#include <gtest/gtest.h>

#include <fstream>

#include "tests/integration/sdk_runtime/fixture.hpp"

namespace kontor::runtime {
namespace {

class RunnerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto started = PluginProcess::start(fixture("behaving", "test.behaving"), answer_nothing);
    ASSERT_TRUE(started) << started.error().message;
    plugin = std::move(*started);
  }
  std::unique_ptr<PluginProcess> plugin;
};

TEST_F(RunnerTest, GivesTheRunnerNothingButItsThreeDescriptors) {
  // Standard three, two channels and the plugin; the host's own file stays the host's.
  const std::ifstream other("/proc/self/status");
  EXPECT_EQ(*plugin->call("facts", ""), "6 descriptors, core 0, environment empty, plugin sealed");
}

TEST_F(RunnerTest, IdlesInLessThanSixMegabytes) {
  ASSERT_TRUE(plugin->call("echo", "x"));

  std::ifstream status("/proc/" + std::to_string(plugin->pid()) + "/status");
  std::string word;
  long resident_kb = 0;
  while (status >> word)
    if (word == "VmRSS:") status >> resident_kb;
  EXPECT_GT(resident_kb, 0);
  EXPECT_LT(resident_kb, 6 * 1024);
  RecordProperty("resident_kb", static_cast<int>(resident_kb));
}

TEST_F(RunnerTest, SaysWhatItUsesOfTheMachine) {
  ASSERT_TRUE(plugin->call("ask-threads", "8"));

  const PluginUsage usage = plugin->usage();

  EXPECT_GT(usage.cpu_us, 0);
  EXPECT_GT(usage.memory_bytes, 100'000);
  EXPECT_LT(usage.memory_bytes, 6'000'000);
  EXPECT_EQ(usage.host_calls, 8);
}

}  // namespace
}  // namespace kontor::runtime
