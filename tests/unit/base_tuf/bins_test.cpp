#include <gtest/gtest.h>

#include <set>

#include "marketplace/repository/roles.hpp"
#include "tests/unit/base_tuf/updater_fixture.hpp"

namespace kontor::tuf {
namespace {

HashBins bins(int bit_length) { return {{{}, 1}, bit_length, "bin"}; }

// SHA-256 of "a" begins with ca978112.
TEST(HashBins, ATargetsBinIsTheFirstBitsOfItsHash) {
  EXPECT_EQ(bins(1).role_of("a"), "bin-1");
  EXPECT_EQ(bins(3).role_of("a"), "bin-6");
  EXPECT_EQ(bins(4).role_of("a"), "bin-c");
  EXPECT_EQ(bins(5).role_of("a"), "bin-19");
  EXPECT_EQ(bins(14).role_of("a"), "bin-32a5");
  EXPECT_EQ(bins(32).role_of("a"), "bin-ca978112");
}

TEST(HashBins, HoldsItsOwnNamesAndNoOther) {
  for (const char* name : {"bin-00", "bin-1f", "bin-0a"}) EXPECT_TRUE(bins(5).holds(name)) << name;
  for (const char* name : {"bin-20", "bin-1", "bin-001", "bin-1F", "bin-0g", "bin+00", "bon-00",
                           "bin-", "bin", "", "xbin-00"})
    EXPECT_FALSE(bins(5).holds(name)) << name;
}

TEST(HashBins, EveryTargetLiesInABinThatItsDelegationHolds) {
  std::set<std::string> seen;
  for (int number = 0; number < 400; ++number)
    seen.insert(bins(4).role_of("target-" + std::to_string(number)));

  EXPECT_EQ(seen.size(), 16U);
  for (const std::string& role : seen) EXPECT_TRUE(bins(4).holds(role)) << role;
}

TEST(HashBins, OutOfBoundsAreRefused) {
  Json body = marketplace::tuf_body("targets", 1, 1'790'000'000'000);
  body["targets"] = Json::object();
  const auto parse = [&](const Json& bits, const std::string& prefix) {
    body["delegations"] = {{"keys", Json::object()},
                           {"succinct_roles",
                            {{"keyids", Json::array()},
                             {"threshold", 1},
                             {"bit_length", bits},
                             {"name_prefix", prefix}}}};
    return static_cast<bool>(parse_targets(body, "targets"));
  };
  EXPECT_TRUE(parse(1, "bin"));
  EXPECT_TRUE(parse(32, "bin"));
  EXPECT_FALSE(parse(0, "bin"));
  EXPECT_FALSE(parse(33, "bin"));
  EXPECT_FALSE(parse("1", "bin"));
  EXPECT_FALSE(parse(1, ""));
  EXPECT_FALSE(parse(1, std::string(200, 'x')));
  body["delegations"]["succinct_roles"]["name_prefix"] = "bin";
  body["delegations"]["roles"] = Json::array();
  EXPECT_FALSE(parse_targets(body, "targets")) << "either bins or roles";
}

class BinsTest : public UpdaterTest {
 protected:
  // "targets" delegates everything to two bins with one key.
  void SetUp() override {
    UpdaterTest::SetUp();
    repository.delegate("targets", "bin-0", {});
    repository.signers["bin-1"] = repository.signers["bin-0"];
    repository.targets["bin-1"] = repository.targets["bin-0"];
    Json& delegations = repository.targets["targets"]["delegations"];
    Json entry = delegations["roles"][0];
    for (const char* name : {"name", "paths", "terminating"}) entry.erase(name);
    entry["bit_length"] = 1;
    entry["name_prefix"] = "bin";
    delegations.erase("roles");
    delegations["succinct_roles"] = entry;
  }
};

TEST_F(BinsTest, AreWalkedAsTerminatingDelegations) {
  repository.add_target("bin-1", "a", "bytes");
  repository.add_target("bin-0", "a", "of the wrong bin");
  repository.publish();

  const auto found = find("a");

  ASSERT_TRUE(found) << found.error().why;
  EXPECT_EQ(found->role, "bin-1");
  EXPECT_EQ(found->file.length, 5);
}

TEST_F(BinsTest, ATargetInAnotherBinIsNotFound) {
  repository.add_target("bin-0", "a", "bytes");
  repository.publish();

  EXPECT_EQ(refusal(find("a")), "target_missing targets");
}

}  // namespace
}  // namespace kontor::tuf
