#include "marketplace/client/market_client.hpp"

#include "base/crypto/dsse.hpp"
#include "tests/integration/market_repository/market_fixture.hpp"

namespace kontor::marketplace {
namespace {

using MarketClientTest = MarketTest;

std::string code_of(const Error& error) {
  return error.detail.empty() ? "" : Json::parse(error.detail).value("code", "");
}

TEST_F(MarketClientTest, FindsTheNewestReleaseAndDownloadsItsBytes) {
  const std::string bytes(300'000, 'k');
  ASSERT_TRUE(release(approved("acme.tool", "1.9.0", "older"), acme));
  ASSERT_TRUE(release(approved("acme.tool", "1.10.0", bytes), acme));
  ASSERT_TRUE(release(approved("acme.tool", "2.0.0-rc.1", "preview"), acme));
  const auto market = client();

  const auto found = market->find("acme.tool", "");

  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->version, "1.10.0");
  EXPECT_EQ(found->custom["plugin_id"], "acme.tool");
  EXPECT_EQ(market->packages("acme.tool")->front().version, "2.0.0-rc.1");
  ASSERT_TRUE(market->download(*found, folder / "package.kpkg"));
  EXPECT_EQ(read_file(folder / "package.kpkg", bytes.size()).value(), bytes);
}

TEST_F(MarketClientTest, KnowsTheVendorsAndLicenceKeys) {
  const auto market = client();

  const auto licence = market->license_keys();

  ASSERT_TRUE(licence) << licence.error().message;
  EXPECT_EQ(licence->front().kid, crypto::key_id(repository->license_key().public_key()));
  EXPECT_EQ(market->vendor_keys("acme")->front().ed25519_raw(), acme.public_key().ed25519_raw());
  EXPECT_EQ(market->vendor_keys("nobody").error().code, ErrorCode::not_found);
  EXPECT_EQ(market->find("nobody.tool", "").error().code, ErrorCode::not_found);
}

TEST_F(MarketClientTest, RefusesAPackageWithOneFlippedByteAndLeavesNoFile) {
  ASSERT_TRUE(release(approved("acme.tool", "1.0.0", "the package"), acme));
  const auto market = client();
  const auto found = market->find("acme.tool", "1.0.0");
  tamper = [](const std::string& path, std::string& bytes) {
    if (path.ends_with(".kpkg")) bytes[3] = static_cast<char>(bytes[3] ^ 1);
  };

  const Status got = market->download(*found, folder / "host/package.kpkg");

  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, ErrorCode::untrusted);
  EXPECT_EQ(code_of(got.error()), "hash_mismatch");
  for (const auto& entry : std::filesystem::directory_iterator(folder / "host"))
    EXPECT_FALSE(entry.path().string().find("incoming") != std::string::npos ||
                 entry.path().extension() == ".kpkg");
}

TEST_F(MarketClientTest, CutsAPackageOffThatNeverEnds) {
  ASSERT_TRUE(release(approved("acme.tool", "1.0.0", "the package"), acme));
  const auto market = client();
  const auto found = market->find("acme.tool", "1.0.0");
  tamper = [](const std::string& path, std::string& bytes) {
    if (path.ends_with(".kpkg")) bytes.append(1 << 20, 'x');
  };

  EXPECT_FALSE(market->download(*found, folder / "package.kpkg"));
  EXPECT_FALSE(std::filesystem::exists(folder / "package.kpkg"));
}

TEST_F(MarketClientTest, RefusesRolledBackMetadataWithBothVersionsNamed) {
  const std::string old = repository->metadata("timestamp").value();
  ASSERT_TRUE(release(approved("acme.tool", "1.0.0", "bytes"), acme));
  const auto market = client();
  ASSERT_TRUE(market->refresh());
  tamper = [&](const std::string& path, std::string& bytes) {
    if (path == "timestamp.json") bytes = old;
  };

  const Status refreshed = market->refresh();

  ASSERT_FALSE(refreshed);
  EXPECT_EQ(refreshed.error().code, ErrorCode::untrusted);
  EXPECT_EQ(code_of(refreshed.error()), "version_rolled_back");
  EXPECT_EQ(refreshed.error().message, "timestamp: version 2 is older than the trusted 3");
}

TEST_F(MarketClientTest, ExpiredMetadataBlocksInstallingAndNotWhatIsInstalled) {
  ASSERT_TRUE(release(approved("acme.tool", "1.0.0", "bytes"), acme));
  const auto market = client();
  const auto found = market->find("acme.tool", "1.0.0");
  ASSERT_TRUE(found && market->license_keys());

  clock.advance(60 * kDayMs);  // Nobody has run repository->refresh().

  const Status got = market->download(*found, folder / "package.kpkg");
  ASSERT_FALSE(got);
  EXPECT_EQ(code_of(got.error()), "expired_metadata");
  EXPECT_EQ(code_of(market->find("acme.tool", "1.0.0").error()), "expired_metadata");
  EXPECT_EQ(code_of(market->license_keys().error()), "expired_metadata");
  EXPECT_EQ(client()->stored_license_keys()->size(), 1U);
}

TEST_F(MarketClientTest, IsUnavailableWithoutAMarketAndStillKnowsItsKeys) {
  ASSERT_TRUE(client()->license_keys());
  server->stop();
  const auto market = client();

  EXPECT_EQ(market->refresh().error().code, ErrorCode::unavailable);
  EXPECT_TRUE(market->stored_license_keys());
}

TEST_F(MarketClientTest, DoesNotTrustAMarketOfAnotherRoot) {
  ASSERT_TRUE(hold_ceremony(folder / "stranger", {}, clock));
  std::filesystem::copy_file(folder / "stranger/root.json", folder / "market/root.json",
                             std::filesystem::copy_options::overwrite_existing);

  EXPECT_EQ(code_of(client()->refresh().error()), "threshold_not_met");
}

TEST_F(MarketClientTest, RefusesARootThatIsNotOne) {
  ASSERT_TRUE(write_file(folder / "market/root.json", "{}"));

  const auto made = MarketClient::create({.url = "http://127.0.0.1:1",
                                          .metadata_folder = folder / "host",
                                          .trusted_root = folder / "market/root.json"},
                                         clock);

  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::untrusted);
}

}  // namespace
}  // namespace kontor::marketplace
