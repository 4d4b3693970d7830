#include "tests/integration/host_trust/trust_fixture.hpp"

namespace kontor::host {
namespace {

class PolicyUpdateTest : public TrustTest {
 protected:
  void take(const std::string& step, const Json& more = Json::object()) {
    Json rule = {{"take", step}};
    rule.update(more);
    ASSERT_TRUE(put_policy({{"updates", {{"default", rule}}}}));
  }
  // What the last look found for the plugin.
  Json look() {
    const auto looked = plugins->check_updates(admin);
    EXPECT_TRUE(looked) << looked.error().message;
    return looked && !looked->empty() ? (*looked)[0] : Json::object();
  }
  std::string version() { return shown().value("version", ""); }
};

TEST_F(PolicyUpdateTest, ByHandAnUpdateIsShownAndNotTaken) {
  release("1.0.0");
  ASSERT_TRUE(install_release());
  release("2.0.0");

  const Json plan = look();

  EXPECT_EQ(plan["state"], "available");
  EXPECT_EQ(plan["to"], "2.0.0");
  EXPECT_EQ(version(), "1.0.0");
}

TEST_F(PolicyUpdateTest, WhatThePolicyAllowsIsTakenAndNothingBeyond) {
  release("1.0.0");
  ASSERT_TRUE(install_release());
  release("2.0.0");
  take("minor");
  EXPECT_EQ(look()["state"], "current");
  EXPECT_EQ(version(), "1.0.0");

  take("all");
  EXPECT_EQ(look()["state"], "done");
  EXPECT_EQ(version(), "2.0.0");
  EXPECT_EQ(state(), "running");
  EXPECT_EQ(look()["state"], "current");
}

TEST_F(PolicyUpdateTest, AnUpdateThatIsNotWellIsUndoneAndHeldAfterThreeAttempts) {
  release("1.0.0");
  ASSERT_TRUE(install_release());
  release("3.0.0");  // Says of itself that it is failing.
  take("all");

  for (int attempt = 1; attempt <= 3; ++attempt) {
    const Json plan = look();
    EXPECT_EQ(plan["state"], "failed") << plan;
    EXPECT_EQ(plan["attempts"], attempt);
    EXPECT_EQ(version(), "1.0.0");
    EXPECT_EQ(state(), "running");
  }
  EXPECT_EQ(look()["state"], "held");
}

TEST_F(PolicyUpdateTest, MorePermissionsWaitForAnAdministrator) {
  release("1.0.0");
  ASSERT_TRUE(install_release());
  release("2.0.0", Json::object(), {{"permissions", {{"operations", {"user.notify"}}}}});
  take("all");

  const Json plan = look();

  EXPECT_EQ(plan["state"], "held") << plan;
  EXPECT_EQ(version(), "1.0.0");
}

TEST_F(PolicyUpdateTest, AWithdrawnInstalledReleaseIsWarnedOfAndAWithdrawnUpdateNotTaken) {
  release("1.0.0");
  ASSERT_TRUE(install_release());
  release("2.0.0", {{"yanked", {{"reason", "too early"}}}});
  site->custom(kSteady, "1.0.0")["deprecated"] = {{"reason", "old"},
                                                  {"successor", "example.better"}};
  site->publish();
  take("all");

  const Json plan = look();

  EXPECT_EQ(plan["state"], "current");
  EXPECT_NE(plan["reason"].get<std::string>().find("example.better"), std::string::npos) << plan;
  EXPECT_EQ(version(), "1.0.0");
}

TEST_F(PolicyUpdateTest, AStagedRollOutIsWaitedForUnlessThePolicySaysOtherwise) {
  release("1.0.0");
  ASSERT_TRUE(install_release());
  int percent = 1;
  while (percent < 100 &&
         !marketplace::has_its_turn(ledger->authority(), kSteady, "2.0.0", percent))
    ++percent;
  if (percent > 1) {
    release("2.0.0", {{"rollout", {{"percent", percent - 1}}}});
    take("all");
    EXPECT_EQ(look()["state"], "current");
  } else {
    release("2.0.0");
    take("all");
  }
  if (percent > 1) {
    site->custom(kSteady, "2.0.0")["rollout"] = {{"percent", percent}};
    site->publish();
  }
  EXPECT_EQ(look()["state"], "done");
  EXPECT_EQ(version(), "2.0.0");
}

TEST_F(PolicyUpdateTest, WhatADyingHostLeftBegunIsTakenAfterItsStart) {
  release("1.0.0");
  ASSERT_TRUE(install_release());
  release("2.0.0");
  take("all");
  ASSERT_EQ(execute("INSERT INTO plugin_update (plugin_id, from_version, to_version, state, "
                    "reason, attempts, checked_at_ms) VALUES ('example.steady', '1.0.0', '2.0.0', "
                    "'begun', '', 1, 0)"),
            "");

  restart_host();

  EXPECT_EQ(look()["state"], "done");
  EXPECT_EQ(version(), "2.0.0");
}

}  // namespace
}  // namespace kontor::host
