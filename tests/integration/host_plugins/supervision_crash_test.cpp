#include "tests/integration/host_plugins/on_either.hpp"
#include "tests/integration/host_plugins/supervision_fixture.hpp"

namespace kontor::host {
namespace {

class SupervisedCrashTest : public OnEither<SupervisionTest> {};
INSTANTIATE_TEST_SUITE_P(Databases, SupervisedCrashTest, testing::both_databases(),
                         testing::database_name);

// When a process of the plugin started, as its log says.
std::vector<TimeMs> starts_in(const Json& log) {
  std::vector<TimeMs> starts;
  for (const Json& line : log)
    if (line["text"] == "steady is starting")
      starts.push_back(parse_rfc3339(line["at"].get<std::string>()).value());
  return starts;
}

TEST_P(SupervisedCrashTest, ACrashedPluginStartsAgainAfterPausesThatGrow) {
  ASSERT_TRUE(install_steady("1.0.0"));
  for (const int times : {1, 2}) {
    SCOPED_TRACE(times);
    crash_and_come_back();
  }

  // It runs a moment before it says so.
  ASSERT_TRUE(testing::eventually([&] { return starts_in(inspect()["log"]).size() == 3; }));
  const auto starts = starts_in(inspect()["log"]);
  EXPECT_GE(starts[1] - starts[0], 1000);
  EXPECT_GE(starts[2] - starts[1], 2000);
}

TEST_P(SupervisedCrashTest, ACrashIsKeptWithItsCauseAndTheLastLinesOfTheLog) {
  ASSERT_TRUE(install_steady("1.0.0"));

  crash();

  const Json kept = inspect()["crashes"][0];
  EXPECT_EQ(kept["version"], "1.0.0");
  EXPECT_NE(kept["cause"].get<std::string>().find("signal 6"), std::string::npos) << kept;
  EXPECT_NE(kept["cause"].get<std::string>().find("asked for action.run/1"), std::string::npos)
      << kept;
  EXPECT_EQ(kept["log"].back()["text"], "about to crash") << kept;
  restart_host();
  EXPECT_EQ(inspect()["crashes"][0], kept);
}

TEST_P(SupervisedCrashTest, ThreeCrashesInFiveMinutesQuarantineThePluginOverRestartsOfTheHost) {
  ASSERT_TRUE(install_steady("1.0.0"));
  const auto manager = accounts->add_user(admin, {.email = "boss@example.test",
                                                  .name = "Boss",
                                                  .password = "correct horse",
                                                  .roles = {"administrator"}});
  ASSERT_TRUE(manager);
  const auto boss = notices->subscribe(manager->id);
  const auto seller = notices->subscribe(user("seller").id);

  crash_and_come_back();
  crash_and_come_back();
  crash();

  ASSERT_TRUE(becomes("quarantined"));
  const auto told = boss->next(5000);
  ASSERT_TRUE(told && told->size() == 1) << told->size();
  EXPECT_NE(told->front().data.find("example.steady crashed 3 times in 5 minutes"),
            std::string::npos)
      << told->front().data;
  EXPECT_TRUE(seller->next(0)->empty());
  EXPECT_TRUE(audited("plugin.quarantine"));
  EXPECT_NE(echo().find("is in quarantine"), std::string::npos);
  EXPECT_EQ((*plugins->list())[0]["state"], "quarantined");
  const Status started = plugins->start(admin, kSteady);
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().message.find("release it first"), std::string::npos);

  restart_host();
  EXPECT_EQ(state(), "quarantined");

  ASSERT_TRUE(plugins->release(admin, kSteady));
  EXPECT_EQ(state(), "running");
  EXPECT_EQ(echo(), "1.0.0");
  crash_and_come_back();  // What was forgiven does not count.
  EXPECT_TRUE(audited("plugin.release"));
}

TEST_P(SupervisedCrashTest, WhoStartsItBetweenItsLastCrashAndTheQuarantineStartsItForNothing) {
  ASSERT_TRUE(install_steady("1.0.0"));
  for (int times = 0; times < 2; ++times) crash_and_come_back();

  EXPECT_FALSE(act("crash"));
  const Status started = plugins->start(admin, kSteady);  // Before or after the crash is judged.

  EXPECT_TRUE(becomes("quarantined")) << inspect() << (started ? " started" : " refused");
  EXPECT_NE(echo().find("is in quarantine"), std::string::npos);
}

TEST_P(SupervisedCrashTest, CrashesFurtherApartAreNoQuarantine) {
  ASSERT_TRUE(install_steady("1.0.0"));
  for (int times = 0; times < 4; ++times) {
    crash_and_come_back();
    time.advance(CrashLog::kWindowMs / 2);
  }
  EXPECT_EQ(echo(), "1.0.0");
}

TEST_P(SupervisedCrashTest, ASilentPluginIsAskedForItsHealth) {
  ASSERT_TRUE(install_steady("1.0.0"));
  ASSERT_TRUE(plugins->set_settings(admin, kSteady, {{"health", "degraded"}}));
  EXPECT_EQ(inspect()["health"]["asked_at"], nullptr);

  time.advance(HealthWatch::kSilenceMs);

  EXPECT_TRUE(testing::eventually([&] { return inspect()["health"]["status"] == "degraded"; }));
  EXPECT_EQ(inspect()["health"]["detail"], "as the settings say");
  EXPECT_EQ(state(), "running");
}

TEST_P(SupervisedCrashTest, APluginThatDoesNotAnswerForItsHealthIsKilledAndStartsAgain) {
  ASSERT_TRUE(install_steady("1.0.0", {{"limits", {{"call_deadline_ms", 300}}}}));
  ASSERT_TRUE(plugins->set_settings(admin, kSteady, {{"health", "hang"}}));

  time.advance(HealthWatch::kSilenceMs);

  ASSERT_TRUE(testing::eventually([&] { return crashes() == 1; }));
  EXPECT_NE(inspect()["crashes"][0]["cause"].get<std::string>().find("plugin.health/1"),
            std::string::npos)
      << inspect()["crashes"];
  ASSERT_TRUE(plugins->set_settings(admin, kSteady, Json::object()));
  EXPECT_EQ(echo(), "1.0.0");
}

TEST_P(SupervisedCrashTest, InSafeModeNothingRunsAndSavesGoOnWithoutHooks) {
  ASSERT_TRUE(install(built("hello-cpp")));
  ASSERT_FALSE(records->create(admin, "person", {{"email", "a@example.test"}}));
  safe_mode = true;

  restart_host();

  const Json shown = (*plugins->list())[0];
  EXPECT_EQ(shown["state"], "safe-mode");
  EXPECT_NE(shown["health"]["detail"].get<std::string>().find("without their hooks"),
            std::string::npos);
  EXPECT_TRUE(records->create(admin, "person", {{"email", "a@example.test"}}));
  const Status started = plugins->start(admin, "example.hello-cpp");
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, ErrorCode::conflict);
  safe_mode = false;
  restart_host();
  EXPECT_EQ((*plugins->list())[0]["state"], "running");
}

}  // namespace
}  // namespace kontor::host
