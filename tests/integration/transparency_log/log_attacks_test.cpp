#include <gtest/gtest.h>

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "base/tlog/tiles.hpp"
#include "marketplace/core/log_keys.hpp"
#include "marketplace/log/entry.hpp"
#include "tests/integration/transparency_log/log_market.hpp"

namespace kontor::marketplace {
namespace {

// Whoever owns the market's machine owns its log key. Each test is a real market over HTTP that
// lies to a host which has seen the truth before.
class LogAttackTest : public LogMarketTest {
 protected:
  // An empty market with the keys of the first one: what it signs is signed by the same log.
  void prepare_twin() { copy_market("market", "twin"); }
  void expect_kept_size(std::uint64_t size) {
    const std::string note = read_file(folder_ / "host/log.checkpoint", 65536).value();
    EXPECT_EQ(tlog::open_checkpoint(note, policy_)->size, size);
  }
};

TEST_F(LogAttackTest, ASplitViewIsSeenAndBothCheckpointsAreKept) {
  prepare_twin();
  start("market").append(0, 5);
  ASSERT_TRUE(refresh());
  const std::string truth = market_->log().checkpoint();
  start("twin").append(100, 110);
  const std::string lie = market_->log().checkpoint();

  const Status refreshed = refresh();

  EXPECT_EQ(refusal(refreshed), "log-split");
  expect_kept_size(5);
  const std::string file = Json::parse(refreshed.error().detail).at("evidence");
  const Json evidence = parse_json(read_file(file, 1 << 20).value()).value();
  EXPECT_EQ(evidence["kept"], truth);
  EXPECT_EQ(evidence["served"], lie);
  EXPECT_NE(refreshed.error().message.find(file), std::string::npos);
  for (const char* note : {"kept", "served"})
    EXPECT_TRUE(tlog::open_checkpoint(evidence[note].get<std::string>(), policy_));
}

TEST_F(LogAttackTest, ASplitViewOfTheSameSizeIsSeen) {
  prepare_twin();
  start("market").append(0, 5);
  ASSERT_TRUE(refresh());
  start("twin").append(100, 105);
  EXPECT_EQ(refusal(refresh()), "log-split");
}

TEST_F(LogAttackTest, AReleaseProvenByAnotherViewOfTheLogIsNotInstalled) {
  prepare_twin();
  start("market").append(0, 5);
  ASSERT_TRUE(refresh());
  start("twin").append(100, 110);
  EXPECT_EQ(refusal(prove(103)), "log-split");
  expect_kept_size(5);
}

TEST_F(LogAttackTest, AnEntryTakenOutOfTheLogIsSeen) {
  prepare_twin();
  start("market").append(0, 300);
  ASSERT_TRUE(refresh());
  LogMarket& twin = start("twin");
  twin.append(0, 100);
  twin.append(101, 400);
  EXPECT_EQ(refusal(refresh()), "log-split");
}

TEST_F(LogAttackTest, AnEntryAlteredOnDiskProvesNothing) {
  start("market").append(0, 5);
  ASSERT_TRUE(prove(2));
  const auto bundle = log_file("market", "tile/entries/000.p/5");
  std::string bytes = read_file(bundle, 1 << 20).value();
  const std::string hash = release_number(2).sha256;
  bytes.replace(bytes.find(hash), 4, hash.substr(0, 4) == "0000" ? "1111" : "0000");
  ASSERT_TRUE(write_file(bundle, bytes));
  EXPECT_EQ(refusal(prove(2)), "log-wrong-entry");
}

TEST_F(LogAttackTest, AnEntryAlteredToLookRightProvesNothing) {
  start("market").append(0, 5);
  // The market wants release 2 to be a year older; the entry's time is all it changes.
  const auto bundle = log_file("market", "tile/entries/000.p/5");
  const std::string bytes = read_file(bundle, 1 << 20).value();
  auto entries = tlog::parse_bundle(bytes, 5).value();
  entries[2].replace(entries[2].find("\"at\":\"2026"), 10, "\"at\":\"2025");
  std::string altered;
  for (const std::string& entry : entries) tlog::append_to_bundle(altered, entry);
  ASSERT_TRUE(write_file(bundle, altered));
  EXPECT_EQ(refusal(prove(2)), "log-proof");
}

TEST_F(LogAttackTest, AnOldCheckpointServedAgainIsSeen) {
  start("market").append(0, 5);
  copy_market("market", "old");
  start("market").append(5, 300);
  ASSERT_TRUE(refresh());
  start("old");
  EXPECT_EQ(refusal(refresh()), "log-rolled-back");
  expect_kept_size(300);
}

TEST_F(LogAttackTest, ATruncatedTileIsRefused) {
  start("market").append(0, 5);
  ASSERT_TRUE(refresh());
  market_->append(5, 10);
  const auto tile = log_file("market", "tile/0/000.p/10");
  ASSERT_TRUE(write_file(tile, read_file(tile, 8192).value().substr(0, 300)));
  EXPECT_EQ(refusal(refresh()), "log-bad-tile");
  expect_kept_size(5);
}

TEST_F(LogAttackTest, AnOversizedTileIsRefused) {
  start("market").append(0, 5);
  ASSERT_TRUE(refresh());
  market_->append(5, 10);
  for (const std::size_t more : {32U, 1U << 20}) {
    const auto tile = log_file("market", "tile/0/000.p/10");
    ASSERT_TRUE(write_file(tile, read_file(tile, 2 << 20).value() + std::string(more, 'x')));
    EXPECT_EQ(refusal(refresh()), "log-bad-tile");
  }
  expect_kept_size(5);
}

TEST_F(LogAttackTest, ATileWithAnotherHashIsRefused) {
  start("market").append(0, 5);
  ASSERT_TRUE(refresh());
  market_->append(5, 10);
  const auto tile = log_file("market", "tile/0/000.p/10");
  std::string bytes = read_file(tile, 8192).value();
  bytes[7] = static_cast<char>(bytes[7] ^ 1);
  ASSERT_TRUE(write_file(tile, bytes));
  EXPECT_EQ(refusal(refresh()), "log-split");
  expect_kept_size(5);
}

TEST_F(LogAttackTest, ALogOfAnotherNameIsRefused) {
  policy_ = new_log_policy("log.example/another", policy_.keys.front().key).value();
  market_->append(0, 5);
  EXPECT_EQ(refusal(refresh()), "log-wrong-origin");
  EXPECT_EQ(refusal(prove(2)), "log-wrong-origin");
}

TEST_F(LogAttackTest, ALogSignedByAnotherKeyIsRefused) {
  policy_ = new_log_policy(policy_.origin, crypto::SigningKey::generate().public_key()).value();
  market_->append(0, 5);
  EXPECT_EQ(refusal(refresh()), "log-not-signed");
  EXPECT_EQ(refusal(prove(2)), "log-not-signed");
}

}  // namespace
}  // namespace kontor::marketplace
