#include "marketplace/repository/signing.hpp"

#include "base/core/files.hpp"
#include "tests/integration/marketplace/market_process.hpp"

namespace kontor::marketplace {
namespace {

// The operator's walks of marketplace/repository/README.md while the market runs; those through
// the folder of a market that stands still are in market_repository/ceremony_walk_test.cpp.
class RunningWalkTest : public MarketProcess {
 protected:
  std::string at(const std::string& name) const { return (folder_ / name).string(); }
  std::string offline(const std::string& role) const { return data_ / "keys" / (role + ".key"); }
  std::string id_of(const std::string& role) const {
    const auto key = crypto::SigningKey::load(offline(role)).value();
    return tuf_key_id(key.public_key()).value();
  }
  static testing::Outcome keys(const testing::Arguments& words) {
    return testing::run("kontor-keys", words);
  }
  static void done(const testing::Arguments& words) {
    const auto outcome = keys(words);
    EXPECT_EQ(outcome.status, 0) << words.front() << ": " << outcome.output;
  }
  // What the running market has, changed, signed by one key.
  void draft(testing::Arguments words, const std::string& name, const std::string& key) const {
    words.insert(words.begin(), "prepare");
    words.insert(words.end(), {"--market", url(), "--out", at("draft")});
    done(words);
    done({"sign", at("draft/" + name), "--key", key, "--out", at("copy")});
    done({"assemble", at("copy"), "--out", at(name)});
  }
  testing::Outcome send(testing::Arguments files) const {
    files.insert(files.begin(), "accept");
    files.insert(files.end(), {"--market", url(), "--token-file", data_ / "operator.token"});
    return keys(files);
  }
  Json status() const {
    return parse_json(keys({"status", "--market", url(), "--json"}).output).value();
  }
  // A host that starts from the ceremony's root believes what the market shows.
  void expect_believed() const {
    const auto host = folder_ / "host";
    std::filesystem::remove_all(host);
    std::filesystem::create_directories(host);
    EXPECT_EQ(
        testing::run("kontor-tuf", {"--metadata-dir", host, "init", data_ / "root.json"}).status,
        0);
    const auto refreshed = testing::run(
        "kontor-tuf", {"--metadata-dir", host, "--metadata-url", url() + "/tuf/", "refresh"});
    EXPECT_EQ(refreshed.status, 0) << refreshed.output;
  }
};

TEST_F(RunningWalkTest, AnOnlineKeyIsChangedWithoutStoppingTheMarket) {
  start_market();
  done({"new", at("fresh.key")});
  draft({"root", "--remove", "timestamp=" + id_of("timestamp"), "--add",
         "timestamp=" + at("fresh.key.pub")},
        "2.root.json", offline("root"));

  const auto around = keys({"accept", at("2.root.json"), "--data", data_});
  EXPECT_EQ(around.status, 1);
  EXPECT_NE(around.output.find("another process"), std::string::npos) << around.output;
  EXPECT_EQ(send({at("2.root.json")}).status, 1) << "the market does not hold the key";
  std::filesystem::copy_file(at("fresh.key"), data_ / "keys/timestamp.next.key");
  const auto sent = send({at("2.root.json")});
  EXPECT_EQ(sent.status, 0) << sent.output;

  EXPECT_EQ(status()["roles"][0]["version"], 2);
  EXPECT_EQ(read_file(offline("timestamp"), 4096).value(),
            read_file(at("fresh.key"), 4096).value());
  expect_believed();
}

TEST_F(RunningWalkTest, ALostTargetsKeyIsChangedAndAShardRenewedWhileItRunsAndWhileItStands) {
  start_market();
  done({"new", at("fresh.key")});
  draft({"root", "--remove", "targets=" + id_of("targets"), "--add",
         "targets=" + at("fresh.key.pub")},
        "2.root.json", offline("root"));
  draft({"targets"}, "2.targets.json", at("fresh.key"));

  EXPECT_EQ(send({at("2.root.json")}).status, 1) << "hosts would believe no targets any more";
  const auto sent = send({at("2.root.json"), at("2.targets.json")});
  EXPECT_EQ(sent.status, 0) << sent.output;
  expect_believed();
  draft({"shard", "vendors-00"}, "2.vendors-00.json", offline("vendors-00"));
  EXPECT_EQ(send({at("2.vendors-00.json")}).status, 0);
  draft({"shard", "vendors-00"}, "3.vendors-00.json", offline("vendors-00"));
  market_->stop();
  EXPECT_EQ(send({at("3.vendors-00.json")}).status, 1) << "nobody is there";
  done({"accept", at("3.vendors-00.json"), "--data", data_});

  start_market();
  expect_believed();
}

}  // namespace
}  // namespace kontor::marketplace
