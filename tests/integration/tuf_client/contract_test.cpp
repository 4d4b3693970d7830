#include "tests/integration/tuf_client/client_fixture.hpp"

// The command-line contract of kontor-tuf.
namespace kontor::testing {
namespace {

using Contract = ClientTest;
using List = std::vector<std::string>;

TEST_F(Contract, InitMakesNoRequestAndKeepsTheVeryBytes) {
  EXPECT_EQ(init().status, 0);

  EXPECT_EQ(requests(), List{});
  EXPECT_EQ(content(metadata),
            (std::map<std::string, std::string>{{"root.json", repository.files["1.root.json"]}}));
}

TEST_F(Contract, InitRefusesARootThatDoesNotSignItself) {
  Json root = Json::parse(repository.files["1.root.json"]);
  root["signed"]["version"] = 2;
  ASSERT_TRUE(write_file(folder / "root.json", root.dump()));

  EXPECT_EQ(init().status, 1);
  EXPECT_EQ(refresh().status, 1);
  EXPECT_EQ(requests(), List{});
}

TEST_F(Contract, RefreshAsksForFourFilesAndThenForTwoOnOneConnection) {
  ASSERT_EQ(init().status, 0);

  EXPECT_EQ(refresh().status, 0);
  EXPECT_EQ(requests(),
            (List{"2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json"}));
  const int before = server.connections();
  EXPECT_EQ(refresh().status, 0);

  EXPECT_EQ(requests(), (List{"2.root.json", "timestamp.json"}));
  EXPECT_EQ(server.connections(), before + 1);
  List names;
  for (const auto& [name, bytes] : content(metadata)) names.push_back(name);
  EXPECT_EQ(names, (List{"root.json", "snapshot.json", "targets.json", "timestamp.json"}));
}

TEST_F(Contract, EveryFailureIsStatusOne) {
  EXPECT_EQ(run("kontor-tuf", {}).status, 1);
  EXPECT_EQ(run("kontor-tuf", {"--metadata-dir", metadata, "dance"}).status, 1);
  EXPECT_EQ(refresh().status, 1);
  EXPECT_EQ(run("kontor-tuf", {"--metadata-dir", metadata, "init", folder / "nothing"}).status, 1);
  EXPECT_EQ(run("kontor-tuf", {"--help"}).status, 0);
}

TEST_F(Contract, DownloadRefreshesFillsTheFolderByPathAndAsksOnce) {
  add_target("targets", "path/to/file one.txt", "one");
  repository.publish();
  ASSERT_EQ(init().status, 0);

  EXPECT_EQ(download({"path/to/file one.txt"}).status, 0);
  EXPECT_EQ(content(targets),
            (std::map<std::string, std::string>{{"path/to/file one.txt", "one"}}));
  EXPECT_EQ(requests().back(), "/t/path/to/" + crypto::sha256_hex("one") + ".file%20one.txt");
  EXPECT_EQ(download({"path/to/file one.txt"}).status, 0);
  EXPECT_EQ(requests(), (List{"2.root.json", "timestamp.json"}));
}

TEST_F(Contract, SeveralTargetsGoInOrderAndStopAtTheFirstFailure) {
  for (const char* name : {"a", "b", "d"}) add_target("targets", name, std::string("is ") + name);
  repository.publish();
  ASSERT_EQ(init().status, 0);

  EXPECT_EQ(download({"b", "a", "c", "d"}).status, 1);

  EXPECT_EQ(content(targets), (std::map<std::string, std::string>{{"a", "is a"}, {"b", "is b"}}));
}

TEST_F(Contract, AChangedTargetReplacesTheSameFile) {
  ASSERT_EQ(init().status, 0);
  for (const char* bytes : {"one", "two", "another three"}) {
    add_target("targets", "file", bytes);
    repository.publish();

    EXPECT_EQ(download({"file"}).status, 0);
    EXPECT_EQ(content(targets), (std::map<std::string, std::string>{{"file", bytes}}));
  }
}

TEST_F(Contract, UnusualRoleNamesAreOneComponentOnTheWireAndOnDisk) {
  for (const char* role : {"?", "#", "/delegated", "../delegated", "a b", "é"}) {
    repository.targets["targets"].erase("delegations");
    repository.delegate("targets", role, {"*"});
    repository.publish();
    ASSERT_EQ(init().status, 0);

    EXPECT_EQ(download({"nothing"}).status, 1);

    const std::string name = tuf::encode_role(role) + ".json";
    EXPECT_EQ(requests().back(), std::to_string(repository.versions[role]) + "." + name);
    EXPECT_EQ(stored(name), repository.files.at(std::to_string(repository.versions[role]) + "." +
                                                role + ".json"));
    EXPECT_EQ(content(folder).size(), content(metadata).size() + 1) << "only root.json is beside";
    std::filesystem::remove(metadata / name);
  }
}

TEST_F(Contract, AnEmptySignatureIsSkipped) {
  Json file = Json::parse(repository.files["timestamp.json"]);
  file["signatures"].push_back({{"keyid", std::string(64, '0')}, {"sig", ""}});
  repository.files["timestamp.json"] = file.dump();
  ASSERT_EQ(init().status, 0);

  EXPECT_EQ(refresh().status, 0);
  EXPECT_EQ(stored("timestamp.json"), file.dump());
}

TEST_F(Contract, WithoutConsistentSnapshotsNoNameHasANumberButRoots) {
  repository.consistent_snapshot = false;
  repository.publish_root();
  add_target("targets", "dir/file", "bytes");
  repository.publish();
  for (const char* role : {"snapshot", "targets"})
    repository.files[std::string(role) + ".json"] =
        repository.files.at(std::to_string(repository.versions[role]) + "." + role + ".json");
  ASSERT_EQ(init().status, 0);

  EXPECT_EQ(download({"dir/file"}).status, 0);

  EXPECT_EQ(requests(), (List{"2.root.json", "3.root.json", "timestamp.json", "snapshot.json",
                              "targets.json", "/t/dir/file"}));
}

TEST_F(Contract, AFolderIsAMirrorAsGoodAsAServer) {
  add_target("targets", "dir/file", "bytes");
  repository.publish();
  std::filesystem::create_directories(folder / "mirror/t/dir");
  for (const auto& [name, bytes] : repository.files)
    ASSERT_TRUE(write_file(folder / "mirror" / name, bytes));
  ASSERT_TRUE(
      write_file(folder / "mirror/t/dir" / (crypto::sha256_hex("bytes") + ".file"), "bytes"));
  const std::string mirror = "file://" + (folder / "mirror").string();
  ASSERT_EQ(init().status, 0);

  EXPECT_EQ(run("kontor-tuf",
                {"--metadata-url", mirror, "--metadata-dir", metadata, "--target-base-url",
                 mirror + "/t", "--target-dir", targets, "--target-name", "dir/file", "download"})
                .status,
            0);

  EXPECT_EQ(content(targets).at("dir/file"), "bytes");
  EXPECT_EQ(requests(), List{});
}

TEST_F(Contract, TheNextMirrorIsAskedWhenOneIsDownOrLies) {
  add_target("targets", "file", "bytes");
  repository.publish();
  WebServer liar([](int socket, const std::string&) {
    WebServer::send(socket, WebServer::ok(R"({"signed":{},"signatures":[]})"));
  });
  ASSERT_EQ(init().status, 0);

  const Outcome outcome =
      run("kontor-tuf", {"--metadata-url", "http://127.0.0.1:1/m", "--metadata-url", liar.url(),
                         "--metadata-url", server.url() + "/m", "--metadata-dir", metadata,
                         "--target-base-url", liar.url(), "--target-base-url", server.url() + "/t",
                         "--target-dir", targets, "--target-name", "file", "download"});

  EXPECT_EQ(outcome.status, 0) << outcome.output;
  EXPECT_EQ(content(targets).at("file"), "bytes");
}

}  // namespace
}  // namespace kontor::testing
