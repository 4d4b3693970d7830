#include "tests/unit/base_tuf/updater_fixture.hpp"

namespace kontor::tuf {
namespace {

class TimeAndRestart : public UpdaterTest {};

TEST_F(TimeAndRestart, AClockSetBackDoesNotBringOldVersionsBack) {
  const auto old_files = repository.files;
  repository.publish();
  ASSERT_TRUE(refresh());
  repository.files = old_files;

  EXPECT_EQ(refusal(refresh(kNow - 20 * marketplace::kDayMs)), "version_rolled_back timestamp");
}

TEST_F(TimeAndRestart, ExpiredStoredMetadataStillProtectsAgainstRollback) {
  repository.publish();
  ASSERT_TRUE(refresh());
  repository.expires.otherwise = kNow + 90 * marketplace::kDayMs;
  repository.publish_root();
  repository.versions["timestamp"] = 0;
  repository.publish();

  EXPECT_EQ(refusal(refresh(kNow + 40 * marketplace::kDayMs)), "version_rolled_back timestamp");
}

TEST_F(TimeAndRestart, ExpiredStoredMetadataIsReplacedByANewerOne) {
  ASSERT_TRUE(refresh());
  repository.expires.otherwise = kNow + 90 * marketplace::kDayMs;
  repository.publish_root();
  repository.publish();

  EXPECT_EQ(refusal(refresh(kNow + 40 * marketplace::kDayMs)), "");
}

TEST_F(TimeAndRestart, ASnapshotKeyRotationThatWasCutShortStillRecovers) {
  repository.versions["snapshot"] = 1'000'000;
  repository.publish();
  ASSERT_TRUE(refresh());
  Store store(folder);
  const std::string timestamp = *store.load("timestamp"), snapshot = *store.load("snapshot");
  repository.signers["snapshot"] = {crypto::SigningKey::generate()};
  repository.versions["snapshot"] = 1;
  repository.publish_root();
  repository.publish();
  // Killed after 5.3.8 and before 5.3.11: the new root beside the old timestamp and snapshot.
  ASSERT_TRUE(store.save("root", repository.files.at("2.root.json")));
  ASSERT_TRUE(store.save("timestamp", timestamp));
  ASSERT_TRUE(store.save("snapshot", snapshot));

  EXPECT_EQ(refusal(refresh()), "");
}

TEST_F(TimeAndRestart, UnreadableStoredMetadataIsFetchedAgain) {
  ASSERT_TRUE(refresh());
  Store store(folder);
  for (const char* role : {"timestamp", "snapshot", "targets"}) {
    ASSERT_TRUE(store.save(role, "not json"));

    EXPECT_EQ(refusal(refresh()), "") << role;
  }
}

TEST_F(TimeAndRestart, WithoutConsistentSnapshotsNamesHaveNoNumber) {
  repository.consistent_snapshot = false;
  repository.publish_root();
  repository.publish();
  for (const char* role : {"snapshot", "targets"})
    repository.files[std::string(role) + ".json"] =
        repository.files.at("2." + std::string(role) + ".json");

  ASSERT_EQ(refusal(refresh()), "");

  EXPECT_EQ(repository.requests,
            (std::vector<std::string>{"2.root.json", "3.root.json", "timestamp.json",
                                      "snapshot.json", "targets.json"}));
}

TEST_F(TimeAndRestart, OneRoleOfTwoDelegatorsIsCheckedAgainstTheOneItWasReachedThrough) {
  repository.delegate("targets", "a", {"a/*"});
  repository.delegate("targets", "b", {"b/*"});
  repository.delegate("a", "shared", {"a/*"});
  repository.delegate("b", "shared", {"b/*"});
  // b names another key for the same role name.
  Json& other = repository.targets["b"]["delegations"];
  const auto stranger = crypto::SigningKey::generate();
  const std::string id = marketplace::tuf_key_id(stranger.public_key()).value();
  other["keys"] = {{id, marketplace::tuf_key(stranger.public_key())}};
  other["roles"][0]["keyids"] = {id};
  repository.add_target("shared", "a/x", "bytes");
  repository.add_target("shared", "b/x", "bytes");
  repository.publish();

  EXPECT_EQ(refusal(find("a/x")), "");
  EXPECT_EQ(refusal(find("b/x")), "threshold_not_met shared");
}

}  // namespace
}  // namespace kontor::tuf
