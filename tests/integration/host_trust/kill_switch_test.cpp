#include "tests/integration/host_trust/trust_fixture.hpp"

namespace kontor::host {
namespace {

class KillSwitchTest : public TrustTest {
 protected:
  void install_and_kill(const std::string& reason) {
    release("1.0.0");
    ASSERT_TRUE(install_release());
    ASSERT_EQ(state(), "running");
    site->kill(Json::array({kill_entry(reason)}));
    site->publish();
    ASSERT_TRUE(plugins->check_updates(admin));
  }
};

TEST_F(KillSwitchTest, AnInstalledCopyIsQuarantinedAndKeptAndTheReasonIsShown) {
  install_and_kill("reads what it should not");

  const Json seen = shown();
  EXPECT_EQ(seen["state"], "quarantined");
  EXPECT_EQ(seen["killed"]["reason"], "reads what it should not");
  EXPECT_EQ(seen["killed"]["advisory"], "https://example.test/advisory");
  EXPECT_NE(seen["health"]["detail"].get<std::string>().find("switched it off"), std::string::npos);
  EXPECT_TRUE(std::filesystem::exists(data / "plugins" / kSteady / "1.0.0" / "plugin.so"));
  EXPECT_TRUE(std::filesystem::exists(data / "plugins" / kSteady / "data"));
  EXPECT_TRUE(audited("plugin.killed"));
  EXPECT_FALSE(plugins->release(admin, kSteady));
  EXPECT_FALSE(plugins->start(admin, kSteady));
}

TEST_F(KillSwitchTest, ItStaysSoOverRestartsWithoutAMarket) {
  install_and_kill("reads what it should not");
  std::filesystem::rename(site->folder(), place / "gone");
  std::filesystem::create_directories(site->folder());
  EXPECT_TRUE(write_file(site->folder() / "root.json", ""));

  restart_host();

  EXPECT_EQ(state(), "quarantined");
}

TEST_F(KillSwitchTest, WhatTheStoredMetadataSaysHoldsFromTheStart) {
  release("1.0.0");
  ASSERT_TRUE(install_release());
  site->kill(Json::array({kill_entry("found while the host was down")}));
  site->publish();
  close();
  ASSERT_TRUE(market->refresh());  // Somebody else's look; the host itself asks nobody.
  market.reset();
  open();
  plugins->start_all();

  EXPECT_EQ(state(), "quarantined");
  EXPECT_EQ(shown()["killed"]["reason"], "found while the host was down");
}

TEST_F(KillSwitchTest, OnlyTheMarketLetsItRunAgain) {
  install_and_kill("a mistake");

  site->kill(Json::array());
  site->publish();
  ASSERT_TRUE(plugins->check_updates(admin));

  EXPECT_EQ(state(), "running");
  EXPECT_EQ(shown()["killed"], nullptr);
  EXPECT_TRUE(audited("plugin.revived"));
}

TEST_F(KillSwitchTest, ItIsNotInstalledAndAnotherVersionIs) {
  release("1.0.0");
  release("2.0.0");
  site->kill(Json::array({kill_entry("eats records", {"2.0.0"})}));
  site->publish();

  EXPECT_EQ(rule_of(install_release("2.0.0").error()), "killed");
  const auto installed = install_release();
  ASSERT_TRUE(installed) << installed.error().message;
  EXPECT_EQ((*installed)["version"], "1.0.0");
}

TEST_F(KillSwitchTest, AFixedVersionIsTheWayOut) {
  release("1.0.0");
  ASSERT_TRUE(install_release());
  site->kill(Json::array({kill_entry("eats records", {"1.0.0"})}));
  site->publish();
  ASSERT_TRUE(plugins->check_updates(admin));
  ASSERT_EQ(state(), "quarantined");
  release("2.0.0");

  const auto updated =
      plugins->update(admin, {.plugin_id = kSteady, .version = "", .accept_permissions = true});

  ASSERT_TRUE(updated) << updated.error().message;
  EXPECT_EQ(state(), "running");
  EXPECT_FALSE(plugins->rollback(admin, kSteady)) << "the version before is switched off";
  EXPECT_EQ(shown()["version"], "2.0.0");
}

// A thief has snapshot and timestamp keys, and not the off-line one.
TEST_F(KillSwitchTest, AStolenMarketServerCannotKill) {
  release("1.0.0");
  ASSERT_TRUE(install_release());
  const auto offline = site->repository.signers["targets"];
  site->repository.signers["targets"] = {crypto::SigningKey::generate()};
  site->kill(Json::array({kill_entry("says the thief")}));
  site->publish();

  ASSERT_FALSE(market->refresh());
  const auto looked = plugins->check_updates(admin);
  (void)looked;
  EXPECT_EQ(state(), "running");
  restart_host();
  EXPECT_EQ(state(), "running");
  EXPECT_EQ(shown()["killed"], nullptr);

  // Nor by other bytes for the list that is signed.
  site->repository.signers["targets"] = offline;
  site->kill(Json::array());
  site->publish();
  const std::string empty = marketplace::killed_file(Json::array());
  site->put("tuf/targets/" + marketplace::stored_path(marketplace::kKilledPath, empty),
            marketplace::killed_file(Json::array({kill_entry("says the thief")})));
  ASSERT_TRUE(plugins->check_updates(admin));
  EXPECT_EQ(state(), "running");
}

}  // namespace
}  // namespace kontor::host
