#include <algorithm>

#include "tests/integration/sdk_trace/small_host.hpp"
#include "tests/support/program.hpp"

namespace kontor::trace {
namespace {

class ReplayTest : public SmallHost {
 protected:
  Trace everything() {
    return record([this] {
      for (const char* action : {"trace.moment", "trace.count", "trace.outer", "trace.thread",
                                 "trace.secret", "trace.count", "trace.moment"})
        ASSERT_TRUE(act(action)) << action;
    });
  }
};

TEST_F(ReplayTest, TheSameBuildAnswersTheSameToTheNanosecond) {
  const Trace trace = everything();

  for (int round = 0; round < 3; ++round) {
    const auto report = play(trace, "test-trace");
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_TRUE(report->equal()) << to_lines(*report, trace.header, "1.0.0");
    EXPECT_GE(report->calls, 7);
    EXPECT_EQ(report->same, report->calls);
  }
}

TEST_F(ReplayTest, AThreadThatWaitsForItsTimeGoesOnAsTheTraceDoes) {
  const Trace trace = record([this] {
    ASSERT_TRUE(act("trace.timer"));
    ASSERT_TRUE(testing::eventually([this] {
      const std::lock_guard lock(mutex);
      return puts == 3;
    }));
    ASSERT_TRUE(act("trace.count"));
  });

  const auto report = play(trace, "test-trace");

  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->equal()) << to_lines(*report, trace.header, "1.0.0");
}

TEST_F(ReplayTest, AnotherBuildIsNamedWithPlaceAndBothValues) {
  const Trace trace = record([this] { ASSERT_TRUE(act("trace.count")); });

  const auto report = play(trace, "test-trace-changed");

  ASSERT_TRUE(report) << report.error().message;
  const auto has = [&](Difference::What what, const std::string& pointer) {
    return std::ranges::any_of(report->differences, [&](const Difference& each) {
      return each.what == what && each.pointer == pointer && each.recorded == 1 && each.now == 2;
    });
  };
  EXPECT_TRUE(has(Difference::What::answer, "/output/count"))
      << to_lines(*report, trace.header, "1.0.0");
  EXPECT_TRUE(has(Difference::What::request, "/value"));
}

TEST_F(ReplayTest, PeersOfConnectionsSayWhatTheySaidThen) {
  const Trace trace = record([this] {
    ASSERT_TRUE(act("trace.talk"));
    ASSERT_TRUE(act("trace.listen"));
    ASSERT_TRUE(testing::eventually([this] {
      const std::lock_guard lock(mutex);
      return puts == 3;
    }));
    ASSERT_TRUE(act("trace.talk"));
  });

  for (int round = 0; round < 3; ++round) {
    const auto report = play(trace, "test-trace");
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_TRUE(report->equal()) << to_lines(*report, trace.header, "1.0.0");
  }
}

TEST_F(ReplayTest, WhatABuildSendsOtherwiseIsNamedByTheByte) {
  const Trace trace = record([this] { ASSERT_TRUE(act("trace.talk")); });

  const auto report = play(trace, "test-trace-changed");

  ASSERT_TRUE(report) << report.error().message;
  const auto sent =
      std::ranges::find(report->differences, Difference::What::sent, &Difference::what);
  ASSERT_NE(sent, report->differences.end()) << to_lines(*report, trace.header, "1.0.0");
  EXPECT_EQ(sent->recorded["at"], 9);
  EXPECT_TRUE(sent->recorded["text"].get<std::string>().starts_with("1\n")) << sent->recorded;
  EXPECT_TRUE(sent->now["text"].get<std::string>().starts_with("2\n")) << sent->now;
}

TEST_F(ReplayTest, ACallThatIsNotInTheTraceIsRefusedAndNamed) {
  Trace trace = record([this] { ASSERT_TRUE(act("trace.count")); });
  std::uint64_t gone = 0;
  std::erase_if(trace.records, [&gone](const Record& one) {
    if (one.operation == "storage.put/1") gone = one.id;
    return gone != 0 && one.id == gone;
  });

  const auto report = play(trace, "test-trace");

  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(std::ranges::any_of(report->differences, [](const Difference& each) {
    return each.what == Difference::What::extra && each.operation == "storage.put/1";
  })) << to_lines(*report, trace.header, "1.0.0");
}

TEST_F(ReplayTest, TheCommandSaysSameOrDifferentByItsExitStatus) {
  everything();

  const auto same = testing::run("kontor-replay", {file(), built("test-trace")});
  const auto in_place = testing::run("kontor-replay", {file(), built("test-trace"), "--in-place"});
  const auto other = testing::run("kontor-replay", {file(), built("test-trace-changed"), "--json"});
  const auto none = testing::run("kontor-replay", {file(), folder});

  EXPECT_EQ(same.status, 0) << same.output;
  EXPECT_EQ(in_place.status, 0) << in_place.output;
  EXPECT_EQ(other.status, 1) << other.output;
  EXPECT_NE(other.output.find("\"pointer\":\"/output/count\""), std::string::npos) << other.output;
  EXPECT_EQ(none.status, 2) << none.output;
}

}  // namespace
}  // namespace kontor::trace
