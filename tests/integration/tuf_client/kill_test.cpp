#include <csignal>
#include <cstdlib>
#include <set>

#include "tests/integration/tuf_client/client_fixture.hpp"

// kill -9 before each single call that changes the client's folders, one run a call.
namespace kontor::testing {
namespace {

constexpr int kKilled = 128 + SIGKILL;
constexpr int kPointsMax = 300;

class KillNine : public ClientTest {
 protected:
  void SetUp() override {
    ClientTest::SetUp();
    repository.delegate("targets", "vendor.a", {"a/*"});
    add_target("vendor.a", "a/file", "first");
    repository.publish();
    ASSERT_EQ(init().status, 0);
    ASSERT_EQ(download({"a/file"}).status, 0);
    std::filesystem::copy(metadata, folder / "D0", std::filesystem::copy_options::recursive);
    std::filesystem::copy(targets, folder / "T0", std::filesystem::copy_options::recursive);
    old_files = repository.files;
  }

  // A download that dies at its n-th change of the folders, from the same start each time.
  int killed_at(int point) {
    for (const char* name : {"D", "T"}) {
      std::filesystem::remove_all(folder / name);
      std::filesystem::copy(folder / (std::string(name) + "0"), folder / name,
                            std::filesystem::copy_options::recursive);
    }
    ::setenv("LD_PRELOAD", std::getenv("CRASH_POINT"), 1);
    ::setenv("CRASH_AT", std::to_string(point).c_str(), 1);
    ::setenv("ASAN_OPTIONS", "verify_asan_link_order=0:detect_leaks=0", 1);
    const int status = download({"a/file"}).status;
    for (const char* name : {"LD_PRELOAD", "CRASH_AT", "ASAN_OPTIONS"}) ::unsetenv(name);
    return status;
  }

  // Whatever was killed: each file is whole and was published; the target folder holds the old
  // file or the new one and nothing else.
  void expect_whole() {
    std::set<std::string> published;
    for (const auto& files : {old_files, repository.files})
      for (const auto& [name, bytes] : files) published.insert(bytes);
    for (const auto& [name, bytes] : content(metadata))
      EXPECT_TRUE(!name.ends_with(".json") || published.contains(bytes)) << name;
    const auto there = content(targets);
    EXPECT_EQ(there.size(), 1U);
    EXPECT_TRUE(there.at("a/file") == "first" || there.at("a/file") == "second");
  }

  static std::int64_t version(const std::string& bytes) {
    return bytes.empty() ? 0 : Json::parse(bytes)["signed"]["version"].get<std::int64_t>();
  }

  // The next run finishes the work and leaves nothing of the killed one.
  void expect_recovery() {
    const Outcome again = download({"a/file"});
    EXPECT_EQ(again.status, 0) << again.output;
    EXPECT_EQ(content(targets), (std::map<std::string, std::string>{{"a/file", "second"}}));
    EXPECT_EQ(stored("timestamp.json"), repository.files["timestamp.json"]);
    EXPECT_EQ(content(metadata).size(), 5U);
  }

  std::map<std::string, std::string> old_files;
};

TEST_F(KillNine, AtEachPointOfAnUpdateLeavesWholeFilesAndNoWayBack) {
  add_target("vendor.a", "a/file", "second");
  repository.publish();
  int point = 1;
  for (int status = kKilled; status == kKilled && point < kPointsMax; ++point) {
    status = killed_at(point);
    ASSERT_TRUE(status == kKilled || status == 0) << "point " << point;
    expect_whole();
    const std::int64_t reached = version(stored("timestamp.json"));
    EXPECT_GE(reached, 2);
    // Whoever holds the network now replays what was published before.
    std::swap(old_files, repository.files);
    (void)refresh();
    std::swap(old_files, repository.files);
    EXPECT_GE(version(stored("timestamp.json")), reached);
    expect_recovery();
  }
  EXPECT_GT(point, 20) << "there are more points than that";
  EXPECT_LT(point, kPointsMax);
}

TEST_F(KillNine, AtEachPointOfAFastForwardRecoveryTheNextRunRecovers) {
  const auto stolen = repository.versions;
  for (const char* role : {"timestamp", "snapshot"}) repository.versions[role] = 1'000'000;
  repository.publish();
  ASSERT_EQ(refresh().status, 0);
  std::filesystem::remove_all(folder / "D0");
  std::filesystem::copy(metadata, folder / "D0", std::filesystem::copy_options::recursive);
  old_files = repository.files;
  repository.versions["snapshot"] = stolen.at("snapshot");
  repository.signers["snapshot"] = {crypto::SigningKey::generate()};
  repository.publish_root();
  add_target("vendor.a", "a/file", "second");
  repository.publish();
  int point = 1;
  for (int status = kKilled; status == kKilled && point < kPointsMax; ++point) {
    status = killed_at(point);
    ASSERT_TRUE(status == kKilled || status == 0) << "point " << point;
    expect_whole();
    expect_recovery();
  }
  EXPECT_GT(point, 20);
  EXPECT_LT(point, kPointsMax);
}

}  // namespace
}  // namespace kontor::testing
