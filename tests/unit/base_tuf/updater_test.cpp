#include "base/tuf/updater.hpp"

#include "tests/unit/base_tuf/updater_fixture.hpp"

namespace kontor::tuf {
namespace {

using Requests = std::vector<std::string>;

TEST_F(UpdaterTest, AsksForWhatTheSpecificationSaysAndNothingElse) {
  ASSERT_TRUE(refresh());
  EXPECT_EQ(repository.requests,
            (Requests{"2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json"}));

  ASSERT_TRUE(refresh());
  EXPECT_EQ(repository.requests, (Requests{"2.root.json", "timestamp.json"}));
}

TEST_F(UpdaterTest, KeepsTheBytesItAccepted) {
  repository.delegate("targets", "a/b", {"a/*"});
  repository.publish();
  repository.files["1.a%2Fb.json"] = repository.files.at("1.a/b.json");

  ASSERT_EQ(refusal(find("a/x")), "target_missing targets");

  for (const auto& [stored, served] : {std::pair{"root", "1.root.json"},
                                       {"timestamp", "timestamp.json"},
                                       {"snapshot", "2.snapshot.json"},
                                       {"targets", "2.targets.json"},
                                       {"a/b", "1.a/b.json"}})
    EXPECT_EQ(Store(folder).load(stored), repository.files.at(served)) << stored;
  EXPECT_TRUE(std::filesystem::exists(folder / "a%2Fb.json"));
}

TEST_F(UpdaterTest, FollowsAChainOfRoots) {
  repository.signers["root"] = {crypto::SigningKey::generate()};
  repository.expires.by_role = {{"root", kNow - 1}};  // Only the last one has to be fresh.
  repository.publish_root();
  repository.expires.by_role.clear();
  repository.signers["root"] = {crypto::SigningKey::generate()};
  repository.publish_root();

  ASSERT_EQ(refusal(refresh()), "");

  EXPECT_EQ(repository.requests.at(2), "4.root.json");
  EXPECT_EQ(Store(folder).load("root"), repository.files.at("3.root.json"));
}

TEST_F(UpdaterTest, RecoversFromAFastForwardWhenTheKeysWereReplaced) {
  repository.versions["snapshot"] = repository.versions["timestamp"] = 1'000'000;
  repository.versions["targets"] = 1'000'000;
  repository.publish();
  ASSERT_TRUE(refresh());
  repository.signers["snapshot"] = {crypto::SigningKey::generate()};
  repository.publish_root();
  for (const char* role : {"snapshot", "timestamp", "targets"}) repository.versions[role] = 1;
  repository.publish();

  EXPECT_EQ(refusal(refresh()), "");
}

TEST_F(UpdaterTest, GoesOnWhenANewKeyIsAdded) {
  ASSERT_TRUE(refresh());
  repository.signers["timestamp"].push_back(crypto::SigningKey::generate());
  repository.publish_root();
  repository.publish();

  EXPECT_EQ(refusal(refresh()), "");
}

TEST_F(UpdaterTest, FindsATargetThroughDelegations) {
  repository.delegate("targets", "shard", {"*/*/*"});
  repository.delegate("shard", "vendor.a", {"a/*/*"}, /*terminating=*/true);
  repository.add_target("vendor.a", "a/plugin/1.0.0.kpkg", "bytes");
  repository.publish();

  const auto found = find("a/plugin/1.0.0.kpkg");

  ASSERT_EQ(refusal(found), "");
  EXPECT_EQ(found->role, "vendor.a");
  EXPECT_EQ(found->file.length, 5);
}

TEST_F(UpdaterTest, AVendorCannotSpeakForAnothersPath) {
  repository.delegate("targets", "shard", {"*/*/*"});
  repository.delegate("shard", "vendor.evil", {"evil/*/*"}, /*terminating=*/true);
  repository.delegate("shard", "vendor.good", {"good/*/*"}, /*terminating=*/true);
  repository.add_target("vendor.evil", "good/plugin/2.0.0.kpkg", "evil bytes");
  repository.publish();

  EXPECT_EQ(refusal(find("good/plugin/2.0.0.kpkg")), "target_missing targets");
}

TEST_F(UpdaterTest, AVendorCannotReachAnothersPathByDelegatingOnwards) {
  repository.delegate("targets", "vendor.evil", {"evil/*"});
  repository.delegate("vendor.evil", "helper", {"*/*"});
  repository.add_target("helper", "good/x", "evil bytes");
  repository.publish();

  EXPECT_EQ(refusal(find("good/x")), "target_missing targets");
}

TEST_F(UpdaterTest, TheFirstDelegationInPreOrderWins) {
  repository.delegate("targets", "first", {"*"});
  repository.delegate("targets", "second", {"*"});
  repository.delegate("first", "child", {"*"});
  repository.add_target("child", "x", "from the child of the first");
  repository.add_target("second", "x", "from the second");
  repository.publish();

  EXPECT_EQ(find("x")->role, "child");
}

TEST_F(UpdaterTest, ATerminatingDelegationEndsTheSearch) {
  repository.delegate("targets", "first", {"*"}, /*terminating=*/true);
  repository.delegate("targets", "second", {"*"});
  repository.add_target("second", "x", "unreachable");
  repository.publish();

  EXPECT_EQ(refusal(find("x")), "target_missing targets");
}

TEST_F(UpdaterTest, ACycleOfDelegationsEnds) {
  repository.delegate("targets", "a", {"*"});
  repository.delegate("a", "b", {"*"});
  repository.delegate("b", "a", {"*"});
  repository.publish();

  EXPECT_EQ(refusal(find("x")), "target_missing targets");
}

TEST_F(UpdaterTest, ARoleSignedByAnotherKeyThanItsDelegatorSaysIsRefused) {
  repository.delegate("targets", "a", {"a/*"});
  repository.signers["a"] = {crypto::SigningKey::generate()};
  repository.add_target("a", "a/x", "bytes");
  repository.publish();

  EXPECT_EQ(refusal(find("a/x")), "threshold_not_met a");
}

TEST_F(UpdaterTest, PathHashPrefixesAreBinsOfTheHashedPath) {
  repository.delegate("targets", "bin", {});
  Json& delegation = repository.targets["targets"]["delegations"]["roles"][0];
  delegation.erase("paths");
  delegation["path_hash_prefixes"] = {crypto::sha256_hex("in the bin").substr(0, 2)};
  repository.add_target("bin", "in the bin", "bytes");
  repository.add_target("bin", "not in it", "bytes");
  repository.publish();

  EXPECT_EQ(refusal(find("in the bin")), "");
  EXPECT_EQ(refusal(find("not in it")), "target_missing targets");
}

TEST_F(UpdaterTest, ASecondProcessWaitsForTheFirst) {
  Store first(folder);
  const auto held = first.lock();

  EXPECT_EQ(refusal(Store(folder).lock(/*wait_ms=*/0)), "storage metadata");
}

}  // namespace
}  // namespace kontor::tuf
