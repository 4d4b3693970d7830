#include "marketplace/repository/repository.hpp"

#include <sys/stat.h>

#include "tests/integration/market_repository/market_fixture.hpp"

namespace kontor::marketplace {
namespace {

using RepositoryTest = MarketTest;

TEST_F(RepositoryTest, ACeremonyKeepsItsKeysPrivateAndNeverReplacesThem) {
  for (const auto& entry : std::filesystem::directory_iterator(folder / "market/keys")) {
    struct stat facts {};
    ASSERT_EQ(stat(entry.path().c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777, 0600U) << entry.path();
  }
  const Status again = hold_ceremony(folder / "market", {}, clock);

  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::conflict);
}

TEST_F(RepositoryTest, TheServerNeedsNoOfflineKey) {
  for (const char* name : {"root", "targets", "vendors-00"})
    std::filesystem::remove(folder / "market/keys" / (std::string(name) + ".key"));

  open();

  EXPECT_TRUE(release(approved("acme.tool", "1.0.0", "bytes"), acme));
}

TEST_F(RepositoryTest, TakesVersionsInOrderAndRepeatsAnAnswer) {
  const auto first = approved("acme.tool", "1.0.0", "one");
  const std::string signed_one = role_with_targets("", {first}, acme, in_days(180)).value();
  const std::string other_one = role_with_targets("", {first}, acme, in_days(181)).value();
  EXPECT_EQ(repository->accept("vendor.acme", signed_one).value(), 1);

  EXPECT_EQ(repository->accept("vendor.acme", signed_one).value(), 1);
  const auto stale = repository->accept("vendor.acme", other_one);

  ASSERT_FALSE(stale);
  EXPECT_EQ(stale.error().code, ErrorCode::conflict);
  EXPECT_EQ(Json::parse(stale.error().detail), (Json{{"code", "wrong-version"}, {"expected", 2}}));
}

TEST_F(RepositoryTest, RefusesWhatTheVendorMayNotSign) {
  const auto own = approved("acme.tool", "1.0.0", "bytes");
  const auto anothers = approved("other.tool", "1.0.0", "bytes");
  auto unapproved = own;
  unapproved.sha256 = crypto::sha256_hex("never reviewed");

  EXPECT_EQ(release(own, crypto::SigningKey::generate()).error().code, ErrorCode::untrusted);
  EXPECT_EQ(release(anothers, acme).error().code, ErrorCode::forbidden);
  EXPECT_EQ(release(unapproved, acme).error().code, ErrorCode::conflict);
  EXPECT_EQ(release(own, acme, "nobody").error().code, ErrorCode::not_found);
  EXPECT_EQ(repository->accept("vendor.acme", "{}").error().code, ErrorCode::untrusted);
  EXPECT_EQ(repository->accept("timestamp", "{}").error().code, ErrorCode::forbidden);
  EXPECT_EQ(repository->version("vendor.acme"), 0);
  EXPECT_TRUE(release(own, acme));
}

TEST_F(RepositoryTest, RefusesARoleThatExpired) {
  const auto target = approved("acme.tool", "1.0.0", "bytes");
  const std::string role = role_with_targets("", {target}, acme, clock.now_ms() - 1).value();

  EXPECT_EQ(repository->accept("vendor.acme", role).error().code, ErrorCode::untrusted);
}

TEST_F(RepositoryTest, AVendorGetsNewKeysFromTheOfflineShardOnly) {
  const auto next = crypto::SigningKey::generate();
  ASSERT_TRUE(release(approved("acme.tool", "1.0.0", "one"), acme));

  approve("acme", {next.public_key()});

  const auto second = approved("acme.tool", "1.1.0", "two");
  EXPECT_EQ(repository->vendor_keys("acme")->front().ed25519_raw(),
            next.public_key().ed25519_raw());
  EXPECT_EQ(release(second, acme).error().code, ErrorCode::untrusted);
  EXPECT_TRUE(release(second, next));
}

TEST_F(RepositoryTest, ComesBackAsItWasPublished) {
  ASSERT_TRUE(release(approved("acme.tool", "1.0.0", "one"), acme));
  const auto timestamp = repository->metadata("timestamp").value();

  open();

  EXPECT_EQ(repository->metadata("timestamp").value(), timestamp);
  EXPECT_EQ(repository->version("vendor.acme"), 1);
  EXPECT_EQ(repository->vendor_keys("acme")->size(), 1U);
}

TEST_F(RepositoryTest, APublicationCutShortIsInvisibleAndThenOverwritten) {
  const std::filesystem::path tuf = folder / "market/tuf";
  const auto version = repository->version("snapshot") + 1;
  ASSERT_TRUE(write_file(tuf / "1.vendor.acme.json", "half"));
  ASSERT_TRUE(write_file(tuf / (std::to_string(version) + ".snapshot.json"), "half"));
  open();
  EXPECT_EQ(repository->version("vendor.acme"), 0);
  EXPECT_FALSE(repository->served_file("1.vendor.acme.json"));
  EXPECT_FALSE(repository->served_file(std::to_string(version) + ".snapshot.json"));

  EXPECT_EQ(release(approved("acme.tool", "1.0.0", "one"), acme).value(), 1);

  EXPECT_EQ(client()->packages("acme.tool")->size(), 1U);
}

TEST_F(RepositoryTest, SignsAgainBeforeItExpires) {
  const auto before = repository->version("timestamp");
  ASSERT_TRUE(repository->refresh());
  EXPECT_EQ(repository->version("timestamp"), before);

  clock.advance(kDayMs / 2 + 1);
  ASSERT_TRUE(repository->refresh());

  EXPECT_EQ(repository->version("timestamp"), before + 1);
}

TEST_F(RepositoryTest, TakesANewRootThatKeepsItsOnlineKeys) {
  const auto root_key = crypto::SigningKey::load(folder / "market/keys/root.key").value();
  Json body = Json::parse(repository->metadata("root").value())["signed"];
  body["version"] = 2;
  Json stranger = body;
  stranger["roles"]["timestamp"]["keyids"] = {std::string(64, '0')};

  EXPECT_EQ(repository->accept("root", sign_metadata(stranger, {root_key}).value()).error().code,
            ErrorCode::conflict);
  EXPECT_EQ(repository->accept("root", sign_metadata(body, {acme}).value()).error().code,
            ErrorCode::untrusted);
  EXPECT_EQ(repository->accept("root", sign_metadata(body, {root_key}).value()).value(), 2);
  EXPECT_TRUE(client()->refresh());
}

TEST_F(RepositoryTest, ServesNothingButWhatIsPublished) {
  for (const char* path :
       {"", "timestamp", "0.root.json", "9.root.json", "../keys/root.key",
        "targets/../timestamp.json", "targets/.lock", ".lock", "1.timestamp.json", "1..json",
        "targets", "targets/market", "1.a/b.json"})
    EXPECT_FALSE(repository->served_file(path)) << path;
  EXPECT_TRUE(repository->served_file("timestamp.json"));
  EXPECT_TRUE(repository->served_file("1.root.json"));
}

TEST_F(RepositoryTest, HasOneProcessAtATime) {
  const auto second = Repository::open(folder / "market", clock);

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace kontor::marketplace
