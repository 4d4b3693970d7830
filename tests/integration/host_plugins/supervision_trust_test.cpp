#include "tests/integration/host_plugins/supervision_fixture.hpp"

namespace kontor::host {
namespace {

class SupervisedTrustTest : public SupervisionTest {
 protected:
  static Json asking() { return {{"limits", {{"isolation", "in_process"}}}}; }
};

TEST_F(SupervisedTrustTest, APluginThatAsksForTheHostsProcessStaysInTheSandboxUntilItIsTrusted) {
  ASSERT_TRUE(install_steady("1.0.0", asking()));
  EXPECT_EQ(inspect()["mode"], "sandbox");
  EXPECT_EQ(inspect()["isolation"], "in_process");
  EXPECT_NE(inspect()["usage"]["memory_bytes"], 0);

  const Status trusted = plugins->trust(admin, kSteady, runtime::PluginMode::in_process);

  ASSERT_TRUE(trusted) << trusted.error().message;
  EXPECT_EQ(inspect()["mode"], "in_process");
  EXPECT_EQ(echo(), "1.0.0");
  EXPECT_EQ(inspect()["usage"]["memory_bytes"], 0);
  EXPECT_TRUE(audited("plugin.trust"));
  restart_host();
  EXPECT_EQ(inspect()["mode"], "in_process");
  ASSERT_TRUE(plugins->trust(admin, kSteady, runtime::PluginMode::sandbox));
  EXPECT_EQ(inspect()["mode"], "sandbox");
  EXPECT_EQ(echo(), "1.0.0");
}

TEST_F(SupervisedTrustTest, APluginThatDoesNotAskForItNeverRunsInTheHostsProcess) {
  ASSERT_TRUE(install_steady("1.0.0"));

  const Status trusted = plugins->trust(admin, kSteady, runtime::PluginMode::in_process);

  ASSERT_FALSE(trusted);
  EXPECT_EQ(trusted.error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(inspect()["mode"], "sandbox");
  EXPECT_FALSE(audited("plugin.trust"));
}

TEST_F(SupervisedTrustTest, TrustEndsWithThePlugin) {
  ASSERT_TRUE(install_steady("1.0.0", asking()));
  ASSERT_TRUE(plugins->trust(admin, kSteady, runtime::PluginMode::in_process));

  ASSERT_TRUE(plugins->remove(admin, kSteady, Plugins::Storage::keep));
  ASSERT_TRUE(install_steady("1.0.0", asking()));

  EXPECT_EQ(inspect()["mode"], "sandbox");
}

TEST_F(SupervisedTrustTest, OnlyAManagerDecides) {
  ASSERT_TRUE(install_steady("1.0.0", asking()));
  Principal seller = user("seller");
  seller.rights = std::make_shared<const Rights>();
  const auto forbidden = [](const Status& status) {
    return !status && status.error().code == ErrorCode::forbidden;
  };

  EXPECT_TRUE(forbidden(plugins->trust(seller, kSteady, runtime::PluginMode::in_process)));
  EXPECT_TRUE(forbidden(plugins->release(seller, kSteady)));
  EXPECT_EQ(plugins->rollback(seller, kSteady).error().code, ErrorCode::forbidden);
  EXPECT_EQ(plugins->update(seller, {.plugin_id = kSteady}).error().code, ErrorCode::forbidden);
  EXPECT_EQ(plugins->export_kept(seller, kSteady, "").error().code, ErrorCode::forbidden);
}

TEST_F(SupervisedTrustTest, APluginThatNothingCouldAskIsTriedOnceAndDoesNotRun) {
  const Json only_a_field = {
      {"contributes", {{"hooks", nullptr}, {"events", nullptr}, {"actions", nullptr}}}};
  EXPECT_FALSE(install_steady("4.0.0", only_a_field)) << "it dies while it starts";

  ASSERT_TRUE(install_steady("1.0.0", only_a_field));

  EXPECT_EQ(state(), "installed");
  EXPECT_EQ(inspect()["health"]["status"], "ok");
  EXPECT_NE(definitions->now()->find("person")->find("steady_1"), nullptr);
  restart_host();
  EXPECT_EQ(state(), "installed");
  ASSERT_TRUE(plugins->stop(admin, kSteady));
  EXPECT_EQ(state(), "stopped");
  ASSERT_TRUE(plugins->start(admin, kSteady));
  EXPECT_EQ(state(), "installed");
}

TEST_F(SupervisedTrustTest, PermissionsAreSentencesInFourLanguages) {
  ASSERT_TRUE(install_steady("1.0.0"));

  const Json words = inspect()["permission_words"];

  EXPECT_EQ(words["en"][0],
            "Read Persons: Name, E-mail. Purpose: Support. Legal basis: legitimate interests. "
            "Why: To test.");
  EXPECT_EQ(words["en"][1], "Use the secret “password” that you give it. Why: To test.");
  EXPECT_NE(words["ru"][0].get<std::string>().find("Для проверки."), std::string::npos) << words;
  EXPECT_EQ(words["sv"].size(), 2U);
  EXPECT_EQ(words["da"].size(), 2U);
}

TEST_F(SupervisedTrustTest, TellsWhatThePluginUsedAndWhichLayersHold) {
  ASSERT_TRUE(install_steady("1.0.0"));
  ASSERT_TRUE(act("count"));

  const Json shown = inspect();

  EXPECT_GE(shown["usage"]["calls"].get<int>(), 1) << shown["usage"];
  EXPECT_GE(shown["usage"]["host_calls"].get<int>(), 2);
  EXPECT_GT(shown["usage"]["memory_bytes"].get<std::int64_t>(), 0);
  EXPECT_EQ(shown["usage"]["denied"], 0);
  ASSERT_FALSE(shown["layers"].empty());
  EXPECT_EQ(shown["layers"][0]["name"], "elf check");
  const auto machine = plugins->sandbox();
  ASSERT_TRUE(machine) << machine.error().message;
  EXPECT_EQ((*machine)["layers"].size(), shown["layers"].size());
  EXPECT_EQ((*machine)["policy"], "warn");
}

}  // namespace
}  // namespace kontor::host
