#include <atomic>
#include <future>
#include <thread>

#include "tests/integration/host_plugins/on_either.hpp"
#include "tests/integration/host_plugins/supervision_fixture.hpp"

namespace kontor::host {
namespace {

class SupervisedUpdateTest : public OnEither<SupervisionTest> {
 protected:
  void SetUp() override {
    SupervisionTest::SetUp();
    const auto installed = install_steady("1.0.0");
    ASSERT_TRUE(installed) << installed.error().message;
  }
  std::set<std::string> folders() const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(data / "plugins" / kSteady))
      names.insert(entry.path().filename().string());
    return names;
  }
  bool has_field(const std::string& name) {
    return definitions->now()->find("person")->find(name) != nullptr;
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, SupervisedUpdateTest, testing::both_databases(),
                         testing::database_name);

TEST_P(SupervisedUpdateTest, UnderLoadASwapFailsNotOneCall) {
  std::atomic<bool> stop = false;
  std::atomic<int> answered = 0;
  std::atomic<int> saved = 0;
  std::vector<std::string> failures;
  std::mutex failures_mutex;
  const auto failed = [&](const std::string& why) {
    const std::lock_guard lock(failures_mutex);
    failures.push_back(why);
  };
  std::vector<std::thread> callers;
  for (int thread = 0; thread < 3; ++thread)
    callers.emplace_back([&] {
      while (!stop) {
        const std::string version = echo();
        if (version != "1.0.0" && version != "2.0.0") failed(version);
        ++answered;
      }
    });
  callers.emplace_back([&] {
    while (!stop) {
      const auto made = records->create(admin, "person", {{"last_name", "Berg"}});
      if (!made) failed(made.error().message);
      ++saved;
    }
  });

  ASSERT_TRUE(testing::eventually([&] { return answered > 20 && saved > 2; }));
  ASSERT_TRUE(install_steady("2.0.0"));
  for (int times = 0; times < 4; ++times) {
    const int seen = answered;
    ASSERT_TRUE(testing::eventually([&] { return answered > seen + 20; }));
    const auto back = plugins->rollback(admin, kSteady);
    ASSERT_TRUE(back) << back.error().message;
  }
  stop = true;
  for (std::thread& caller : callers) caller.join();

  EXPECT_TRUE(failures.empty()) << failures.size() << " of " << answered << ": "
                                << failures.front();
  EXPECT_EQ(echo(), "2.0.0");
}

TEST_P(SupervisedUpdateTest, ACallInHandEndsInTheVersionItBeganIn) {
  auto slow = std::async(std::launch::async, [&] { return act("slow", {{"ms", 700}}); });
  ASSERT_TRUE(testing::eventually([&] {
    const Json log = inspect()["log"];
    return !log.empty() && log.back()["text"] == "a slow call begins";
  }));

  ASSERT_TRUE(install_steady("2.0.0"));

  EXPECT_EQ(echo(), "2.0.0");
  const auto answer = slow.get();
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ((*answer)["output"]["version"], "1.0.0");
}

TEST_P(SupervisedUpdateTest, AVersionThatIsNotWellIsUndoneAndSaysWhy) {
  const auto updated = install_steady("3.0.0");

  ASSERT_FALSE(updated);
  EXPECT_NE(updated.error().message.find("stays at 1.0.0"), std::string::npos)
      << updated.error().message;
  EXPECT_NE(updated.error().message.find("no line to the exchange"), std::string::npos);
  EXPECT_EQ(echo(), "1.0.0");
  const Json shown = inspect();
  EXPECT_EQ(shown["last_change"]["outcome"], "undone");
  EXPECT_EQ(shown["versions"]["previous"], nullptr);
  EXPECT_EQ(folders(), (std::set<std::string>{"1.0.0", "data"}));
  EXPECT_TRUE(has_field("steady_1"));
  EXPECT_FALSE(has_field("steady_3"));
}

TEST_P(SupervisedUpdateTest, AVersionThatDiesAtItsStartIsUndoneAndNotHeldAgainstTheOldOne) {
  for (int times = 0; times < 4; ++times) EXPECT_FALSE(install_steady("4.0.0"));

  EXPECT_EQ(echo(), "1.0.0");
  EXPECT_EQ(state(), "running");
  EXPECT_EQ(crashes(), 0U);
  EXPECT_EQ(folders(), (std::set<std::string>{"1.0.0", "data"}));
}

TEST_P(SupervisedUpdateTest, GoesBackAndForthWithStorageAndSettings) {
  ASSERT_TRUE(plugins->set_settings(admin, kSteady, {{"greeting", "hej"}}));
  EXPECT_EQ((*act("count"))["output"]["count"], 1);
  ASSERT_TRUE(install_steady("2.0.0"));
  EXPECT_EQ((*act("count"))["output"]["count"], 2);
  EXPECT_TRUE(has_field("steady_2"));
  EXPECT_FALSE(has_field("steady_1"));

  const auto back = plugins->rollback(admin, kSteady);

  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ((*back)["version"], "1.0.0");
  EXPECT_EQ((*act("count"))["output"]["count"], 3);
  EXPECT_TRUE(has_field("steady_1"));
  EXPECT_EQ(inspect()["settings"]["greeting"], "hej");
  EXPECT_EQ(inspect()["versions"]["previous"], "2.0.0");
  EXPECT_TRUE(audited("plugin.rollback"));
  restart_host();
  EXPECT_EQ(echo(), "1.0.0");
  ASSERT_TRUE(plugins->rollback(admin, kSteady));
  EXPECT_EQ(echo(), "2.0.0");
  EXPECT_EQ(folders(), (std::set<std::string>{"1.0.0", "2.0.0", "data"}));
}

TEST_P(SupervisedUpdateTest, TheSameVersionWithOtherContentsNeverWritesOverTheFilesInUse) {
  ASSERT_TRUE(install_steady("1.0.0", {{"summary", {{"en", "Again."}}}}));

  EXPECT_EQ(echo(), "1.0.0");
  EXPECT_EQ(inspect()["summary"]["en"], "Again.");
  EXPECT_EQ(folders(), (std::set<std::string>{"1.0.0", "1.0.0~2", "data"}));
  restart_host();
  EXPECT_EQ(echo(), "1.0.0");
}

TEST_P(SupervisedUpdateTest, AnUpdateEndsTheQuarantine) {
  crash_and_come_back();
  crash_and_come_back();
  crash();
  ASSERT_TRUE(becomes("quarantined"));

  ASSERT_TRUE(install_steady("2.0.0"));

  EXPECT_EQ(echo(), "2.0.0");
  restart_host();
  EXPECT_EQ(echo(), "2.0.0");
}

TEST_P(SupervisedUpdateTest, AStoppedPluginIsUpdatedAndStaysStopped) {
  ASSERT_TRUE(plugins->stop(admin, kSteady));

  ASSERT_TRUE(install_steady("2.0.0"));

  EXPECT_EQ(state(), "stopped");
  ASSERT_TRUE(plugins->start(admin, kSteady));
  EXPECT_EQ(echo(), "2.0.0");
}

TEST_P(SupervisedUpdateTest, WithoutAVersionBeforeThereIsNothingToGoBackTo) {
  const auto back = plugins->rollback(admin, kSteady);

  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().code, ErrorCode::not_found);
  EXPECT_EQ(echo(), "1.0.0");
}

}  // namespace
}  // namespace kontor::host
