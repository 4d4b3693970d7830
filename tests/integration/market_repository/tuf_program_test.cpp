#include <sys/wait.h>

#include <cstdlib>

#include "tests/integration/market_repository/market_fixture.hpp"

namespace kontor::marketplace {
namespace {

// Runs kontor-tuf, which knows no clock but the system's.
class TufProgramTest : public MarketTest {
 protected:
  TufProgramTest() { clock.set_wall_clock(SystemClock().now_ms()); }

  void SetUp() override {
    MarketTest::SetUp();
    tamper = [this](const std::string& path, std::string&) { requests.push_back(path); };
  }

  int run(const std::string& verb, const std::string& more = "") {
    requests.clear();
    const std::string url = "http://127.0.0.1:" + std::to_string(server->port()) + "/tuf";
    const std::string command =
        std::string(std::getenv("KONTOR_BIN")) + "/kontor-tuf --metadata-url " + url +
        " --metadata-dir " + (folder / "D").string() + " --target-dir " + (folder / "T").string() +
        " --target-base-url " + url + "/targets " + more + " " + verb + " 2>/dev/null";
    const int status = std::system(command.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  int init() { return run("init " + (folder / "market/root.json").string()); }

  std::vector<std::string> requests;
};

TEST_F(TufProgramTest, InitTrustsARootAndAsksNobody) {
  EXPECT_EQ(init(), 0);

  EXPECT_TRUE(requests.empty());
  EXPECT_EQ(read_file(folder / "D/root.json", 100'000).value(),
            repository->metadata("root").value());
}

TEST_F(TufProgramTest, RefreshNeedsATrustedRoot) { EXPECT_EQ(run("refresh"), 1); }

TEST_F(TufProgramTest, DownloadFillsTheFolderByTargetPathOnce) {
  const auto target = approved("acme.tool", "1.0.0", "the package");
  ASSERT_TRUE(release(target, acme));
  ASSERT_EQ(init(), 0);

  EXPECT_EQ(run("download", "--target-name " + target.path), 0);
  EXPECT_EQ(read_file(folder / "T" / target.path, 100).value(), "the package");
  EXPECT_EQ(run("download", "--target-name " + target.path), 0);

  // Root N+1 was not there, so the server's hook saw the timestamp and nothing else.
  EXPECT_EQ(requests, std::vector<std::string>{"timestamp.json"});
}

TEST_F(TufProgramTest, AChangedTargetReplacesTheFileAndAnUnknownOneStops) {
  const auto first = approved("acme.tool", "1.0.0", "one");
  ASSERT_TRUE(release(first, acme));
  ASSERT_EQ(init(), 0);
  ASSERT_EQ(run("download", "--target-name " + first.path), 0);
  ASSERT_TRUE(release(approved("acme.tool", "1.0.0", "another one"), acme));

  EXPECT_EQ(run("download", "--target-name nobody/x --target-name " + first.path), 1);
  EXPECT_EQ(read_file(folder / "T" / first.path, 100).value(), "one");
  EXPECT_EQ(run("download", "--target-name " + first.path), 0);
  EXPECT_EQ(read_file(folder / "T" / first.path, 100).value(), "another one");
}

TEST_F(TufProgramTest, ATamperedTargetLeavesTheFolderAsItWas) {
  const auto target = approved("acme.tool", "1.0.0", "the package");
  ASSERT_TRUE(release(target, acme));
  ASSERT_EQ(init(), 0);
  tamper = [](const std::string& path, std::string& bytes) {
    if (path.ends_with(".kpkg")) bytes[0] = 'X';
  };

  EXPECT_EQ(run("download", "--target-name " + target.path), 1);

  std::error_code code;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "T", code))
    EXPECT_TRUE(entry.is_directory()) << entry.path();
  for (const auto& entry : std::filesystem::directory_iterator(folder / "D"))
    EXPECT_EQ(entry.path().filename().string().find("incoming"), std::string::npos);
}

}  // namespace
}  // namespace kontor::marketplace
