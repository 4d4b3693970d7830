#include "tests/integration/tuf_client/client_fixture.hpp"

// What an attacker who owns the repository's server, the network or some keys may try.
namespace kontor::testing {
namespace {

class Attack : public ClientTest {
 protected:
  void SetUp() override {
    ClientTest::SetUp();
    repository.delegate("targets", "vendor.a", {"a/*"});
    add_target("vendor.a", "a/file", "the bytes");
    repository.publish();
    ASSERT_EQ(init().status, 0);
    ASSERT_EQ(download({"a/file"}).status, 0);
    trusted = content(metadata);
  }

  // The attack fails with these words and changes nothing that is trusted.
  void expect_refused(const Outcome& outcome, const std::string& words) {
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.output.find(words), std::string::npos) << outcome.output;
    EXPECT_EQ(content(metadata), trusted);
    EXPECT_EQ(content(targets), (std::map<std::string, std::string>{{"a/file", "the bytes"}}));
  }

  // Another answer for one name of metadata.
  void answer_with(const std::string& name, std::function<void(int socket)> how) {
    override_answer = [name, how = std::move(how)](int socket, const std::string& target) {
      if (target != "/m/" + name) return false;
      how(socket);
      return true;
    };
  }

  std::map<std::string, std::string> trusted;
};

TEST_F(Attack, AnOldTimestampReplayedAfterARestartIsRefused) {
  const std::string old = repository.files["timestamp.json"];
  repository.publish();
  ASSERT_EQ(refresh().status, 0);
  trusted = content(metadata);
  repository.files["timestamp.json"] = old;

  expect_refused(refresh(), "older than the trusted");
}

TEST_F(Attack, AnOlderDelegatedRoleIsRefused) {
  repository.publish();
  ASSERT_EQ(download({"a/file"}).status, 0);
  trusted = content(metadata);
  repository.versions["vendor.a"] = 1;
  repository.publish_snapshot();

  const Outcome outcome = download({"a/file"});
  trusted["timestamp.json"] = stored("timestamp.json");  // It is newer and well signed.
  expect_refused(outcome, "lists vendor.a version 1");
}

TEST_F(Attack, AFreezeEndsWhenTheTimestampExpires) {
  repository.expires.by_role = {{"timestamp", SystemClock().now_ms() - 1000}};
  repository.publish_snapshot();

  expect_refused(refresh(), "expired");
}

TEST_F(Attack, FilesOfTwoMomentsDoNotMix) {
  const std::string old = repository.files.at("1.vendor.a.json");
  repository.publish();
  repository.files["2.vendor.a.json"] = old;
  ASSERT_EQ(refresh().status, 0);
  trusted = content(metadata);

  expect_refused(download({"a/file"}), "the snapshot lists 2");
}

TEST_F(Attack, AFastForwardIsUndoneByNewKeys) {
  for (const char* role : {"timestamp", "snapshot"}) repository.versions[role] = 2'000'000'000;
  repository.publish();
  ASSERT_EQ(refresh().status, 0);
  for (const char* role : {"timestamp", "snapshot"}) {
    repository.signers[role] = {crypto::SigningKey::generate()};
    repository.versions[role] = 2;
  }
  repository.publish();
  EXPECT_EQ(refresh().status, 1) << "the old keys still count";

  repository.publish_root();

  EXPECT_EQ(refresh().status, 0);
  EXPECT_EQ(stored("timestamp.json"), repository.files["timestamp.json"]);
}

TEST_F(Attack, EndlessMetadataIsCutOff) {
  answer_with("timestamp.json", [](int socket) {
    WebServer::send(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    const std::string chunk = "1000\r\n" + std::string(4096, ' ') + "\r\n";
    while (WebServer::send(socket, chunk)) {
    }
  });

  expect_refused(refresh(), "more bytes than allowed");
}

TEST_F(Attack, AnEndlessTargetIsCutOffAtItsSignedLength) {
  add_target("vendor.a", "a/other", "12345");
  repository.publish();
  ASSERT_EQ(refresh().status, 0);
  ASSERT_EQ(download({"a/file"}).status, 0);
  trusted = content(metadata);
  override_answer = [](int socket, const std::string& target) {
    if (!target.starts_with("/t/")) return false;
    WebServer::send(socket, "HTTP/1.1 200 OK\r\n\r\n");
    while (WebServer::send(socket, std::string(4096, 'x'))) {
    }
    return true;
  };

  expect_refused(download({"a/other"}), "longer than 5 bytes");
}

TEST_F(Attack, KeysBelowTheThresholdSignNothing) {
  repository.signers["targets"].push_back(crypto::SigningKey::generate());
  repository.thresholds["targets"] = 2;
  repository.publish_root();
  repository.publish();
  ASSERT_EQ(download({"a/file"}).status, 0);
  trusted = content(metadata);
  repository.signers["targets"].pop_back();  // The attacker has one of the two.
  add_target("targets", "evil", "evil");
  ++repository.versions["targets"];
  repository.put_targets("targets");
  repository.publish_snapshot();
  const Outcome outcome = download({"evil"});
  for (const char* role : {"timestamp.json", "snapshot.json"}) trusted[role] = stored(role);

  expect_refused(outcome, "signed by 1 of the 2 keys");
}

TEST_F(Attack, ARevokedKeySignsNothing) {
  const auto stolen = repository.signers["vendor.a"];
  repository.signers["vendor.a"] = {crypto::SigningKey::generate()};
  repository.targets["targets"].erase("delegations");
  repository.delegate("targets", "vendor.a", {"a/*"});
  repository.publish();
  ASSERT_EQ(download({"a/file"}).status, 0);
  repository.signers["vendor.a"] = stolen;
  add_target("vendor.a", "a/evil", "evil");
  ++repository.versions["vendor.a"];
  repository.put_targets("vendor.a");
  repository.publish_snapshot();
  ASSERT_EQ(refresh().status, 0);
  trusted = content(metadata);

  expect_refused(download({"a/evil"}), "signed by 0 of the 1 keys");
}

TEST_F(Attack, AVendorCannotOfferItsBytesUnderAnothersPath) {
  repository.delegate("targets", "vendor.evil", {"evil/*"});
  add_target("vendor.evil", "a/new", "evil");
  repository.publish();
  ASSERT_EQ(download({"a/file"}).status, 0);
  trusted = content(metadata);

  expect_refused(download({"a/new"}), "no role that may speak for");
}

TEST_F(Attack, ATargetPathCannotLeaveTheFolder) {
  for (const char* path : {"../evil", "a/../../evil", "/tmp/kontor-evil", "a/./evil", "evil/"}) {
    add_target("targets", path, "evil");
    repository.publish();
    override_answer = [](int socket, const std::string& target) {
      if (!target.starts_with("/t/")) return false;
      WebServer::send(socket, WebServer::ok("evil"));
      return true;
    };

    EXPECT_EQ(download({path}).status, 1) << path;

    EXPECT_FALSE(std::filesystem::exists(folder / "evil"));
    EXPECT_FALSE(std::filesystem::exists("/tmp/kontor-evil"));
    EXPECT_EQ(content(targets).size(), 1U);
    repository.targets["targets"]["targets"].erase(path);
  }
}

TEST_F(Attack, BytesThatAreNotTheSignedOnesNeverGetTheName) {
  add_target("vendor.a", "a/other", "12345");
  repository.publish();
  ASSERT_EQ(download({"a/file"}).status, 0);
  trusted = content(metadata);
  for (const char* bytes : {"54321", "123", ""}) {
    served_targets["a/other"] = bytes;
    EXPECT_EQ(download({"a/other"}).status, 1);
    EXPECT_EQ(content(targets).size(), 1U);
    EXPECT_EQ(content(metadata), trusted);
  }
}

TEST_F(Attack, MetadataThatTwoParsersCouldReadDifferentlyIsMalformed) {
  const std::string good = repository.files["timestamp.json"];
  const std::string twice = std::string(R"({"signed":{"version":9},)") + good.substr(1);
  const std::string deep = std::string(10'000, '[');
  std::string huge = good;
  const std::size_t version = huge.find("\"version\":");
  huge.insert(version + 10, "99999999999999999999999999");
  for (const std::string& bytes :
       {twice, deep, huge, std::string("\xff\xfe{}"), std::string("{")}) {
    repository.files["timestamp.json"] = bytes;
    expect_refused(refresh(), "timestamp: ");
  }
}

TEST_F(Attack, ARedirectIsNotFollowed) {
  WebServer elsewhere(
      [](int socket, const std::string&) { WebServer::send(socket, WebServer::ok("{}")); });
  for (const std::string& to :
       {elsewhere.url() + "/m/timestamp.json", std::string("file:///etc/passwd"),
        server.url() + "/m/2.root.json"}) {
    answer_with("timestamp.json", [to](int socket) {
      WebServer::send(socket,
                      "HTTP/1.1 302 Found\r\nLocation: " + to + "\r\nContent-Length: 0\r\n\r\n");
    });

    expect_refused(refresh(), "answered with status 302");
    EXPECT_EQ(elsewhere.take_requests().size(), 0U);
  }
}

TEST_F(Attack, ACompressedAnswerIsNotUnpacked) {
  answer_with("timestamp.json", [](int socket) {
    const std::string bomb(1000, '\x1f');
    WebServer::send(
        socket, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1000\r\n\r\n" + bomb);
  });

  expect_refused(refresh(), "content coding");
}

TEST_F(Attack, EightClientsOnOneFolderDoNotHurtEachOther) {
  add_target("vendor.a", "a/big", std::string(200'000, 'b'));
  repository.publish();
  std::vector<std::unique_ptr<Program>> clients;
  for (int number = 0; number < 8; ++number)
    clients.push_back(std::make_unique<Program>(
        "kontor-tuf",
        Arguments{"--metadata-url", server.url() + "/m", "--metadata-dir", metadata,
                  "--target-base-url", server.url() + "/t", "--target-dir", targets,
                  "--target-name", "a/big", "download"},
        folder / ("output-" + std::to_string(number))));

  for (const auto& client : clients) EXPECT_EQ(client->wait(), 0) << client->output();

  EXPECT_EQ(content(targets).at("a/big"), std::string(200'000, 'b'));
  EXPECT_EQ(stored("timestamp.json"), repository.files["timestamp.json"]);
  EXPECT_EQ(content(metadata).size(), trusted.size()) << "nothing else is left behind";
}

}  // namespace
}  // namespace kontor::testing
