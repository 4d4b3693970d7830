#include <sys/wait.h>

#include <cstdlib>

#include "tests/integration/market_repository/market_fixture.hpp"

// A client that knows nothing of Kontor, npm's tuf-js, follows our repository through a rotation
// of each kind of key, always with the metadata it stored before.
namespace kontor::marketplace {
namespace {

class TufJs : public MarketTest {
 protected:
  TufJs() { clock.set_wall_clock(SystemClock().now_ms()); }  // It knows only the system's clock.

  void SetUp() override {
    MarketTest::SetUp();
    std::filesystem::create_directories(folder / "js/metadata");
    std::filesystem::create_directories(folder / "js/targets");
    std::filesystem::copy(folder / "market/root.json", folder / "js/metadata/root.json");
    expect_download("1.0.0");
  }

  // Releases a version and lets tuf-js fetch it.
  void expect_download(const std::string& version) {
    const std::string bytes = "the package of " + version;
    const auto target = approved("acme.tool", version, bytes);
    const auto released = release(target, acme);
    ASSERT_TRUE(released) << released.error().message;
    std::filesystem::remove_all(folder / "js/targets");
    std::filesystem::create_directories(folder / "js/targets");

    const std::string url = "http://127.0.0.1:" + std::to_string(server->port()) + "/tuf";
    const std::string program =
        std::string(std::getenv("KONTOR_SOURCE")) + "/tests/integration/tuf_js/client.mjs";
    const std::string command = "node " + program + " " + url + " " +
                                (folder / "js/metadata").string() + " " + url + "/targets " +
                                (folder / "js/targets").string() + " " + target.path + " >" +
                                (folder / "js/output").string() + " 2>&1";
    const int status = std::system(command.c_str());

    EXPECT_EQ(WEXITSTATUS(status), 0) << read_file(folder / "js/output", 100'000).value();
    std::size_t found = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "js/targets"))
      if (entry.is_regular_file() && read_file(entry.path(), 1000).value() == bytes) ++found;
    EXPECT_EQ(found, 1U);
  }

  crypto::SigningKey key(const std::string& name) const {
    return crypto::SigningKey::load_or_create(folder / "market/keys" / (name + ".key")).value();
  }

  // The body of a role's next version.
  Json next(const std::string& role) const {
    Json body = Json::parse(repository->metadata(role).value())["signed"];
    body["version"] = body["version"].get<std::int64_t>() + 1;
    return body;
  }
  static void name_key(Json& root, const std::string& role, const crypto::SigningKey& key) {
    const std::string id = tuf_key_id(key.public_key()).value();
    root["keys"][id] = tuf_key(key.public_key());
    root["roles"][role]["keyids"] = {id};
  }
  static std::string signed_by(const Json& body, const std::vector<crypto::SigningKey>& keys) {
    return sign_metadata(body, keys).value();
  }
  void publish(const std::vector<Repository::Submission>& set) {
    const Status published = repository->accept_all(set);
    ASSERT_TRUE(published) << published.error().message;
  }
};

TEST_F(TufJs, FollowsNewKeysOfTimestampAndSnapshot) {
  for (const char* role : {"timestamp", "snapshot"}) {
    Json root = next("root");
    name_key(root, role, key(std::string(role) + ".next"));
    publish({{"root", signed_by(root, {key("root")})}});

    expect_download(std::string(role) == "timestamp" ? "1.1.0" : "1.2.0");
  }
}

TEST_F(TufJs, FollowsANewRootKeyAndThenTwoOfTwo) {
  Json root = next("root");
  name_key(root, "root", key("root-new"));
  publish({{"root", signed_by(root, {key("root"), key("root-new")})}});
  expect_download("1.1.0");

  root = next("root");
  const std::string id = tuf_key_id(key("root-other").public_key()).value();
  root["keys"][id] = tuf_key(key("root-other").public_key());
  root["roles"]["root"]["keyids"].push_back(id);
  root["roles"]["root"]["threshold"] = 2;
  publish({{"root", signed_by(root, {key("root-new"), key("root-other")})}});
  expect_download("1.2.0");
}

TEST_F(TufJs, FollowsANewTargetsKey) {
  Json root = next("root");
  name_key(root, "targets", key("targets-new"));
  publish({{"root", signed_by(root, {key("root")})},
           {"targets", signed_by(next("targets"), {key("targets-new")})}});

  expect_download("1.1.0");
}

TEST_F(TufJs, FollowsAVendorsNewKey) {
  const auto renewed = crypto::SigningKey::generate();
  const auto shard = shard_with_vendor(repository->metadata(kFirstShard).value(), "acme",
                                       {renewed.public_key()}, 1, key(kFirstShard), in_days(365));
  ASSERT_TRUE(shard);
  publish({{kFirstShard, *shard}, {"vendor.acme", signed_by(next("vendor.acme"), {renewed})}});
  acme = renewed;

  expect_download("1.1.0");
}

}  // namespace
}  // namespace kontor::marketplace
