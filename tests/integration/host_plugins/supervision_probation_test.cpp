#include "tests/integration/host_plugins/on_either.hpp"
#include "tests/integration/host_plugins/supervision_fixture.hpp"

namespace kontor::host {
namespace {

// A version that says it is well and crashes afterwards.
class SupervisedProbationTest : public OnEither<SupervisionTest> {
 protected:
  static constexpr std::int64_t kProbationMs = 900'000;

  void SetUp() override {
    SupervisionTest::SetUp();
    ASSERT_TRUE(install_steady("1.0.0"));
    ASSERT_TRUE(install_steady("2.0.0"));
  }
  void crash_three_times() {
    crash_and_come_back();
    crash_and_come_back();
    EXPECT_FALSE(act("crash"));
  }
  bool comes_back_to(const std::string& version) {
    return testing::eventually([&] { return echo() == version; });
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, SupervisedProbationTest, testing::both_databases(),
                         testing::database_name);

TEST_P(SupervisedProbationTest, AnUpdateThatCrashesGoesBackByItselfAndSaysWhy) {
  const auto manager = accounts->add_user(admin, {.email = "boss@example.test",
                                                  .name = "Boss",
                                                  .password = "correct horse",
                                                  .roles = {"administrator"}});
  ASSERT_TRUE(manager);
  const auto boss = notices->subscribe(manager->id);

  crash_three_times();

  ASSERT_TRUE(comes_back_to("1.0.0")) << inspect();
  const Json change = inspect()["last_change"];
  EXPECT_EQ(change["kind"], "rollback");
  EXPECT_EQ(change["from"], "2.0.0");
  EXPECT_EQ(change["to"], "1.0.0");
  EXPECT_EQ(change["outcome"], "done");
  EXPECT_NE(change["reason"].get<std::string>().find("2.0.0 crashed 3 times"), std::string::npos);
  EXPECT_NE(change["reason"].get<std::string>().find("signal 6"), std::string::npos) << change;
  EXPECT_EQ(inspect()["versions"]["previous"], "2.0.0");
  EXPECT_TRUE(audited("plugin.quarantine"));
  EXPECT_TRUE(audited("plugin.rollback"));
  const auto told = boss->next(5000);
  ASSERT_TRUE(told && told->size() == 1) << told->size();
  EXPECT_NE(told->front().data.find("went back to 1.0.0"), std::string::npos);
  restart_host();
  EXPECT_EQ(echo(), "1.0.0");
}

TEST_P(SupervisedProbationTest, TheVersionGoneBackToIsNotLeftForTheBadOneAgain) {
  crash_three_times();
  ASSERT_TRUE(comes_back_to("1.0.0"));

  crash_three_times();

  ASSERT_TRUE(becomes("quarantined"));
  EXPECT_EQ(inspect()["version"], "1.0.0");
}

TEST_P(SupervisedProbationTest, AVersionThatWorkedForLongStaysInQuarantine) {
  time.advance(kProbationMs + 1);

  crash_three_times();

  ASSERT_TRUE(becomes("quarantined"));
  EXPECT_EQ(inspect()["version"], "2.0.0");
  EXPECT_EQ(inspect()["last_change"]["kind"], "update");
}

TEST_P(SupervisedProbationTest, CrashesOfTheVersionBeforeAreNotHeldAgainstTheNewOne) {
  crash_and_come_back();
  crash_and_come_back();
  ASSERT_TRUE(plugins->rollback(admin, kSteady));
  crash_and_come_back();

  EXPECT_EQ(echo(), "1.0.0");
}

// The quarantine is written, and then the host is killed.
TEST_P(SupervisedProbationTest, AHostKilledBeforeTheWayBackTakesItAtItsNextStart) {
  plugins->stop_all();
  CrashLog crashes(*database, ids);
  for (int times = 0; times < CrashLog::kCrashesMax; ++times)
    ASSERT_TRUE(crashes.record({.plugin = kSteady,
                                .version = "2.0.0",
                                .at_ms = time.now_ms() + times,
                                .cause = "killed by signal 6 (Aborted)"}));

  restart_host();

  EXPECT_EQ(echo(), "1.0.0");
  EXPECT_EQ(inspect()["last_change"]["kind"], "rollback");
}

}  // namespace
}  // namespace kontor::host
