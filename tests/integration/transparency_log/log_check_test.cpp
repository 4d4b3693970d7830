#include "marketplace/client/log_check.hpp"

#include <gtest/gtest.h>

#include "base/core/files.hpp"
#include "marketplace/core/log_keys.hpp"
#include "tests/integration/transparency_log/log_market.hpp"

namespace kontor::marketplace {
namespace {

class LogCheckTest : public LogMarketTest {
 protected:
  std::string kept() { return read_file(folder_ / "host/log.checkpoint", 65536).value(); }
};

TEST_F(LogCheckTest, FollowsALogThatGrows) {
  EXPECT_TRUE(refresh());
  for (const int size : {1, 2, 255, 256, 257, 700}) {
    market_->append(0, size);
    const Status refreshed = refresh();
    ASSERT_TRUE(refreshed) << refreshed.error().message;
    EXPECT_EQ(kept(), market_->log().checkpoint());
  }
  EXPECT_TRUE(refresh());
}

TEST_F(LogCheckTest, ProvesAReleaseOnceAndThenWithoutTheMarket) {
  market_->append(0, 300);
  const auto logged = prove(256);
  ASSERT_TRUE(logged) << logged.error().message;
  EXPECT_EQ(logged->index, 256U);
  EXPECT_EQ(logged->at_ms, clock_.now_ms());
  market_.reset();
  EXPECT_EQ(verify_offline(logged->proof, release_number(256), policy_)->index, 256U);
}

TEST_F(LogCheckTest, AProofMayBeOlderOrNewerThanTheKeptCheckpoint) {
  market_->append(0, 300);
  const auto old = prove(7);
  ASSERT_TRUE(old);
  market_->append(300, 600);
  ASSERT_TRUE(refresh());
  const auto client = http::Client::create(market_->url()).value();
  HttpFetcher fetcher(*client, "/");
  LogCheck check(fetcher, folder_ / "host", policy_, clock_);
  EXPECT_TRUE(check.prove(release_number(7), old->proof));
  EXPECT_EQ(check.kept().value()->size, 600U);

  market_->append(600, 601);
  EXPECT_TRUE(prove(600));
  EXPECT_EQ(check.kept().value()->size, 601U);
}

TEST_F(LogCheckTest, APackageThatIsNotInTheLogIsNotFound) {
  market_->append(0, 3);
  const auto logged = prove(3);
  ASSERT_FALSE(logged);
  EXPECT_EQ(logged.error().code, ErrorCode::not_found);
}

TEST_F(LogCheckTest, AProofOfAnotherPackageProvesNothing) {
  market_->append(0, 3);
  const std::string proof = prove(1)->proof;
  MarketPackage package = release_number(1);
  ASSERT_TRUE(verify_offline(proof, package, policy_));
  package.length = -1;
  ASSERT_TRUE(verify_offline(proof, package, policy_));

  EXPECT_EQ(refusal(verify_offline(proof, release_number(2), policy_)), "log-wrong-entry");
  for (const auto member : {&MarketPackage::plugin_id, &MarketPackage::version,
                            &MarketPackage::path, &MarketPackage::sha256}) {
    MarketPackage other = release_number(1);
    other.*member += "x";
    EXPECT_EQ(refusal(verify_offline(proof, other, policy_)), "log-wrong-entry");
  }
  package.length = 1;
  EXPECT_EQ(refusal(verify_offline(proof, package, policy_)), "log-wrong-entry");
  EXPECT_EQ(refusal(verify_offline("nonsense", release_number(1), policy_)), "log-proof");
}

// Keeps what it fetched in a folder, as a bundle does.
class Recorder final : public tuf::Fetcher {
 public:
  Recorder(tuf::Fetcher& market, std::filesystem::path folder)
      : market_(market), folder_(std::move(folder)) {}
  Result<std::string> fetch(const std::string& name, std::size_t bytes_max) override {
    auto bytes = TRY(market_.fetch(name, bytes_max));
    std::filesystem::create_directories((folder_ / name).parent_path());
    TRY(write_file(folder_ / name, bytes));
    return bytes;
  }

 private:
  tuf::Fetcher& market_;
  std::filesystem::path folder_;
};

TEST_F(LogCheckTest, ABundleWithTheHistoryIsEnoughForHostsThatSawAnyPartOfIt) {
  std::vector<std::string> seen;
  for (const int size : {1, 200, 256, 513, 700}) {
    market_->append(0, size);
    seen.push_back(market_->log().checkpoint());
  }
  market_->append(700, 900);
  const auto client = http::Client::create(market_->url()).value();
  HttpFetcher fetcher(*client, "/");
  Recorder recorder(fetcher, folder_ / "bundle");
  std::filesystem::create_directories(folder_ / "exporter");
  LogCheck exporter(recorder, folder_ / "exporter", policy_, clock_);
  ASSERT_TRUE(exporter.refresh());
  ASSERT_TRUE(exporter.fetch_history());
  market_.reset();

  FolderFetcher bundle(folder_ / "bundle");
  for (const std::string& checkpoint : seen) {
    ASSERT_TRUE(write_file(folder_ / "host/log.checkpoint", checkpoint));
    LogCheck host(bundle, folder_ / "host", policy_, clock_);
    const Status refreshed = host.refresh();
    EXPECT_TRUE(refreshed) << refreshed.error().message;
    EXPECT_EQ(host.kept().value()->size, 900U);
  }
}

TEST_F(LogCheckTest, AMarketThatIsNotThereIsUnavailableAndNothingIsLost) {
  market_->append(0, 3);
  ASSERT_TRUE(refresh());
  const std::string before = kept();
  const std::string url = market_->url();
  market_.reset();
  const auto client = http::Client::create(url).value();
  HttpFetcher fetcher(*client, "/");
  EXPECT_EQ(LogCheck(fetcher, folder_ / "host", policy_, clock_).refresh().error().code,
            ErrorCode::unavailable);
  EXPECT_EQ(kept(), before);
}

TEST_F(LogCheckTest, ACheckpointWithoutEnoughWitnessesIsNotBelieved) {
  const auto witness = crypto::SigningKey::generate();
  policy_.witnesses = {tlog::VerifierKey::make("witness.example", witness.public_key(),
                                               tlog::SignatureType::cosignature_v1)
                           .value()};
  policy_.witness_threshold = 1;
  EXPECT_EQ(refusal(refresh()), "log-not-witnessed");
}

}  // namespace
}  // namespace kontor::marketplace
