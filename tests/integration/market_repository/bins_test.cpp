#include <optional>

#include "base/tuf/metadata.hpp"
#include "tests/integration/market_repository/market_fixture.hpp"

namespace kontor::marketplace {
namespace {

// A vendor with many releases, which lie in hash bins below its own role.
class VendorBinsTest : public MarketTest {
 protected:
  struct Change {
    int bits = 2;
    std::string prefix = "bins.acme";
    std::optional<crypto::SigningKey> bin_key = {};
    std::string left_out = {};  // A bin that is not sent.
    std::string into = {};      // One bin that gets everything.
    bool also_in_own_role = false;
    bool bin_delegates = false;
  };
  using Set = std::vector<Repository::Submission>;

  static Json entry_of(const ReleasedTarget& target) {
    return {{"length", target.length},
            {"hashes", {{"sha256", target.sha256}}},
            {"custom", target.custom}};
  }
  Json delegation(const Change& change) const {
    const std::string id = tuf_key_id(acme.public_key()).value();
    return {{"keys", {{id, tuf_key(acme.public_key())}}},
            {"succinct_roles",
             {{"keyids", {id}},
              {"threshold", 1},
              {"bit_length", change.bits},
              {"name_prefix", change.prefix}}}};
  }
  Set spread(const std::vector<ReleasedTarget>& targets, const Change& change) const {
    const tuf::HashBins bins{
        .signers = {}, .bit_length = change.bits, .name_prefix = change.prefix};
    std::map<std::string, Json> bodies;
    for (const std::string& role : bins.roles()) {
      bodies[role] = tuf_body("targets", repository->version(role) + 1, in_days(180));
      bodies[role]["targets"] = Json::object();
      if (change.bin_delegates) bodies[role]["delegations"] = delegation(change);
    }
    Json own = tuf_body("targets", repository->version("vendor.acme") + 1, in_days(180));
    own["targets"] = Json::object();
    own["delegations"] = delegation(change);
    for (const ReleasedTarget& target : targets) {
      const std::string role = change.into.empty() ? bins.role_of(target.path) : change.into;
      bodies[role]["targets"][target.path] = entry_of(target);
      if (change.also_in_own_role) own["targets"][target.path] = entry_of(target);
    }
    Set set{{"vendor.acme", sign_metadata(own, {acme}).value()}};
    for (const auto& [role, body] : bodies)
      if (role != change.left_out)
        set.push_back(
            {role, sign_metadata(body, {change.bin_key ? *change.bin_key : acme}).value()});
    return set;
  }

  std::vector<ReleasedTarget> six() {
    std::vector<ReleasedTarget> targets;
    for (int number = 0; number < 6; ++number)
      targets.push_back(
          approved("acme.tool", "1." + std::to_string(number) + ".0", std::to_string(number)));
    return targets;
  }
  std::vector<std::string> versions(MarketClient& host) {
    std::vector<std::string> list;
    const auto packages = host.packages("acme.tool");
    EXPECT_TRUE(packages) << packages.error().message;
    if (packages)
      for (const auto& package : *packages) list.push_back(package.version);
    return list;
  }
};

TEST_F(VendorBinsTest, AHostListsAndFindsReleasesBeforeAndAfterTheyWereSpread) {
  const auto targets = six();
  for (const ReleasedTarget& target : targets) ASSERT_TRUE(release(target, acme));
  const auto host = client();
  ASSERT_TRUE(host->refresh());
  const auto before = versions(*host);
  ASSERT_EQ(before.size(), 6U);

  const Status spread_out = repository->accept_all(spread(targets, {}));
  ASSERT_TRUE(spread_out) << spread_out.error().message;
  ASSERT_TRUE(host->refresh());

  EXPECT_EQ(versions(*host), before);
  const auto found = host->find("acme.tool", "1.3.0");
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->sha256, crypto::sha256_hex("3"));
}

TEST_F(VendorBinsTest, AReleaseChangesOneBinAlsoAfterTheMarketWasStartedAgain) {
  const auto targets = six();
  ASSERT_TRUE(repository->accept_all(spread(targets, {})));
  open();
  const tuf::HashBins bins{.signers = {}, .bit_length = 2, .name_prefix = "bins.acme"};
  const auto added = approved("acme.tool", "2.0.0", "seven");
  const std::string role = bins.role_of(added.path);

  const std::string next =
      role_with_targets(repository->metadata(role).value(), {added}, acme, in_days(180)).value();
  const auto accepted = repository->accept(role, next);

  ASSERT_TRUE(accepted) << accepted.error().message;
  for (const std::string& bin : bins.roles())
    EXPECT_EQ(repository->version(bin), bin == role ? 2 : 1) << bin;
  EXPECT_EQ(repository->version("vendor.acme"), 1);
  const auto host = client();
  ASSERT_TRUE(host->refresh());
  EXPECT_EQ(versions(*host).size(), 7U);
}

TEST_F(VendorBinsTest, RefusesBinsThatAHostWouldNotBelieveOrNotFind) {
  const auto targets = six();
  ASSERT_TRUE(release(targets[0], acme));
  const auto code = [&](const Change& change) {
    const Status accepted = repository->accept_all(spread(targets, change));
    return accepted ? ErrorCode::internal : accepted.error().code;
  };

  EXPECT_EQ(code({.left_out = "bins.acme-2"}), ErrorCode::conflict);
  EXPECT_EQ(code({.into = "bins.acme-1"}), ErrorCode::forbidden);
  EXPECT_EQ(code({.prefix = "bins.other"}), ErrorCode::forbidden);
  EXPECT_EQ(code({.prefix = "vendor.acme"}), ErrorCode::forbidden);
  EXPECT_EQ(code({.bits = 6}), ErrorCode::forbidden);
  EXPECT_EQ(code({.bin_key = crypto::SigningKey::generate()}), ErrorCode::untrusted);
  EXPECT_EQ(code({.also_in_own_role = true}), ErrorCode::forbidden);
  EXPECT_EQ(code({.bin_delegates = true}), ErrorCode::forbidden);

  EXPECT_EQ(repository->version("vendor.acme"), 1);
  EXPECT_EQ(repository->version("bins.acme-0"), 0);
  const auto lonely = sign_metadata(tuf_body("targets", 1, in_days(1)), {acme}).value();
  EXPECT_EQ(repository->accept("bins.acme-0", lonely).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace kontor::marketplace
