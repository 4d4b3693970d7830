#include "marketplace/log/log.hpp"

#include <gtest/gtest.h>

#include <mutex>
#include <set>
#include <thread>

#include "base/core/files.hpp"
#include "base/tlog/offline_proof.hpp"
#include "base/tlog/tiles.hpp"
#include "marketplace/log/entry.hpp"
#include "tests/integration/transparency_log/log_fixture.hpp"

namespace kontor::marketplace {
namespace {

class LogTest : public LogFixture {};

TEST_F(LogTest, BeginsEmptyAndSigned) {
  EXPECT_EQ(head().size, 0U);
  EXPECT_EQ(head().root, tlog::empty_root());
}

TEST_F(LogTest, AnEntryIsThereAfterARestartUnderASignedCheckpoint) {
  EXPECT_EQ(log->append(release_entry(1)).value(), 0U);
  EXPECT_EQ(log->append(release_entry(2)).value(), 1U);
  const std::string checkpoint = log->checkpoint();
  open();
  EXPECT_EQ(log->checkpoint(), checkpoint);
  EXPECT_EQ(head().size, 2U);
  const Json entry = parse_log_entry(log->entry(1).value()).value();
  EXPECT_EQ(entry["sha256"], release_number(2).sha256);
  EXPECT_EQ(entry["at"], to_rfc3339(clock.now_ms()));
  EXPECT_EQ(log->append(release_entry(3)).value(), 2U);
}

TEST_F(LogTest, ARepeatedReleaseIsAnsweredWithItsIndex) {
  append(0, 3);
  clock.advance(1000);
  EXPECT_EQ(log->append(release_entry(1)).value(), 1U);
  open();
  EXPECT_EQ(log->append(release_entry(1)).value(), 1U);
  EXPECT_EQ(log->append_all({release_entry(7), release_entry(7)}).value(),
            (std::vector<std::uint64_t>{3, 3}));
  EXPECT_EQ(head().size, 4U);

  Json other = release_entry(1);
  other["version"] = "9.9.9";
  EXPECT_EQ(log->append(other).error().code, ErrorCode::conflict);
}

TEST_F(LogTest, TimeNeverGoesBack) {
  append(0, 1);
  clock.set_wall_clock(clock.now_ms() - 3'600'000);
  append(1, 2);
  open();
  append(2, 3);
  EXPECT_EQ(parse_log_entry(log->entry(0).value())->at("at"),
            parse_log_entry(log->entry(2).value())->at("at"));
}

TEST_F(LogTest, TakesTheKnownShapesOnly) {
  const Json keys{{"type", "vendor-keys"},
                  {"vendor", "acme"},
                  {"keyids", Json::array({std::string(64, 'a')})},
                  {"threshold", 1}};
  const Json transfer{{"type", "transfer"},
                      {"plugin", "acme.notes"},
                      {"from", "acme"},
                      {"to", "umbrella"},
                      {"announced", "2026-11-22T00:00:00Z"},
                      {"effective", "2026-12-22T00:00:00Z"}};
  const Json yank{{"type", "yank"},
                  {"plugin", "acme.notes"},
                  {"version", "1.0.0"},
                  {"reason", "it deletes \"type\":\"release\" notes"}};
  const Json deprecate{{"type", "deprecate"}, {"plugin", "acme.notes"}};
  EXPECT_EQ(log->append_all({keys, transfer, yank, deprecate})->back(), 3U);

  Json unknown = yank, more = yank, less = yank, timed = yank, large = yank, wrong_time = transfer;
  unknown["type"] = "advert";
  more["colour"] = "red";
  less.erase("version");
  timed["at"] = "2026-11-22T00:00:00Z";
  large["reason"] = std::string(2001, 'x');
  wrong_time["effective"] = "some time next winter";
  for (const Json& wrong : {unknown, more, less, timed, large, wrong_time, Json("text")}) {
    EXPECT_EQ(log->append(wrong).error().code, ErrorCode::invalid_argument);
    // All of a caller's entries or none.
    EXPECT_FALSE(log->append_all({release_entry(1), wrong}));
  }
  EXPECT_EQ(head().size, 4U);
  EXPECT_EQ(log->append(release_entry(1)).value(), 4U);
}

TEST_F(LogTest, ProvesEachReleaseOffLine) {
  append(0, 300);
  for (const int number : {0, 255, 256, 299}) {
    const auto proof =
        tlog::parse_offline_proof(log->proof(release_number(number).sha256).value()).value();
    EXPECT_EQ(proof.index, static_cast<std::uint64_t>(number));
    EXPECT_EQ(parse_log_entry(proof.extra)->at("version"), release_number(number).version);
    EXPECT_TRUE(tlog::verify_offline_proof(proof, proof.extra, policy));
  }
  EXPECT_EQ(log->proof(std::string(64, '0')).error().code, ErrorCode::not_found);
  EXPECT_EQ(log->proof("../key").error().code, ErrorCode::invalid_argument);
}

TEST_F(LogTest, ServesTheTilesOfItsCheckpointAndNoOthers) {
  append(0, 258);
  tlog::TileReader tiles(258, [this](const tlog::Tile& tile, std::size_t bytes_max) {
    return read_file(log->served_file(tlog::tile_path(tile)).value(), bytes_max);
  });
  EXPECT_EQ(tlog::tree_root(tiles, 258).value(), head().root);

  EXPECT_FALSE(log->served_file("tile/0/001.p/3"));
  EXPECT_FALSE(log->served_file("tile/0/002"));
  EXPECT_FALSE(log->served_file("tile/entries/001"));
  EXPECT_FALSE(log->served_file("tile/0/../../keys/log.key"));
  EXPECT_FALSE(log->served_file("checkpoint"));
  // What became full is kept as full only.
  EXPECT_FALSE(std::filesystem::exists(log->served_file("tile/0/000.p/5").value()));
  EXPECT_TRUE(std::filesystem::exists(log->served_file("tile/entries/000").value()));
  EXPECT_TRUE(std::filesystem::exists(log->served_file("tile/1/000.p/1").value()));
}

TEST_F(LogTest, CallersAtTheSameTimeShareCheckpointsAndGetDifferentIndexes) {
  constexpr int kThreads = 8, kEach = 40;
  std::mutex mutex;
  std::set<std::uint64_t> indexes;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int thread = 0; thread < kThreads; ++thread)
    threads.emplace_back([&, thread] {
      for (int number = 0; number < kEach; ++number) {
        const auto index = log->append(release_entry(thread * kEach + number));
        const auto proof = log->proof(release_number(thread * kEach + number).sha256);
        const std::lock_guard lock(mutex);
        EXPECT_TRUE(index && indexes.insert(*index).second);
        EXPECT_TRUE(proof);
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(indexes.size(), static_cast<std::size_t>(kThreads * kEach));
  EXPECT_EQ(head().size, indexes.size());
  open();
  EXPECT_EQ(head().size, indexes.size());
}

TEST_F(LogTest, OneProcessAFolder) {
  const auto second = try_open();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::unavailable);
}

TEST_F(LogTest, DoesNotOpenWhatSomebodyChangedOnDisk) {
  append(0, 3);
  const auto tile = folder / "log/tile/0/000.p/3";
  log.reset();
  std::string bytes = read_file(tile, 8192).value();
  bytes[40] = static_cast<char>(bytes[40] ^ 1);
  ASSERT_TRUE(write_file(tile, bytes));
  const auto opened = try_open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::untrusted);
}

TEST_F(LogTest, DoesNotOpenWithAKeyTheOfflineRoleDoesNotName) {
  log.reset();
  key = crypto::SigningKey::generate();
  EXPECT_EQ(try_open().error().code, ErrorCode::conflict);
}

TEST_F(LogTest, ServesTheCosignaturesOfItsWitnesses) {
  const auto witness = crypto::SigningKey::generate();
  const auto verifier = tlog::VerifierKey::make("witness.example", witness.public_key(),
                                                tlog::SignatureType::cosignature_v1)
                            .value();
  policy.witnesses = {verifier};
  open();
  append(0, 2);
  const std::string text = tlog::parse_note(log->checkpoint())->text;
  const std::string line =
      tlog::signature_line(tlog::cosign_note(text, verifier, witness, clock.now_ms()));

  ASSERT_TRUE(log->add_cosignatures(line));
  policy.witness_threshold = 1;
  EXPECT_TRUE(tlog::open_checkpoint(log->checkpoint(), policy));
  ASSERT_TRUE(log->add_cosignatures(log->checkpoint()));  // A whole cosigned note.
  open();
  EXPECT_TRUE(tlog::open_checkpoint(log->checkpoint(), policy));

  append(2, 3);
  EXPECT_FALSE(tlog::open_checkpoint(log->checkpoint(), policy));
  EXPECT_EQ(log->add_cosignatures(line).error().code, ErrorCode::untrusted);
  EXPECT_EQ(log->add_cosignatures(text + "\n" + line).error().code, ErrorCode::conflict);
  EXPECT_FALSE(log->add_cosignatures("nonsense"));
}

}  // namespace
}  // namespace kontor::marketplace
