#include <gtest/gtest.h>

#include "base/core/files.hpp"
#include "marketplace/core/log_keys.hpp"
#include "tests/integration/transparency_log/log_market.hpp"
#include "tests/support/program.hpp"

namespace kontor::marketplace {
namespace {

// kontor-log against a real market, and against copies somebody tampered with.
class LogProgramTest : public LogMarketTest {
 protected:
  LogProgramTest() {
    market_->append(0, 300);
    EXPECT_TRUE(write_file(folder_ / "keys.json", log_keys_json(policy_).dump()));
  }
  testing::Outcome run(testing::Arguments words) const {
    words.insert(words.end(), {"--log-keys", folder_ / "keys.json", "--json"});
    return testing::run("kontor-log", words);
  }
  testing::Outcome ask(testing::Arguments words) const {
    words.insert(words.end(), {"--market", market_->url()});
    return run(words);
  }
  static Json json(const testing::Outcome& outcome) {
    EXPECT_EQ(outcome.status, 0) << outcome.output;
    const auto parsed = parse_json(outcome.output);
    return parsed ? *parsed : Json();
  }
};

TEST_F(LogProgramTest, AuditsAWholeLogAndThatItContinuesWhatWasSeen) {
  const Json first = json(ask({"audit", "--save", folder_ / "seen"}));
  EXPECT_EQ(first["size"], 300);
  EXPECT_EQ(first["entries"]["release"], 300);
  EXPECT_EQ(first["origin"], policy_.origin);
  market_->append(300, 600);
  const Json second = json(ask({"audit", "--from", folder_ / "seen"}));
  EXPECT_EQ(second["size"], 600);
  EXPECT_EQ(second["earlier"], 300);

  market_.reset();
  EXPECT_EQ(json(run({"audit", "--dir", data("market")}))["size"], 600);
  EXPECT_EQ(json(run({"audit", "--dir", data("market") / "log"}))["size"], 600);
}

TEST_F(LogProgramTest, AnAuditSeesOneFlippedByteInEachFile) {
  market_.reset();
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data("market") / "log")) {
    if (!entry.is_regular_file() || entry.path().filename() == ".lock") continue;
    const std::string bytes = read_file(entry.path(), 4 << 20).value();
    for (const std::size_t place : {std::size_t{0}, bytes.size() / 2, bytes.size() - 2}) {
      std::string altered = bytes;
      altered[place] = static_cast<char>(altered[place] ^ 1);
      ASSERT_TRUE(write_file(entry.path(), altered));
      const auto outcome = run({"audit", "--dir", data("market")});
      EXPECT_EQ(outcome.status, 1) << entry.path() << " at " << place;
    }
    ASSERT_TRUE(write_file(entry.path(), bytes));
    ++files;
  }
  EXPECT_GE(files, 6);
  EXPECT_EQ(run({"audit", "--dir", data("market")}).status, 0);
}

TEST_F(LogProgramTest, AnAuditSeesAChangedPast) {
  json(ask({"audit", "--save", folder_ / "seen"}));
  copy_market("market", "twin");
  std::filesystem::remove_all(data("twin") / "log");
  start("twin");
  market_->append(1, 400);
  EXPECT_EQ(run({"audit", "--market", market_->url()}).status, 0);
  const auto outcome = ask({"audit", "--from", folder_ / "seen"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.output.find("past was changed"), std::string::npos) << outcome.output;
}

TEST_F(LogProgramTest, ShowsAnEntryByItsPlaceAndByItsHash) {
  const Json by_place = json(ask({"show", "257"}));
  EXPECT_EQ(by_place["entry"]["version"], "1.0.257");
  EXPECT_EQ(json(ask({"show", release_number(257).sha256}))["index"], 257);
  EXPECT_EQ(json(run({"show", release_number(7).sha256, "--dir", data("market")}))["index"], 7);
  EXPECT_EQ(ask({"show", "300"}).status, 1);
  EXPECT_EQ(ask({"show", "nonsense"}).status, 1);
}

TEST_F(LogProgramTest, FetchesAProofAndVerifiesItWithoutTheMarket) {
  const std::string sha256 = release_number(42).sha256;
  json(ask({"proof", sha256, "--out", folder_ / "p"}));
  market_.reset();
  EXPECT_EQ(json(run({"proof", "--file", folder_ / "p"}))["entry"]["sha256"], sha256);

  // release_number() hashes its version: the "package" of that release.
  ASSERT_TRUE(write_file(folder_ / "right.kpkg", "1.0.42"));
  ASSERT_TRUE(write_file(folder_ / "wrong.kpkg", "1.0.43"));
  EXPECT_EQ(run({"proof", "--file", folder_ / "p", "--package", folder_ / "right.kpkg"}).status, 0);
  EXPECT_EQ(run({"proof", "--file", folder_ / "p", "--package", folder_ / "wrong.kpkg"}).status, 1);
  EXPECT_EQ(run({"proof"}).status, 1);
}

TEST_F(LogProgramTest, BelievesNobodyWithoutAKey) {
  const auto outcome = testing::run("kontor-log", {"audit", "--market", market_->url()});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.output.find("--key"), std::string::npos);
  const std::string vkey = policy_.keys.front().text();
  EXPECT_EQ(testing::run("kontor-log", {"audit", "--market", market_->url(), "--key", vkey}).status,
            0);
  for (const char* verb : {"audit", "show", "proof", "cosign"})
    EXPECT_EQ(testing::run("kontor-log", {verb, "--help"}).status, 0);
}

}  // namespace
}  // namespace kontor::marketplace
