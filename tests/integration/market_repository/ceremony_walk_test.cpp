#include <gtest/gtest.h>

#include <filesystem>

#include "base/core/files.hpp"
#include "marketplace/repository/signing.hpp"
#include "tests/support/program.hpp"

namespace kontor::marketplace {
namespace {

// The walks of marketplace/repository/README.md with the real kontor-keys: each holder's key in a
// folder of its own, and nothing but files between them.
class CeremonyWalkTest : public ::testing::Test {
 protected:
  CeremonyWalkTest() {
    std::string name = "/tmp/kontor-walk-XXXXXX";
    folder_ = ::mkdtemp(name.data());
    std::filesystem::create_directories(data() / "keys");
    for (const char* holder : {"ada", "bo", "eva", "targets", "vendors-00", "snapshot", "timestamp",
                               "license", "log", "review"})
      make_key(holder);
  }
  ~CeremonyWalkTest() override { std::filesystem::remove_all(folder_); }

  std::string at(const std::string& name) const { return (folder_ / name).string(); }
  std::filesystem::path data() const { return folder_ / "market"; }
  std::string public_key(const std::string& holder) const { return at(holder + ".key.pub"); }

  void make_key(const std::string& holder) const { done({"new", at(holder + ".key")}); }

  std::string key_id(const std::string& holder) const {
    const auto key = crypto::SigningKey::load(folder_ / (holder + ".key")).value();
    return tuf_key_id(key.public_key()).value();
  }

  static testing::Outcome keys(const testing::Arguments& words) {
    return testing::run("kontor-keys", words);
  }
  static void done(const testing::Arguments& words) {
    const auto outcome = keys(words);
    EXPECT_EQ(outcome.status, 0) << outcome.output;
  }

  // Each holder signs his copy; the copies become one document.
  void sign(const std::string& name, const std::vector<std::string>& holders) const {
    testing::Arguments words{"assemble"};
    for (const std::string& holder : holders) {
      const std::string copy = at(name + "." + holder);
      done({"sign", at("draft/" + name), "--key", at(holder + ".key"), "--out", copy});
      words.push_back(copy);
    }
    words.insert(words.end(), {"--out", at(name)});
    done(words);
  }

  void hold() const {
    done({"prepare", "root", "--add", "root=" + public_key("ada"), "--add",
          "root=" + public_key("bo"), "--add", "root=" + public_key("eva"), "--threshold", "root=2",
          "--add", "targets=" + public_key("targets"), "--add",
          "snapshot=" + public_key("snapshot"), "--add", "timestamp=" + public_key("timestamp"),
          "--out", at("draft")});
    done({"prepare", "targets", "--shard", "vendors-00=" + public_key("vendors-00"),
          "--license-key", public_key("license"), "--log-key", public_key("log"), "--log-origin",
          "market.example/log", "--review-key", public_key("review"), "--out", at("draft")});
    done({"prepare", "shard", "vendors-00", "--out", at("draft")});
    sign("1.root.json", {"ada", "bo"});
    sign("1.targets.json", {"targets"});
    sign("1.vendors-00.json", {"vendors-00"});
    for (const char* online : {"snapshot", "timestamp", "license", "log"})
      std::filesystem::copy_file(at(std::string(online) + ".key"),
                                 data() / "keys" / (std::string(online) + ".key"));
    done({"accept", at("1.root.json"), at("1.targets.json"), at("1.vendors-00.json"), "--files",
          at("draft/files"), "--data", data()});
  }

  int accept(const std::string& name) const {
    return keys({"accept", at(name), "--data", data()}).status;
  }

  Json status() const {
    const auto told = keys({"status", "--from", data(), "--json"});
    return parse_json(told.output).value();
  }

  std::filesystem::path folder_;
};

TEST_F(CeremonyWalkTest, HoldersWhoNeverMeetMakeAMarketOfTwoOfThree) {
  hold();

  const Json told = status();
  EXPECT_EQ(told["due"], 0);
  EXPECT_EQ(told["roles"][0]["role"], "root");
  EXPECT_EQ(told["roles"][0]["keys"], 3);
  EXPECT_EQ(told["roles"][0]["threshold"], 2);
  EXPECT_TRUE(std::filesystem::exists(data() / "root.json"));
}

TEST_F(CeremonyWalkTest, ALostRootKeyIsReplacedAndBelowTheThresholdNothingIs) {
  hold();
  make_key("max");
  done({"prepare", "root", "--from", data(), "--remove", "root=" + key_id("eva"), "--add",
        "root=" + public_key("max"), "--out", at("draft")});

  sign("2.root.json", {"ada"});
  EXPECT_EQ(accept("2.root.json"), 1) << "one of two";
  sign("2.root.json", {"ada", "max"});
  EXPECT_EQ(accept("2.root.json"), 1) << "the new key does not count for the present root";
  sign("2.root.json", {"ada", "bo"});
  EXPECT_EQ(accept("2.root.json"), 0);

  EXPECT_EQ(status()["roles"][0]["version"], 2);
}

TEST_F(CeremonyWalkTest, AnOnlineKeyIsChangedOnceItLiesOnTheMarketsMachine) {
  hold();
  make_key("fresh");
  done({"prepare", "root", "--from", data(), "--remove", "timestamp=" + key_id("timestamp"),
        "--add", "timestamp=" + public_key("fresh"), "--out", at("draft")});
  sign("2.root.json", {"ada", "bo"});

  EXPECT_EQ(accept("2.root.json"), 1) << "the market does not hold it";
  std::filesystem::copy_file(at("fresh.key"), data() / "keys/timestamp.next.key");
  EXPECT_EQ(accept("2.root.json"), 0);

  EXPECT_EQ(read_file(data() / "keys/timestamp.key", 4096).value(),
            read_file(at("fresh.key"), 4096).value());
}

TEST_F(CeremonyWalkTest, ALostTargetsKeyIsChangedTogetherWithWhatItSigns) {
  hold();
  make_key("fresh");
  done({"prepare", "root", "--from", data(), "--remove", "targets=" + key_id("targets"), "--add",
        "targets=" + public_key("fresh"), "--out", at("draft")});
  done({"prepare", "targets", "--from", data(), "--out", at("draft")});
  sign("2.root.json", {"bo", "eva"});
  sign("2.targets.json", {"fresh"});

  EXPECT_EQ(accept("2.root.json"), 1) << "hosts would believe no targets any more";
  done({"accept", at("2.root.json"), at("2.targets.json"), "--data", data()});

  EXPECT_EQ(status()["roles"][1]["version"], 2);
}

TEST_F(CeremonyWalkTest, AShardIsSignedAgainBeforeItExpires) {
  hold();
  done({"prepare", "shard", "vendors-00", "--from", data(), "--days", "20", "--out", at("draft")});
  sign("2.vendors-00.json", {"vendors-00"});
  EXPECT_EQ(accept("2.vendors-00.json"), 0);

  const Json told = status();

  EXPECT_EQ(told["due"], 1);
  EXPECT_EQ(keys({"status", "--from", data(), "--check"}).status, 1);
}

}  // namespace
}  // namespace kontor::marketplace
