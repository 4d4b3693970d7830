#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <vector>

#include "tests/integration/sdk_runtime/fixture.hpp"

#if defined(__SANITIZE_THREAD__)
#define KONTOR_THREAD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define KONTOR_THREAD_SANITIZER 1
#endif
#endif
#if !defined(KONTOR_THREAD_SANITIZER)
#define KONTOR_THREAD_SANITIZER 0
#endif

namespace kontor::runtime {
namespace {

// Of one thread, as the kernel counts: the time on a processor and how often it went to sleep.
struct Effort {
  std::string state;  // "S" while it sleeps.
  std::string run_ns;
  std::string sleeps;
  bool operator==(const Effort&) const = default;
};
using Efforts = std::map<std::string, Effort>;  // By the thread's folder in /proc.

Efforts efforts_of(int process) {
  Efforts efforts;
  const std::string tasks = "/proc/" + std::to_string(process) + "/task";
  for (const auto& task : std::filesystem::directory_iterator(tasks)) {
    Effort effort;
    std::ifstream(task.path() / "schedstat") >> effort.run_ns;
    std::ifstream status(task.path() / "status");
    for (std::string word; status >> word;) {
      if (word == "State:") status >> effort.state;
      if (word == "voluntary_ctxt_switches:") status >> effort.sleeps;
    }
    efforts[task.path()] = effort;
  }
  return efforts;
}

// Fifty plugins that nobody calls, and one that is called all the time.
class IdleTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (int number = 0; number <= 50; ++number) {
      auto started = PluginProcess::start(fixture("behaving", "test.behaving"), answer_nothing);
      ASSERT_TRUE(started) << started.error().message;
      ASSERT_TRUE((*started)->call("echo", "x"));
      (number == 0 ? busy : idle.emplace_back()) = std::move(*started);
    }
  }
  Efforts efforts() const {
    Efforts all;
    for (const auto& plugin : idle) all.merge(efforts_of(plugin->pid()));
#if !KONTOR_THREAD_SANITIZER  // Which has a thread of its own that wakes all the time.
    // The host's threads that watch over the runners; not the one that measures.
    for (auto& [thread, effort] : efforts_of(::getpid()))
      if (!thread.ends_with("/" + std::to_string(::gettid()))) all[thread] = effort;
#endif
    return all;
  }
  // As they are once everybody sleeps.
  Efforts at_rest() const {
    Efforts before, now;
    EXPECT_TRUE(eventually([&] {
      before = std::move(now);
      now = efforts();
      return before == now &&
             std::ranges::all_of(now, [](const auto& each) { return each.second.state == "S"; });
    }));
    return now;
  }
  std::unique_ptr<PluginProcess> busy;
  std::vector<std::unique_ptr<PluginProcess>> idle;
};

TEST_F(IdleTest, AnIdlePluginAndItsWatcherAreNotWokenWhileAnotherWorks) {
  const Efforts before = at_rest();
  ASSERT_GE(before.size(), 50U);

  for (int call = 0; call < 20'000; ++call) ASSERT_TRUE(busy->call("echo", "x"));

  const Efforts after = efforts();
  for (const auto& [thread, effort] : before) {
    ASSERT_TRUE(after.contains(thread)) << thread;
    EXPECT_EQ(after.at(thread), effort)
        << thread << " ran " << after.at(thread).run_ns << " ns instead of " << effort.run_ns;
  }
}

}  // namespace
}  // namespace kontor::runtime
