#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <fstream>
#include <mutex>
#include <thread>
#include <vector>

#include "tests/integration/sdk_runtime/fixture.hpp"

namespace kontor::runtime {
namespace {

// Echoes, doubles, passes descriptors; "nest" makes it call the plugin again. In a runner
// and in this process alike.
class PluginProcessTest : public ::testing::TestWithParam<PluginMode> {
 protected:
  void start(PluginProcessOptions options) {
    options.mode = GetParam();
    auto started = PluginProcess::start(std::move(options),
                                        [this](const HostCall& call) { return serve(call); });
    ASSERT_TRUE(started) << started.error().message;
    plugin = std::move(*started);
  }
  void SetUp() override { start(fixture("behaving", "test.behaving")); }

  HostAnswer serve(const HostCall& call) {
    const std::string request(call.request);
    if (call.operation == "double") return {request + request};
    if (call.operation == "later") {
      later += "later:" + request;
      later_came = true;
      return {std::string()};
    }
    if (call.operation == "descriptor") {
      std::array<int, 2> ends{};
      if (::pipe(ends.data()) != 0) return {Error{ErrorCode::internal, "no pipe"}};
      const Descriptor writer(ends[1]);
      if (::write(writer.get(), "through the pipe", 16) != 16)
        return {Error{ErrorCode::internal, "pipe"}};
      return {std::string(), Descriptor(ends[0])};
    }
    if (request == "fail") return {Error{ErrorCode::forbidden, "not for you", R"({"a":1})"}};
    if (request == "nest") {
      auto inner = plugin->call("echo", "inner");
      return {inner ? "nested " + *inner : inner.error().message};
    }
    if (request == "recurse") {
      auto inner = plugin->call("ask", "recurse");
      if (!inner) return {inner.error()};
      return {*inner};
    }
    return {"host says " + request};
  }

  std::string later;
  std::atomic<bool> later_came = false;
  std::unique_ptr<PluginProcess> plugin;
};

TEST_P(PluginProcessTest, AnswersACall) {
  EXPECT_EQ(*plugin->call("echo", R"({"name":"Åsa Ёлкина"})"), R"({"name":"Åsa Ёлкина"})");
  EXPECT_EQ(*plugin->call("echo", ""), "");
}

TEST_P(PluginProcessTest, CarriesThePluginsOwnFailure) {
  const auto refused = plugin->call("refuse", "{}");

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_EQ(refused.error().message, "no, thanks");
  EXPECT_EQ(refused.error().detail, R"({"why":"test"})");
}

TEST_P(PluginProcessTest, CallsAnUnknownStatusInternal) {
  const auto odd = plugin->call("odd-status", "{}");

  ASSERT_FALSE(odd);
  EXPECT_EQ(odd.error().code, ErrorCode::internal);
}

TEST_P(PluginProcessTest, AnswersWhatThePluginAsksDuringACall) {
  EXPECT_EQ(*plugin->call("ask", "hello"), "host says hello");
}

TEST_P(PluginProcessTest, TellsThePluginWhyTheHostRefused) {
  const auto refused = plugin->call("ask", "fail");

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
  EXPECT_EQ(refused.error().message, "not for you");
}

TEST_P(PluginProcessTest, ServesACallInsideACallInsideACall) {
  EXPECT_EQ(*plugin->call("ask", "nest"), "nested inner");
}

TEST_P(PluginProcessTest, RefusesEndlessRecursionAndGoesOn) {
  const auto deep = plugin->call("ask", "recurse");

  ASSERT_FALSE(deep);
  EXPECT_EQ(deep.error().code, ErrorCode::exhausted);
  EXPECT_EQ(*plugin->call("echo", "still here"), "still here");
}

TEST_P(PluginProcessTest, ServesAHundredHostCallsAtOnce) {
  EXPECT_EQ(*plugin->call("ask-threads", "100"), "100");
}

TEST_P(PluginProcessTest, ServesManyCallersOneAtATime) {
  std::atomic<int> right = 0;
  std::vector<std::thread> callers;
  for (int number = 0; number < 16; ++number)
    callers.emplace_back([this, number, &right] {
      for (int turn = 0; turn < 50; ++turn) {
        const std::string text = std::to_string(number) + "/" + std::to_string(turn);
        const auto answer = turn % 2 == 0 ? plugin->call("echo", text) : plugin->call("ask", text);
        if (answer && answer->ends_with(text)) ++right;
      }
    });
  for (std::thread& caller : callers) caller.join();

  EXPECT_EQ(right, 16 * 50);
}

TEST_P(PluginProcessTest, HearsAThreadOfThePluginWhileNobodyCalls) {
  ASSERT_TRUE(plugin->call("later", "x"));

  EXPECT_TRUE(eventually([this] { return later_came.load(); }));
  EXPECT_EQ(later, "later:x");
}

TEST_P(PluginProcessTest, PassesADescriptor) {
  EXPECT_EQ(*plugin->call("descriptor", ""), "through the pipe");
}

TEST_P(PluginProcessTest, CarriesAnswersUpToTheLimitAndRefusesLonger) {
  EXPECT_EQ(plugin->call("large", "")->size(), std::size_t{15} << 20);

  const auto huge = plugin->call("huge", "");
  ASSERT_FALSE(huge);
  EXPECT_EQ(huge.error().code, ErrorCode::exhausted);
  const auto asked = plugin->call("echo", std::string(std::size_t{17} << 20, 'x'));
  ASSERT_FALSE(asked);
  EXPECT_EQ(asked.error().code, ErrorCode::exhausted);
  EXPECT_EQ(*plugin->call("echo", "still here"), "still here");
}

TEST_P(PluginProcessTest, RefusesAnAnswerThatIsNotUtf8) {
  const auto answer = plugin->call("not-utf8", "");

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::invalid_argument);
}

TEST_P(PluginProcessTest, BoundsWhatThePluginLogs) {
  std::mutex mutex;
  std::vector<std::string> lines;
  auto options = fixture("behaving", "test.behaving");
  options.on_log = [&](LogLevel, std::string_view line) {
    const std::lock_guard lock(mutex);
    lines.emplace_back(line);
  };
  start(std::move(options));

  ASSERT_TRUE(plugin->call("log", "1000"));
  ASSERT_TRUE(plugin->call("echo", "after the lines"));

  const std::lock_guard lock(mutex);
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines.front(), "line 0");
  EXPECT_LT(lines.size(), 400U);
}

TEST_P(PluginProcessTest, StopsWhenAsked) {
  plugin->stop();

  EXPECT_FALSE(plugin->alive());
  const auto after = plugin->call("echo", "x");
  ASSERT_FALSE(after);
  EXPECT_EQ(after.error().code, ErrorCode::unavailable);
}

TEST_P(PluginProcessTest, RunsOneCallAtATimeUnlessToldOtherwise) {
  std::vector<std::thread> callers;
  for (int number = 0; number < 8; ++number)
    callers.emplace_back([this] {
      for (int turn = 0; turn < 50; ++turn) (void)plugin->call("echo", "x");
    });
  for (std::thread& caller : callers) caller.join();

  EXPECT_EQ(*plugin->call("most", ""), "1");
}

TEST_P(PluginProcessTest, RunsAsManyCallsAtATimeAsItIsAllowed) {
  auto options = fixture("behaving", "test.behaving");
  options.concurrency = 4;
  start(std::move(options));
  std::atomic<int> met = 0;
  std::vector<std::thread> callers;
  for (int number = 0; number < 12; ++number)
    callers.emplace_back([this, &met] {
      const auto answer = plugin->call("meet", "4");
      if (answer && *answer == "met") ++met;
    });
  for (std::thread& caller : callers) caller.join();

  EXPECT_EQ(met, 12);
  EXPECT_EQ(*plugin->call("most", ""), "4");
}

TEST_P(PluginProcessTest, RefusesACallForWhichNoPlaceComesFreeInTime) {
  std::thread first([this] { EXPECT_EQ(*plugin->call("slow", "400"), "late"); });
  EXPECT_TRUE(eventually([this] { return plugin->usage().calls == 1; }));

  const auto second = plugin->call("echo", "x", /*deadline_ms=*/20);

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::unavailable);
  first.join();
  EXPECT_EQ(*plugin->call("echo", "free again"), "free again");
}

TEST_P(PluginProcessTest, CountsWhatPassesItsBoundary) {
  ASSERT_TRUE(plugin->call("echo", "x"));
  ASSERT_TRUE(plugin->call("ask", "x"));

  EXPECT_EQ(plugin->usage().calls, 2);
  EXPECT_EQ(plugin->usage().host_calls, 1);
}

TEST_P(PluginProcessTest, RetiresAPluginThatAnswersTooLate) {
  const auto late = plugin->call("slow", "300", /*deadline_ms=*/50);

  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::unavailable);
  EXPECT_NE(late.error().message.find("did not answer slow within 50 ms"), std::string::npos);
  EXPECT_FALSE(plugin->alive());
  const auto after = plugin->call("echo", "x");
  ASSERT_FALSE(after);
  EXPECT_EQ(after.error().code, ErrorCode::unavailable);
}

INSTANTIATE_TEST_SUITE_P(Modes, PluginProcessTest,
                         ::testing::Values(PluginMode::sandbox, PluginMode::in_process), mode_name);

}  // namespace
}  // namespace kontor::runtime
