#include "base/crypto/dsse.hpp"
#include "marketplace/repository/market_targets.hpp"
#include "marketplace/repository/offline_documents.hpp"
#include "tests/integration/market_repository/market_fixture.hpp"

namespace kontor::marketplace {
namespace {

// Keys are changed as the operator's people do it: drafts, signed copies, one document.
class KeyRotationTest : public MarketTest {
 protected:
  crypto::SigningKey key(const std::string& name) const {
    return crypto::SigningKey::load(folder / "market/keys" / (name + ".key")).value();
  }

  std::string present(const std::string& role) const { return repository->metadata(role).value(); }

  static std::string id(const crypto::SigningKey& key) {
    return tuf_key_id(key.public_key()).value();
  }

  std::string root_with(const std::map<std::string, RoleChange>& changes,
                        const std::vector<crypto::SigningKey>& holders) const {
    return sign_metadata(next_root(present("root"), changes, in_days(365)).value(), holders)
        .value();
  }

  RoleChange exchange(const crypto::SigningKey& before, const crypto::SigningKey& after) const {
    return {.add = {after.public_key()}, .remove = {id(before)}};
  }

  ErrorCode refusal(const std::vector<Repository::Submission>& set) const {
    const Status accepted = repository->accept_all(set);
    return accepted ? ErrorCode::internal : accepted.error().code;
  }

  std::string code_of(const std::vector<Repository::Submission>& set) const {
    const Status accepted = repository->accept_all(set);
    if (accepted) return "accepted";
    const auto detail = parse_json(accepted.error().detail);
    return detail ? detail->value("code", "") : accepted.error().message;
  }
};

TEST_F(KeyRotationTest, CopiesThatHoldersSignedApartBecomeOneRootOfTwoOfThree) {
  const auto second = crypto::SigningKey::generate(), third = crypto::SigningKey::generate();
  const Json body =
      next_root(present("root"),
                {{"root", {.add = {second.public_key(), third.public_key()}, .threshold = 2}}},
                in_days(365))
          .value();
  const std::string draft = draft_of(body);
  const std::string first_copy = with_signature(draft, key("root")).value();
  const std::string second_copy = with_signature(draft, third).value();

  EXPECT_EQ(refusal({{"root", first_copy}}), ErrorCode::untrusted) << "one of two";
  EXPECT_EQ(refusal({{"root", second_copy}}), ErrorCode::untrusted) << "not the present key";
  EXPECT_TRUE(repository->accept_all({{"root", assembled({first_copy, second_copy}).value()}}));

  EXPECT_EQ(repository->version("root"), 2);
  EXPECT_TRUE(client()->refresh());
  const auto other =
      with_signature(draft_of(next_root(present("root"), {}, in_days(30)).value()), second);
  EXPECT_EQ(assembled({first_copy, *other}).error().code, ErrorCode::conflict);
}

TEST_F(KeyRotationTest, ARootKeyThatIsLostIsReplacedByThoseThatAreLeft) {
  const auto lost = crypto::SigningKey::generate(), fresh = crypto::SigningKey::generate(),
             kept = crypto::SigningKey::generate();
  ASSERT_TRUE(repository->accept_all(
      {{"root",
        root_with({{"root", {.add = {lost.public_key(), kept.public_key()}, .threshold = 2}}},
                  {key("root"), lost, kept})}}));
  const auto change = std::map<std::string, RoleChange>{{"root", exchange(lost, fresh)}};

  EXPECT_EQ(refusal({{"root", root_with(change, {kept, fresh})}}), ErrorCode::untrusted)
      << "one of the present keys is below their threshold";
  EXPECT_TRUE(repository->accept_all({{"root", root_with(change, {kept, key("root")})}}));

  EXPECT_TRUE(client()->refresh());
}

TEST_F(KeyRotationTest, ATargetsKeyChangesInOneStepWithWhatItSigns) {
  const auto before = key("targets"), after = crypto::SigningKey::generate();
  const std::string root = root_with({{"targets", exchange(before, after)}}, {key("root")});
  const std::string targets =
      sign_metadata(next_targets(present("targets"), {}, in_days(365)).value(), {after}).value();
  auto host = client();
  ASSERT_TRUE(host->refresh());

  EXPECT_EQ(code_of({{"root", root}}), "would-orphan");
  EXPECT_EQ(refusal({{"targets", targets}}), ErrorCode::untrusted);
  EXPECT_EQ(code_of({{"targets", targets}, {"root", root}}), "accepted");

  EXPECT_TRUE(host->refresh());
  EXPECT_EQ(repository->version("targets"), 2);
}

TEST_F(KeyRotationTest, OnlineKeysChangeWithTheRootAndClientsFollow) {
  const auto snapshot = crypto::SigningKey::generate(), timestamp = crypto::SigningKey::generate();
  const std::string root = root_with({{"snapshot", exchange(key("snapshot"), snapshot)},
                                      {"timestamp", exchange(key("timestamp"), timestamp)}},
                                     {key("root")});
  auto host = client();
  ASSERT_TRUE(host->refresh());
  EXPECT_EQ(refusal({{"root", root}}), ErrorCode::conflict) << "the market does not hold them";
  const auto keys = folder / "market/keys";
  ASSERT_TRUE(write_file(keys / "snapshot.next.key", snapshot.pem(), FileMode::secret));
  ASSERT_TRUE(write_file(keys / "timestamp.next.key", timestamp.pem(), FileMode::secret));

  EXPECT_TRUE(repository->accept_all({{"root", root}}));

  EXPECT_FALSE(std::filesystem::exists(keys / "snapshot.next.key"));
  EXPECT_TRUE(host->refresh());
  EXPECT_TRUE(client()->refresh()) << "a host that begins now";
  open();
  EXPECT_TRUE(release(approved("acme.tool", "1.0.0", "bytes"), acme));
  EXPECT_TRUE(host->refresh());
}

TEST_F(KeyRotationTest, AChangeOfOnlineKeysThatWasCutShortIsFinishedAtTheNextStart) {
  const auto timestamp = crypto::SigningKey::generate();
  const std::string root =
      root_with({{"timestamp", exchange(key("timestamp"), timestamp)}}, {key("root")});
  ASSERT_TRUE(
      write_file(folder / "market/keys/timestamp.next.key", timestamp.pem(), FileMode::secret));
  ASSERT_TRUE(write_file(folder / "market/tuf/2.root.json", root));

  open();

  EXPECT_FALSE(std::filesystem::exists(folder / "market/keys/timestamp.next.key"));
  EXPECT_TRUE(client()->refresh());
}

TEST_F(KeyRotationTest, TheNextLicenceKeySignsAsSoonAsItIsListedAndHostsBelieveBoth) {
  const auto before = repository->license_key();
  auto host = client();
  ASSERT_EQ(host->license_keys()->size(), 1U);

  const auto next = rotate_license_key();

  EXPECT_EQ(repository->license_key().pem(), next.pem());
  EXPECT_FALSE(std::filesystem::exists(folder / "market/keys/license.next.key"));
  ASSERT_TRUE(host->refresh());
  EXPECT_EQ(host->license_keys()->size(), 2U);
  ASSERT_TRUE(list_license_keys({next.public_key()}));
  ASSERT_TRUE(host->refresh());
  ASSERT_EQ(host->license_keys()->size(), 1U);
  EXPECT_EQ(host->license_keys()->front().kid, crypto::key_id(next.public_key()));
  open();
  EXPECT_EQ(repository->license_key().pem(), next.pem()) << "also after a restart";
}

TEST_F(KeyRotationTest, AListWithoutALicenceKeyOfThisMarketIsRefused) {
  const auto before = repository->license_key();

  const Status listed = list_license_keys({crypto::SigningKey::generate().public_key()});

  ASSERT_FALSE(listed);
  EXPECT_NE(listed.error().detail.find("license-key-not-held"), std::string::npos);
  EXPECT_NE(listed.error().message.find("license.next.key"), std::string::npos);
  EXPECT_EQ(repository->license_key().pem(), before.pem());
  EXPECT_EQ(repository->version("targets"), 1);
}

TEST_F(KeyRotationTest, AChangeOfTheLicenceKeyThatWasCutShortIsFinishedAtTheNextStart) {
  const auto before = repository->license_key();
  const auto next = rotate_license_key();
  const auto keys = folder / "market/keys";
  repository.reset();
  ASSERT_TRUE(write_file(keys / "license.next.key", next.pem(), FileMode::secret));
  ASSERT_TRUE(write_file(keys / "license.key", before.pem(), FileMode::secret));

  open();

  EXPECT_EQ(repository->license_key().pem(), next.pem());
  EXPECT_FALSE(std::filesystem::exists(keys / "license.next.key"));
}

TEST_F(KeyRotationTest, AShardKeyChangesInOneStepWithTheShard) {
  const auto fresh = crypto::SigningKey::generate();
  const TargetsChange change{.shards = {{.name = kFirstShard, .keys = {fresh.public_key()}}}};
  const std::string targets =
      sign_metadata(next_targets(present("targets"), change, in_days(365)).value(),
                    {key("targets")})
          .value();
  const std::string shard =
      sign_metadata(next_shard(present(kFirstShard), {}, in_days(365)).value(), {fresh}).value();

  EXPECT_EQ(code_of({{"targets", targets}}), "would-orphan");
  EXPECT_EQ(code_of({{"targets", targets}, {kFirstShard, shard}}), "accepted");

  EXPECT_TRUE(release(approved("acme.tool", "1.0.0", "bytes"), acme));
  EXPECT_EQ(client()->packages("acme.tool")->size(), 1U);
}

TEST_F(KeyRotationTest, ASecondShardTakesMoreVendors) {
  const auto shard_key = crypto::SigningKey::generate(), zebra = crypto::SigningKey::generate();
  const TargetsChange change{
      .shards = {{.name = "vendors-01", .keys = {shard_key.public_key()}, .paths = {"z*/*/*"}}}};
  const std::string targets =
      sign_metadata(next_targets(present("targets"), change, in_days(365)).value(),
                    {key("targets")})
          .value();
  const std::string shard =
      sign_metadata(
          next_shard("", {{.vendor = "zebra", .keys = {zebra.public_key()}}}, in_days(365)).value(),
          {shard_key})
          .value();

  EXPECT_EQ(code_of({{"targets", targets}}), "would-orphan") << "hosts would find no shard";
  EXPECT_EQ(code_of({{"targets", targets}, {"vendors-01", shard}}), "accepted");

  EXPECT_TRUE(release(approved("zebra.tool", "1.0.0", "bytes"), zebra, "zebra"));
  EXPECT_EQ(client()->packages("zebra.tool")->size(), 1U);
}

TEST_F(KeyRotationTest, AFullShardSaysSo) {
  std::vector<VendorDelegation> vendors;
  for (std::size_t made = 0; made <= kVendorsPerShard; ++made)
    vendors.push_back({.vendor = "v" + std::to_string(made), .keys = {acme.public_key()}});

  const auto full = next_shard("", vendors, in_days(365));

  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, ErrorCode::exhausted);
}

TEST_F(KeyRotationTest, AVendorsThresholdHoldsAndOneStolenKeyIsTooFew) {
  const auto second = crypto::SigningKey::generate();
  const Json body =
      next_shard(
          present(kFirstShard),
          {{.vendor = "acme", .keys = {acme.public_key(), second.public_key()}, .threshold = 2}},
          in_days(365))
          .value();
  ASSERT_TRUE(repository->accept(kFirstShard, sign_metadata(body, {key(kFirstShard)}).value()));
  const auto target = approved("acme.tool", "1.0.0", "bytes");
  const std::string stolen = role_with_targets("", {target}, acme, in_days(180)).value();

  EXPECT_EQ(refusal({{"vendor.acme", stolen}}), ErrorCode::untrusted);
  EXPECT_TRUE(repository->accept("vendor.acme", with_signature(stolen, second).value()));

  EXPECT_EQ(client()->packages("acme.tool")->size(), 1U);
}

TEST_F(KeyRotationTest, ARevokedVendorKeySignsNothingMoreAndWhatItSignedIsNoLongerOffered) {
  const auto fresh = crypto::SigningKey::generate();
  ASSERT_TRUE(release(approved("acme.tool", "1.0.0", "one"), acme));
  approve("acme", {fresh.public_key()});

  EXPECT_EQ(release(approved("acme.tool", "1.1.0", "two"), acme).error().code,
            ErrorCode::untrusted);
  EXPECT_FALSE(client()->packages("acme.tool"));
  EXPECT_TRUE(release(approved("acme.tool", "1.1.0", "two"), fresh));

  EXPECT_EQ(client()->packages("acme.tool")->size(), 2U);
}

TEST_F(KeyRotationTest, ARoleSignedByOldAndNewKeysIsBelievedBeforeAndAfterTheChange) {
  const auto fresh = crypto::SigningKey::generate();
  ASSERT_TRUE(release(approved("acme.tool", "1.0.0", "one"), acme));
  const Json body = renewed(present("vendor.acme"), in_days(180)).value();
  ASSERT_TRUE(repository->accept("vendor.acme", sign_metadata(body, {acme, fresh}).value()));
  EXPECT_TRUE(client()->packages("acme.tool"));

  approve("acme", {fresh.public_key()});

  EXPECT_TRUE(client()->packages("acme.tool"));
}

TEST_F(KeyRotationTest, AVersionThatSkipsOneIsRefusedWithTheOneExpected) {
  const auto target = approved("acme.tool", "1.0.0", "bytes");
  Json body = tuf_body("targets", 2, in_days(180));
  body["targets"][target.path] = {{"length", target.length},
                                  {"hashes", {{"sha256", target.sha256}}}};

  const auto skipped = repository->accept("vendor.acme", sign_metadata(body, {acme}).value());

  ASSERT_FALSE(skipped);
  EXPECT_EQ(Json::parse(skipped.error().detail),
            (Json{{"code", "wrong-version"}, {"expected", 1}}));
}

TEST_F(KeyRotationTest, RolesAndPathsThatLeaveTheirFolderAreRefused) {
  const std::string role =
      role_with_targets("", {approved("acme.tool", "1.0.0", "bytes")}, acme, in_days(180)).value();
  for (const char* name : {"../vendor.acme", "vendor.acme/..", "vendor.../../etc",
                           "vendors-00/../x", "", ".", "..", "vendor.\n"})
    EXPECT_FALSE(repository->accept(name, role)) << name;
  for (const char* path : {"acme/../other/1.0.0.kpkg", "../../etc/passwd", "/acme/acme.tool/1.kpkg",
                           "acme/acme.tool/..\\1.kpkg", "acme//1.0.0.kpkg", "acme/./1.0.0.kpkg"}) {
    EXPECT_FALSE(repository->store_target(path, folder / "upload")) << path;
    ReleasedTarget target{path, crypto::sha256_hex("bytes"), 5, {}};
    EXPECT_FALSE(release(target, acme)) << path;
  }
  EXPECT_EQ(repository->version("vendor.acme"), 0);
}

TEST_F(KeyRotationTest, AnExpiredDelegationIsSignedAgainAndHostsComeBack) {
  ASSERT_TRUE(release(approved("acme.tool", "1.0.0", "bytes"), acme));
  clock.advance(366 * kDayMs);
  ASSERT_TRUE(repository->refresh());
  EXPECT_FALSE(client()->packages("acme.tool"));
  const auto again = [&](const std::string& role, const std::string& holder) {
    return Repository::Submission{
        role, sign_metadata(renewed(present(role), in_days(365)).value(), {key(holder)}).value()};
  };

  ASSERT_TRUE(repository->accept_all(
      {again("root", "root"), again("targets", "targets"), again(kFirstShard, kFirstShard)}));
  const Json vendor = renewed(present("vendor.acme"), in_days(180)).value();
  ASSERT_TRUE(repository->accept("vendor.acme", sign_metadata(vendor, {acme}).value()));

  EXPECT_EQ(client()->packages("acme.tool")->size(), 1U);
}

TEST_F(KeyRotationTest, APluginGoesToItsNewVendorWithAllItsReleases) {
  const auto other = crypto::SigningKey::generate();
  approve("other", {other.public_key()});
  const auto first = approved("acme.tool", "1.0.0", "one");
  ASSERT_TRUE(release(first, acme));
  const Json body =
      shard_with_transfer(present(kFirstShard), "acme.tool", "other", in_days(365)).value();
  ASSERT_TRUE(repository->accept(kFirstShard, sign_metadata(body, {key(kFirstShard)}).value()));

  EXPECT_TRUE(repository->speaks_for("other", first.path));
  EXPECT_FALSE(repository->speaks_for("acme", first.path));
  EXPECT_TRUE(release(first, other, "other"));
  EXPECT_TRUE(release(approved("acme.tool", "1.1.0", "two"), other, "other"));

  EXPECT_EQ(client()->packages("acme.tool")->size(), 2U);
}

TEST_F(KeyRotationTest, TheKillSwitchIsTheOfflineTargetsRoleAlone) {
  const std::string bytes = killed_file(Json::array({{{"plugin", "acme.tool"},
                                                      {"versions", "*"},
                                                      {"reason", "steals"},
                                                      {"at", "2026-01-01T00:00:00Z"}}}));
  ASSERT_TRUE(write_file(folder / "killed", bytes));
  ASSERT_TRUE(repository->store_target(kKilledPath, folder / "killed"));
  const Json body = next_targets(present("targets"),
                                 {.files = {{kKilledPath, bytes}}, .shards = {}}, in_days(365))
                        .value();

  for (const char* online : {"snapshot", "timestamp", "license", "log", "review", "vendors-00"})
    EXPECT_EQ(refusal({{"targets", sign_metadata(body, {key(online)}).value()}}),
              ErrorCode::untrusted)
        << online;
  EXPECT_TRUE(repository->accept("targets", sign_metadata(body, {key("targets")}).value()));
}

}  // namespace
}  // namespace kontor::marketplace
