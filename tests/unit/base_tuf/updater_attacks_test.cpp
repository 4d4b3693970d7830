#include "tests/unit/base_tuf/updater_fixture.hpp"

namespace kontor::tuf {
namespace {

using Attacks = UpdaterTest;

TEST_F(Attacks, AnOlderTimestampIsRolledBack) {
  const auto old_files = repository.files;
  repository.publish();
  ASSERT_TRUE(refresh());
  repository.files["timestamp.json"] = old_files.at("timestamp.json");

  const auto refreshed = refresh();

  EXPECT_EQ(refusal(refreshed), "version_rolled_back timestamp");
  EXPECT_NE(refreshed.error().why.find("version 1 is older than the trusted 2"), std::string::npos);
}

TEST_F(Attacks, ANewTimestampMayNotListAnOlderSnapshot) {
  repository.publish();
  ASSERT_TRUE(refresh());
  repository.versions["snapshot"] = 1;
  ++repository.versions["timestamp"];
  repository.put_timestamp(repository.files.at("1.snapshot.json"));

  EXPECT_EQ(refusal(refresh()), "version_rolled_back timestamp");
}

TEST_F(Attacks, ANewSnapshotMayNotListOlderTargets) {
  repository.publish();
  ASSERT_TRUE(refresh());
  repository.versions["targets"] = 1;
  repository.publish_snapshot();

  EXPECT_EQ(refusal(refresh()), "version_rolled_back snapshot");
}

TEST_F(Attacks, ANewSnapshotMayNotForgetARole) {
  repository.delegate("targets", "a", {"a/*"});
  repository.publish();
  ASSERT_TRUE(refresh());
  repository.targets.erase("a");
  repository.publish_snapshot();

  EXPECT_EQ(refusal(refresh()), "version_rolled_back snapshot");
}

TEST_F(Attacks, ASnapshotOfAnotherMomentDoesNotMix) {
  const std::string first = repository.files.at("1.snapshot.json");
  repository.publish();
  repository.files["2.snapshot.json"] = first;

  EXPECT_EQ(refusal(refresh()), "hash_mismatch snapshot");
}

TEST_F(Attacks, TargetsOfAnotherMomentDoNotMix) {
  const std::string first = repository.files.at("1.targets.json");
  repository.publish();
  repository.files["2.targets.json"] = first;

  EXPECT_EQ(refusal(refresh()), "wrong_version targets");
}

TEST_F(Attacks, EveryExpiredRoleIsRefused) {
  for (const char* role : {"timestamp", "snapshot", "targets", "root"}) {
    repository.expires.by_role = {{role, kNow}};  // At the very millisecond it is too late.
    if (std::string(role) == "root") repository.publish_root();
    repository.publish();

    EXPECT_EQ(refusal(refresh()), std::string("expired_metadata ") + role);
  }
}

TEST_F(Attacks, AFrozenTimestampIsNoticedWhenItExpires) {
  ASSERT_TRUE(refresh());

  EXPECT_TRUE(refresh(kNow + 29 * marketplace::kDayMs));
  EXPECT_EQ(refusal(refresh(kNow + 31 * marketplace::kDayMs)), "expired_metadata root");
  repository.expires.by_role = {{"root", kNow + 90 * marketplace::kDayMs}};
  repository.publish_root();
  EXPECT_EQ(refusal(refresh(kNow + 31 * marketplace::kDayMs)), "expired_metadata timestamp");
}

TEST_F(Attacks, MetadataSignedByAnotherKeyIsRefused) {
  for (const char* role : {"timestamp", "snapshot", "targets"}) {
    const auto own = repository.signers[role];
    repository.signers[role] = {crypto::SigningKey::generate()};
    repository.publish();

    EXPECT_EQ(refusal(refresh()), std::string("threshold_not_met ") + role);

    repository.signers[role] = own;
  }
  repository.publish();
  EXPECT_TRUE(refresh());
}

TEST_F(Attacks, ARootNeedsTheFormerKeysAndItsOwn) {
  repository.signers["root"] = {crypto::SigningKey::generate()};
  repository.publish_root();
  const Json good = Json::parse(repository.files.at("2.root.json"));
  for (const std::size_t missing : {0U, 1U}) {
    Json root = good;
    root["signatures"].erase(missing);
    repository.files["2.root.json"] = root.dump();

    EXPECT_EQ(refusal(refresh()), "threshold_not_met root");
  }
  repository.files["2.root.json"] = good.dump();
  EXPECT_EQ(refusal(refresh()), "");
}

TEST_F(Attacks, ARootOfAnotherNumberIsRefused) {
  repository.publish_root();
  repository.publish_root();
  repository.files["2.root.json"] = repository.files.at("3.root.json");

  EXPECT_EQ(refusal(refresh()), "wrong_version root");
  repository.files["2.root.json"] = repository.files.at("1.root.json");
  EXPECT_EQ(refusal(refresh()), "version_rolled_back root");
}

TEST_F(Attacks, EndlessDataIsCutOff) {
  const std::string endless(1 << 20, ' ');
  repository.files["2.root.json"] = endless;
  EXPECT_EQ(refusal(refresh()), "too_large root");
  repository.files.erase("2.root.json");
  repository.files["timestamp.json"] += endless;
  EXPECT_EQ(refusal(refresh()), "too_large timestamp");
  repository.publish();
  repository.files["2.snapshot.json"] += " ";  // One byte above the length in the timestamp.
  EXPECT_EQ(refusal(refresh()), "too_large snapshot");
}

TEST_F(Attacks, RefusedMetadataIsNotKept) {
  ASSERT_TRUE(refresh());
  const std::string trusted = Store(folder).load("timestamp").value();
  repository.signers["timestamp"] = {crypto::SigningKey::generate()};
  repository.publish();

  ASSERT_FALSE(refresh());

  EXPECT_EQ(Store(folder).load("timestamp"), trusted);
}

}  // namespace
}  // namespace kontor::tuf
