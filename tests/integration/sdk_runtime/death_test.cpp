#include <atomic>
#include <csignal>
#include <future>
#include <mutex>

#include "tests/integration/sdk_runtime/dying_host.hpp"

namespace kontor::runtime {
namespace {

class DeathTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto options = fixture("behaving", "test.behaving");
    options.on_death = [this](const std::string& how) {
      const std::lock_guard lock(mutex);
      cause = how;
      ++deaths;
    };
    auto started = PluginProcess::start(std::move(options), answer_nothing);
    ASSERT_TRUE(started) << started.error().message;
    plugin = std::move(*started);
  }
  std::string death_cause() {
    eventually([this] { return deaths > 0; });
    const std::lock_guard lock(mutex);
    return cause;
  }

  std::mutex mutex;
  std::string cause;
  std::atomic<int> deaths = 0;
  std::unique_ptr<PluginProcess> plugin;
};

void expect_unavailable(const Result<std::string>& answer, const std::string& part) {
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::unavailable);
  EXPECT_NE(answer.error().message.find(part), std::string::npos) << answer.error().message;
}

TEST_F(DeathTest, SaysThatThePluginAborted) {
  expect_unavailable(plugin->call("abort", ""), "killed by signal 6 (Aborted)");
  EXPECT_EQ(death_cause(), "killed by signal 6 (Aborted)");
  EXPECT_FALSE(plugin->alive());
}

TEST_F(DeathTest, SaysThatThePluginCrashed) {
  expect_unavailable(plugin->call("segfault", ""), "killed by signal 11");
}

TEST_F(DeathTest, SaysThatThePluginLeft) {
  expect_unavailable(plugin->call("exit", ""), "exited with status 0");
}

TEST_F(DeathTest, KillsAPluginThatSpeaksNonsense) {
  expect_unavailable(plugin->call("garbage", ""), "not running");
  EXPECT_FALSE(plugin->alive());
}

TEST_F(DeathTest, KillsAPluginThatClosesItsChannel) {
  expect_unavailable(plugin->call("close", ""), "not running");
  EXPECT_FALSE(plugin->alive());
}

TEST_F(DeathTest, KillsAPluginThatDoesNotAnswerInTime) {
  expect_unavailable(plugin->call("hang", "", /*deadline_ms=*/150),
                     "did not answer hang within 150 ms and was killed");
  EXPECT_FALSE(plugin->alive());
}

TEST_F(DeathTest, FailsEveryWaitingCallWhenTheRunnerIsKilled) {
  std::vector<std::future<Result<std::string>>> calls;
  for (int number = 0; number < 8; ++number)
    calls.push_back(std::async(std::launch::async, [this] { return plugin->call("hang", ""); }));

  ::kill(plugin->pid(), SIGKILL);

  for (auto& call : calls) expect_unavailable(call.get(), "killed by signal 9");
  EXPECT_EQ(death_cause(), "killed by signal 9 (Killed)");
  EXPECT_EQ(deaths, 1);
}

TEST_F(DeathTest, NoticesADeathWhileNobodyCalls) {
  ::kill(plugin->pid(), SIGKILL);

  EXPECT_EQ(death_cause(), "killed by signal 9 (Killed)");
}

TEST_F(DeathTest, LeavesNoRunnerBehindWhenTheHostIsKilled) {
  DyingHosts dying(1);
  ASSERT_EQ(dying.runners.size(), 1U);
  ASSERT_FALSE(has_ended(dying.runners[0]));

  dying.kill_all();

  EXPECT_TRUE(eventually([&dying] { return has_ended(dying.runners[0]); }));
}

}  // namespace
}  // namespace kontor::runtime
