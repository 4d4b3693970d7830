#include <sys/socket.h>

#include "tests/integration/tuf_client/client_fixture.hpp"

// What the official suite of TUF clients (theupdateframework/tuf-conformance) asks of one beyond
// contract_test, attacks_test, rotations_test, graphs_test and other_time_test, against kontor-tuf.
namespace kontor::testing {
namespace {

class Conformance : public ClientTest {
 protected:
  // Trusted files and their versions, as "root 1 timestamp 2".
  std::string trusted() const {
    std::string all;
    for (const auto& [name, bytes] : content(metadata))
      all += name.substr(0, name.size() - 5) + " " +
             std::to_string(Json::parse(bytes)["signed"]["version"].get<int>()) + " ";
    return all;
  }
  std::string file_of(const std::string& role) {
    return role == "timestamp" ? "timestamp.json"
                               : std::to_string(repository.versions[role]) + "." + role + ".json";
  }
  // The role as it is published, changed and signed again.
  void rewrite(const std::string& role, const std::function<void(Json& body)>& change) {
    std::string& file = repository.files.at(file_of(role));
    Json body = Json::parse(file)["signed"];
    change(body);
    file = TufRepository::sign(body, repository.signers[role]);
  }
  // Snapshot and timestamp list each other by version only, as other repositories do.
  void list_versions_only() {
    rewrite("timestamp", [this](Json& body) {
      body["meta"]["snapshot.json"] = {{"version", repository.versions["snapshot"]}};
    });
  }
};

TEST_F(Conformance, ARoleThatIsNotSignedStopsTheRefreshWhereItStands) {
  const std::map<std::string, std::string> left = {{"root", "root 1 "},
                                                   {"timestamp", "root 2 "},
                                                   {"snapshot", "root 2 timestamp 2 "},
                                                   {"targets", "root 2 snapshot 2 timestamp 2 "}};
  for (const auto& [role, expected] : left) {
    SCOPED_TRACE(role);
    repository = TufRepository(SystemClock().now_ms());
    std::filesystem::remove_all(metadata);
    std::filesystem::create_directories(metadata);
    ASSERT_TRUE(write_file(folder / "root.json", repository.files.at("1.root.json")));
    repository.publish_root();
    repository.publish();
    repository.signers[role] = {crypto::SigningKey::generate()};
    rewrite(role, [](Json&) {});
    if (role == "snapshot") list_versions_only();
    ASSERT_EQ(init().status, 0);

    EXPECT_EQ(refresh().status, 1);
    EXPECT_EQ(trusted(), expected);
  }
}

TEST_F(Conformance, AVersionOtherThanTheNameSaysIsRefused) {
  for (const std::string& role :
       {std::string("root"), std::string("snapshot"), std::string("targets")}) {
    SCOPED_TRACE(role);
    repository = TufRepository(SystemClock().now_ms());
    std::filesystem::remove_all(metadata);
    std::filesystem::create_directories(metadata);
    ASSERT_TRUE(write_file(folder / "root.json", repository.files.at("1.root.json")));
    repository.publish_root();
    repository.publish();
    rewrite(role, [](Json& body) { body["version"] = 3; });
    if (role == "snapshot") list_versions_only();
    ASSERT_EQ(init().status, 0);

    EXPECT_EQ(refresh().status, 1);
    EXPECT_EQ(trusted().find(role + " 3"), std::string::npos) << trusted();
  }
}

TEST_F(Conformance, AnotherTimestampOfTheSameVersionChangesNothing) {
  ASSERT_EQ(init().status, 0);
  ASSERT_EQ(refresh().status, 0);
  const std::string before = stored("timestamp.json");
  requests();
  rewrite("timestamp", [](Json& body) { body["meta"]["snapshot.json"] = {{"version", 100}}; });

  EXPECT_EQ(refresh().status, 0);
  EXPECT_EQ(requests().back(), "timestamp.json");
  EXPECT_EQ(stored("timestamp.json"), before);
}

TEST_F(Conformance, WhatOneFileSaysOfAnotherMustFitAndWhatIsMissingIsNoUpdate) {
  ASSERT_EQ(init().status, 0);
  ASSERT_EQ(refresh().status, 0);
  repository.publish();
  rewrite("snapshot", [](Json& body) {
    body["meta"]["targets.json"]["hashes"] = {{"sha256", std::string(64, '0')}};
  });
  list_versions_only();
  EXPECT_EQ(refresh().status, 1);
  EXPECT_EQ(trusted(), "root 1 snapshot 2 targets 1 timestamp 2 ");

  repository.publish();
  repository.files.erase(file_of("targets"));
  EXPECT_EQ(refresh().status, 1);
  EXPECT_EQ(requests().back(), "3.targets.json");
  EXPECT_EQ(trusted(), "root 1 snapshot 3 targets 1 timestamp 3 ");

  repository.publish();
  repository.files.erase(file_of("snapshot"));
  EXPECT_EQ(refresh().status, 1);
  EXPECT_EQ(requests().back(), "4.snapshot.json");
  EXPECT_EQ(trusted(), "root 1 snapshot 3 targets 1 timestamp 4 ");

  repository.files.erase("timestamp.json");
  EXPECT_EQ(refresh().status, 1);
  EXPECT_EQ(requests().back(), "timestamp.json");
}

TEST_F(Conformance, ASnapshotIsNoTimestampWhoeverSignedIt) {
  ASSERT_EQ(init().status, 0);
  rewrite("timestamp", [](Json& body) { body["_type"] = "snapshot"; });

  EXPECT_EQ(refresh().status, 1);
  EXPECT_EQ(trusted(), "root 1 ");
}

TEST_F(Conformance, TwoSignaturesWithOneKeyIdAreRefusedThoughOneWouldDo) {
  ASSERT_EQ(init().status, 0);
  Json twice = Json::parse(repository.files["timestamp.json"]);
  twice["signatures"].push_back(twice["signatures"][0]);
  repository.files["timestamp.json"] = twice.dump();

  EXPECT_EQ(refresh().status, 1);
  EXPECT_EQ(trusted(), "root 1 ");
}

TEST_F(Conformance, AWrongSignatureBesideARightOneDoesNoHarm) {
  ASSERT_EQ(init().status, 0);
  const crypto::SigningKey second = crypto::SigningKey::generate();
  repository.signers["timestamp"].push_back(second);
  repository.publish_root();
  repository.publish();
  for (const std::string& bytes : {std::string(128, '1'), std::string()}) {
    Json file = Json::parse(repository.files["timestamp.json"]);
    file["signatures"][0]["sig"] = bytes;
    repository.files["timestamp.json"] = file.dump();

    EXPECT_EQ(refresh().status, 0) << bytes;
    repository.publish();
  }
}

TEST_F(Conformance, MembersNobodyKnowsAreSignedAndKept) {
  ASSERT_EQ(init().status, 0);
  repository.publish_root();
  rewrite("root", [](Json& body) {
    body["custom-field"] = "value";
    for (auto& [id, key] : body["keys"].items()) key["keyid_hash_algorithms"] = {"md5"};
    body["roles"]["root"]["another-field"] = {{"a", 1}};
  });
  repository.files["timestamp.json"] += " \n";

  EXPECT_EQ(refresh().status, 0);
  EXPECT_EQ(stored("root.json"), repository.files.at("2.root.json"));
  EXPECT_EQ(stored("timestamp.json"), repository.files.at("timestamp.json"));
}

TEST_F(Conformance, AnExpiredRootIsKeptAndNothingAfterIt) {
  ASSERT_EQ(init().status, 0);
  ASSERT_EQ(refresh().status, 0);
  repository.expires.by_role["root"] = SystemClock().now_ms() - marketplace::kDayMs;
  repository.publish_root();
  repository.publish();

  EXPECT_EQ(refresh().status, 1);
  EXPECT_EQ(trusted(), "root 2 snapshot 1 targets 1 timestamp 1 ");
}

TEST_F(Conformance, AnExpiredDelegatedRoleOffersNothingAndIsNotTrusted) {
  repository.delegate("targets", "delegated", {"dir/*"});
  repository.expires.by_role["delegated"] = SystemClock().now_ms() - marketplace::kDayMs;
  add_target("delegated", "dir/file", "bytes");
  repository.publish();
  ASSERT_EQ(init().status, 0);
  EXPECT_EQ(refresh().status, 0);

  EXPECT_EQ(download({"dir/file"}).status, 1);
  EXPECT_TRUE(content(targets).empty());
  EXPECT_EQ(trusted(), "root 1 snapshot 2 targets 2 timestamp 2 ");
}

TEST_F(Conformance, ARollbackOfTargetsLeavesTheNewerOnesTrusted) {
  ASSERT_EQ(init().status, 0);
  for (int times = 0; times < 2; ++times) repository.publish();
  ASSERT_EQ(refresh().status, 0);
  repository.versions["targets"] = 0;
  repository.publish();

  EXPECT_EQ(refresh().status, 1);
  EXPECT_NE(trusted().find("targets 3"), std::string::npos) << trusted();
}

TEST_F(Conformance, BytesThatWereSwappedReplaceNothing) {
  add_target("targets", "one", "its bytes");
  add_target("targets", "two", "other bytes");
  repository.publish();
  ASSERT_EQ(init().status, 0);
  ASSERT_EQ(download({"one"}).status, 0);
  served_targets = {{"one", "forged bytes"}, {"two", "forged bytes"}};

  download({"one"});
  EXPECT_EQ(download({"two"}).status, 1);
  EXPECT_EQ(content(targets), (std::map<std::string, std::string>{{"one", "its bytes"}}));
}

// Python's http.server, which benches use: HTTP/1.0, a connection a request, 404 with a body, and
// base addresses that end with "/".
TEST_F(Conformance, AnOldServerAndAddressesWithASlashWillDo) {
  add_target("targets", "dir/file", "bytes");
  repository.publish();
  override_answer = [this](int socket, const std::string& target) {
    const bool is_target = target.starts_with("/t/dir/");
    const auto found =
        repository.files.find(target.substr(std::min<std::size_t>(3, target.size())));
    const bool is_there = is_target || found != repository.files.end();
    const std::string body = is_target ? "bytes" : is_there ? found->second : "<h1>Not found</h1>";
    WebServer::send(socket, std::string("HTTP/1.0 ") + (is_there ? "200 OK" : "404 Not Found") +
                                "\r\nContent-Length: " + std::to_string(body.size()) +
                                "\r\nConnection: close\r\n\r\n" + body);
    ::shutdown(socket, SHUT_RDWR);
    return true;
  };
  ASSERT_EQ(init().status, 0);

  const Outcome done =
      run("kontor-tuf", {"--metadata-url", server.url() + "/m/", "--metadata-dir", metadata,
                         "--target-name", "dir/file", "--target-dir", targets, "--target-base-url",
                         server.url() + "/t/", "download"});

  EXPECT_EQ(done.status, 0) << done.output;
  EXPECT_EQ(content(targets).at("dir/file"), "bytes");
  EXPECT_EQ(requests(), (std::vector<std::string>{
                            "2.root.json", "timestamp.json", "2.snapshot.json", "2.targets.json",
                            "/t/dir/" + crypto::sha256_hex("bytes") + ".file"}));
}

}  // namespace
}  // namespace kontor::testing
