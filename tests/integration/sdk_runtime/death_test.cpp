#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <future>
#include <mutex>

#include "tests/integration/sdk_runtime/fixture.hpp"

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
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const Descriptor reader(ends[0]);
  Descriptor writer(ends[1]);
  const std::string program =
      (fixture_file("x").parent_path().parent_path() / "host_that_dies").string();
  const std::array<char*, 2> arguments = {const_cast<char*>(program.c_str()), nullptr};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, writer.get(), STDOUT_FILENO);
  pid_t host = -1;
  ASSERT_EQ(::posix_spawn(&host, program.c_str(), &actions, nullptr, arguments.data(), environ), 0);
  ::posix_spawn_file_actions_destroy(&actions);
  writer = Descriptor();
  pid_t runner = 0;
  ASSERT_EQ(::read(reader.get(), &runner, sizeof runner), static_cast<ssize_t>(sizeof runner));
  ASSERT_EQ(::kill(runner, 0), 0);

  ::kill(host, SIGKILL);
  ::waitpid(host, nullptr, 0);

  // Gone, or a zombie that its new parent has not reaped.
  EXPECT_TRUE(eventually([runner] {
    const auto status = read_file("/proc/" + std::to_string(runner) + "/status", 1 << 16);
    return !status || status->find("State:\tZ") != std::string::npos ||
           status->find("State:\tX") != std::string::npos;
  }));
}

}  // namespace
}  // namespace kontor::runtime
