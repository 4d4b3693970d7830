#include "tests/integration/host_trust/trust_fixture.hpp"

namespace kontor::host {
namespace {

class TrustGateTest : public TrustTest {
 protected:
  Json policy_shown() { return plugins->gate().policy().show().value(); }
  Principal manager(const std::string& name) {
    Principal principal = user(name);
    principal.rights = std::make_shared<const Rights>(Rights::everything());
    return principal;
  }
};

TEST_F(TrustGateTest, WithoutAPolicyAReviewedReleaseInTheLogIsInstalled) {
  release("1.0.0");

  const auto installed = install_release();

  ASSERT_TRUE(installed) << installed.error().message;
  EXPECT_EQ(policy_shown()["state"], "default");
  const auto folder = data / "plugins" / kSteady / "1.0.0" / ".evidence";
  EXPECT_TRUE(std::filesystem::exists(folder / "package.proof"));
  EXPECT_TRUE(std::filesystem::exists(folder / "package.review.dsse"));
}

TEST_F(TrustGateTest, ARefusalNamesTheRuleAndIsInTheAuditLogAndTheHostStaysAsItWas) {
  release("1.0.0");
  ASSERT_TRUE(put_policy({{"minimum_age_hours", 72}}));

  const auto refused = install_release("1.0.0");

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
  EXPECT_EQ(rule_of(refused.error()), "minimum_age");
  EXPECT_TRUE(audited("plugin.refused"));
  EXPECT_EQ(plugins->list().value(), Json::array());
  EXPECT_FALSE(std::filesystem::exists(data / "plugins" / kSteady));
}

TEST_F(TrustGateTest, TheNewestReleaseOldEnoughIsChosen) {
  release("1.0.0");
  time.advance(5 * kDayMs);
  release("2.0.0");
  ASSERT_TRUE(put_policy({{"minimum_age_hours", 72}}));

  const auto installed = install_release();

  ASSERT_TRUE(installed) << installed.error().message;
  EXPECT_EQ((*installed)["version"], "1.0.0");
}

TEST_F(TrustGateTest, AnUnreviewedReleaseAndOneWithoutProofAreRefused) {
  release("1.0.0", Json::object(), Json::object(), "");
  EXPECT_EQ(rule_of(install_release("1.0.0").error()), "review");

  release("2.0.0");
  ASSERT_TRUE(market->refresh());
  const auto sha256 = market->find(kSteady, "2.0.0")->sha256;
  site->remove("packages/" + sha256 + ".proof");
  EXPECT_EQ(rule_of(install_release("2.0.0").error()), "log");
}

TEST_F(TrustGateTest, AnAttestationOfAnotherKeyIsNone) {
  release("1.0.0");
  const auto sha256 = market->find(kSteady, "1.0.0")->sha256;
  site->review_key = crypto::SigningKey::generate();
  site->attest(kSteady, "1.0.0", sha256, "reviewed");

  const auto refused = install_release("1.0.0");

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::untrusted) << refused.error().message;
}

TEST_F(TrustGateTest, AnotherPluginUnderTheNameOfThisOneIsRefused) {
  site->release(kSteady, "1.0.0", read_file(package_of(built("hello-cpp")), 1 << 26).value());
  site->publish();

  const auto refused = install_release("1.0.0");

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::untrusted) << refused.error().message;
  EXPECT_EQ(plugins->list().value(), Json::array());
}

TEST_F(TrustGateTest, APackageOfAnotherVendorsKeyIsRefused) {
  const auto own = vendor;
  vendor = crypto::SigningKey::generate();
  const std::string stolen = steady_package("1.0.0");
  vendor = own;
  site->release(kSteady, "1.0.0", stolen);
  site->publish();

  const auto refused = install_release("1.0.0");

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::untrusted) << refused.error().message;
}

TEST_F(TrustGateTest, AForbiddenPermissionIsRefusedOnceTheManifestIsVerified) {
  release("1.0.0", Json::object(), {{"permissions", {{"operations", {"user.notify"}}}}});
  ASSERT_TRUE(put_policy({{"permissions", {{"forbidden", {"operation:user.*"}}}}}));

  const auto refused = install_release();

  ASSERT_FALSE(refused);
  EXPECT_EQ(rule_of(refused.error()), "permission");
}

TEST_F(TrustGateTest, AChangedPolicyStopsInstallingAndNothingThatIsInstalled) {
  release("1.0.0");
  ASSERT_TRUE(put_policy({{"minimum_age_hours", 0}}));
  ASSERT_TRUE(install_release());
  release("2.0.0");
  ASSERT_EQ(execute("UPDATE install_policy SET envelope = replace(envelope, 'payload\":\"ey', "
                    "'payload\":\"eY')"),
            "");

  const auto refused = install_release("2.0.0");

  ASSERT_FALSE(refused);
  EXPECT_EQ(rule_of(refused.error()), "policy-untrusted") << refused.error().message;
  EXPECT_EQ(policy_shown()["state"], "untrusted");
  restart_host();
  EXPECT_EQ(state(), "running");
}

TEST_F(TrustGateTest, APolicyIsReplacedOnlyByASignerOfTheOneBeforeWithAHigherSerial) {
  ASSERT_TRUE(put_policy({{"minimum_age_hours", 1}}));
  serial = 0;
  EXPECT_EQ(put_policy({{"minimum_age_hours", 0}}).error().code, ErrorCode::conflict);

  const auto before = administrator;
  administrator = crypto::SigningKey::generate();
  serial = 1;
  EXPECT_EQ(put_policy({{"minimum_age_hours", 0}}).error().code, ErrorCode::untrusted);

  const std::string next = hex_encode(administrator.public_key().ed25519_raw());
  const auto after = administrator;
  administrator = before;
  ASSERT_TRUE(put_policy({{"signers", {next}}}));
  administrator = after;
  EXPECT_TRUE(put_policy({{"minimum_age_hours", 2}}));
  EXPECT_TRUE(audited("policy.put"));
}

TEST_F(TrustGateTest, AConfiguredKeyDemandsAPolicyOfThatKey) {
  policy_keys = {administrator.public_key()};
  restart_host();
  release("1.0.0");
  EXPECT_EQ(rule_of(install_release().error()), "policy-untrusted");

  const auto owner = administrator;
  administrator = crypto::SigningKey::generate();
  EXPECT_EQ(put_policy(Json::object()).error().code, ErrorCode::untrusted);
  administrator = owner;
  ASSERT_TRUE(put_policy(Json::object()));
  EXPECT_TRUE(install_release());
}

TEST_F(TrustGateTest, WhoMayNotApproveAsksAndAnApproverDecides) {
  release("1.0.0");
  const Principal asking = manager("asking");
  const Principal chief = manager("chief");
  ASSERT_TRUE(put_policy({{"approve", {{"users", {"chief@example.test"}}}}}));

  const auto asked =
      plugins->install(asking, {.plugin_id = kSteady, .version = "", .accept_permissions = true});

  ASSERT_FALSE(asked);
  EXPECT_EQ(rule_of(asked.error()), "approval-required");
  const Json requests = plugins->install_requests().value();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0]["asked_by"], asking.id);
  const std::string id = requests[0]["id"];
  EXPECT_EQ(plugins->approve_install(asking, id).error().code, ErrorCode::forbidden);

  const auto approved = plugins->approve_install(chief, id);

  ASSERT_TRUE(approved) << approved.error().message;
  EXPECT_EQ(state(), "running");
  EXPECT_EQ(plugins->install_requests().value()[0]["state"], "approved");
  EXPECT_EQ(plugins->refuse_install(chief, id).error().code, ErrorCode::conflict);
}

TEST_F(TrustGateTest, TheReleasesOfAPluginAreShownWithWhatThePolicySaysOfEach) {
  release("1.0.0");
  time.advance(5 * kDayMs);
  release("2.0.0", {{"channel", "beta"}}, Json::object(), "reviewed");

  const Json releases = plugins->gate().releases(kSteady).value();

  ASSERT_EQ(releases.size(), 2U);
  EXPECT_EQ(releases[0]["version"], "2.0.0");
  EXPECT_EQ(releases[0]["review"], "reviewed");
  EXPECT_EQ(releases[0]["refused"][0]["rule"], "channel");
  EXPECT_EQ(releases[1]["age_hours"], 120);
  EXPECT_EQ(releases[1]["refused"], Json::array());
}

}  // namespace
}  // namespace kontor::host
