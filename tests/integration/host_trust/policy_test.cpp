#include <gtest/gtest.h>

#include "base/core/bytes.hpp"
#include "base/crypto/dsse.hpp"
#include "host/trust/policy_rules.hpp"

namespace kontor::host {
namespace {

constexpr TimeMs kNow = 1'790'000'000'000;
constexpr std::int64_t kHour = 3'600'000;

Json policy_text(const Json& more, const crypto::SigningKey& key) {
  Json policy = {{"format", "kontor.install-policy/1"},
                 {"serial", 1},
                 {"signers", {hex_encode(key.public_key().ed25519_raw())}}};
  policy.update(more);
  return policy;
}

InstallPolicy policy_with(const Json& more) {
  const auto key = crypto::SigningKey::generate();
  const auto policy = InstallPolicy::parse(to_text(policy_text(more, key)));
  EXPECT_TRUE(policy) << policy.error().message;
  return policy ? *policy : InstallPolicy();
}

Candidate release_of(const std::string& version = "1.2.0") {
  return {.plugin = "acme.notes",
          .vendor = "acme",
          .version = version,
          .sha256 = std::string(64, 'a'),
          .released_at = kNow - 10 * kHour,
          .log_offered = true,
          .in_log = true,
          .review_offered = true,
          .review = "automatic"};
}

// The only rule that speaks against the release, with what it wanted and found.
std::string only_rule(const InstallPolicy& policy, const Candidate& candidate) {
  const auto refused = judge(policy, candidate, kNow);
  if (refused.size() != 1) return std::to_string(refused.size()) + " rules";
  const Error error = to_error(candidate, refused);
  EXPECT_EQ(error.code, ErrorCode::forbidden);
  const Json detail = parse_json(error.detail).value();
  EXPECT_EQ(detail["code"], "install-policy");
  return detail["rule"].get<std::string>() + ": " + detail["wanted"].get<std::string>() + " / " +
         detail["found"].get<std::string>();
}

TEST(InstallPolicyTest, WithoutOneTheLogAndTheReviewAreDemandedWhereTheMarketHasThem) {
  const InstallPolicy none;
  EXPECT_TRUE(judge(none, release_of(), kNow).empty());

  Candidate unproven = release_of();
  unproven.in_log = false;
  EXPECT_EQ(only_rule(none, unproven), "log: proven to be in the transparency log / not proven");
  Candidate unreviewed = release_of();
  unreviewed.review = "";
  EXPECT_EQ(only_rule(none, unreviewed), "review: automatic / none");
  Candidate plain = release_of();
  plain.log_offered = plain.in_log = plain.review_offered = false;
  plain.review = "";
  EXPECT_TRUE(judge(none, plain, kNow).empty());
}

TEST(InstallPolicyTest, EachRuleNamesWhatItWantsAndWhatItFound) {
  EXPECT_EQ(only_rule(policy_with({{"minimum_age_hours", 72}}), release_of()),
            "minimum_age: 72 hours / 10 hours");
  EXPECT_EQ(only_rule(policy_with({{"review", "reviewed"}}), release_of()),
            "review: reviewed / automatic");
  EXPECT_EQ(only_rule(policy_with({{"vendors", {{"forbidden", {"acme"}}}}}), release_of()),
            "vendor: not acme / acme");
  EXPECT_EQ(only_rule(policy_with({{"vendors", {{"allowed", {"kontor"}}}}}), release_of()),
            "vendor: kontor / acme");
  EXPECT_EQ(
      only_rule(policy_with({{"pins", {{"acme.notes", {{"version", "1.1.0"}}}}}}), release_of()),
      "pin: 1.1.0 / 1.2.0");
  EXPECT_EQ(only_rule(policy_with({{"pins", {{"acme.notes", {{"sha256", std::string(64, 'b')}}}}}}),
                      release_of()),
            "pin: " + std::string(64, 'b') + " / " + std::string(64, 'a'));
  Candidate beta = release_of();
  beta.channel = "beta";
  EXPECT_EQ(only_rule(InstallPolicy(), beta), "channel: stable / beta");
  EXPECT_TRUE(
      judge(policy_with({{"updates", {{"default", {{"channel", "beta"}}}}}}), beta, kNow).empty());
  Candidate yanked = release_of();
  yanked.yanked = "eats notes";
  EXPECT_EQ(only_rule(InstallPolicy(), yanked), "yanked: not withdrawn by its vendor / eats notes");
  Candidate killed = release_of();
  killed.killed = "steals notes";
  EXPECT_EQ(only_rule(InstallPolicy(), killed),
            "killed: not switched off by the market / steals notes");
}

TEST(InstallPolicyTest, AnAgeThatNothingProvesIsNoAge) {
  Candidate unknown = release_of();
  unknown.released_at.reset();
  EXPECT_EQ(only_rule(policy_with({{"minimum_age_hours", 1}}), unknown),
            "minimum_age: 1 hours / unknown");
  Candidate tomorrow = release_of();
  tomorrow.released_at = kNow + 24 * kHour;
  EXPECT_EQ(only_rule(policy_with({{"minimum_age_hours", 1}}), tomorrow),
            "minimum_age: 1 hours / 0 hours");
}

TEST(InstallPolicyTest, PermissionsAreForbiddenByPattern) {
  EXPECT_TRUE(permission_fits("record:person.*:read", "record:person.phone:read"));
  EXPECT_TRUE(permission_fits("egress:*", "egress:sms.example:443"));
  EXPECT_TRUE(permission_fits("operation:mail.send", "operation:mail.send"));
  EXPECT_FALSE(permission_fits("record:person.*:update", "record:person.phone:read"));
  EXPECT_FALSE(permission_fits("operation:mail", "operation:mail.send"));

  package::Manifest manifest;
  manifest.permissions.operations = {"mail.send"};
  manifest.permissions.egress = {{.host = "sms.example", .port = 443, .setting = "", .reason = {}}};
  Candidate candidate = release_of();
  candidate.manifest = &manifest;
  EXPECT_EQ(only_rule(policy_with({{"permissions", {{"forbidden", {"egress:*"}}}}}), candidate),
            "permission: not egress:* / egress:sms.example:443");
}

TEST(InstallPolicyTest, IsBelievedOnlyUnderTheSignatureItWasSignedWith) {
  const auto key = crypto::SigningKey::generate();
  const auto other = crypto::SigningKey::generate();
  const auto envelope = sign_policy(to_text(policy_text({{"minimum_age_hours", 5}}, key)), key);
  ASSERT_TRUE(envelope) << envelope.error().message;

  const auto opened = InstallPolicy::open(*envelope, {key.public_key()});
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(opened->minimum_age_s, 5 * 3600);
  EXPECT_EQ(InstallPolicy::open(*envelope, {other.public_key()}).error().code,
            ErrorCode::untrusted);
  Json changed = parse_json(*envelope).value();
  changed["payload"] = base64_encode(to_text(policy_text({{"minimum_age_hours", 0}}, key)));
  EXPECT_EQ(InstallPolicy::open(to_text(changed), {key.public_key()}).error().code,
            ErrorCode::untrusted);
}

TEST(InstallPolicyTest, AMemberNobodyKnowsIsRefusedAndNotOverlooked) {
  const auto key = crypto::SigningKey::generate();
  for (const Json& wrong :
       {Json{{"minimum_age_days", 3}}, Json{{"review", "thorough"}}, Json{{"serial", 0}},
        Json{{"signers", Json::array()}}, Json{{"pins", {{"acme.notes", Json::object()}}}}})
    EXPECT_FALSE(InstallPolicy::parse(to_text(policy_text(wrong, key)))) << wrong;
  EXPECT_FALSE(InstallPolicy::parse("[]"));
}

TEST(InstallPolicyTest, UpdatesAreByHandUnlessThePolicySaysOtherwise) {
  EXPECT_EQ(InstallPolicy().updates_of("acme.notes").take, marketplace::UpdateStep::manual);
  const InstallPolicy policy =
      policy_with({{"updates",
                    {{"default", {{"take", "patch"}}},
                     {"plugins", {{"acme.notes", {{"take", "all"}, {"channel", "beta"}}}}}}}});
  EXPECT_EQ(policy.updates_of("acme.sms").take, marketplace::UpdateStep::patch);
  EXPECT_EQ(policy.updates_of("acme.notes").take, marketplace::UpdateStep::all);
  EXPECT_EQ(policy.updates_of("acme.notes").channel, "beta");
}

}  // namespace
}  // namespace kontor::host
