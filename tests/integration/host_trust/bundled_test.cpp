#include "tests/integration/host_trust/host_program.hpp"

namespace kontor::testing {
namespace {

constexpr const char* kNotInstalled = "what came with this host was not installed";

// A host with plugins in its package's folder, and a market that is not there.
class BundledPluginsTest : public HostProgramTest {
 protected:
  void bundle_steady(const std::string& version) {
    release_steady(version);
    std::filesystem::remove_all(bundled());
    std::filesystem::create_directories(bundled());
    const auto exported =
        run("kontor-bundle", {"export", "--market", site->url(), "--market-root", site->root(),
                              "--plugin", kSteady, "--out", bundled() / "bundle.tar"});
    ASSERT_EQ(exported.status, 0) << exported.output;
    std::filesystem::copy_file(site->root(), bundled() / "root.json");
  }
  void start_off_line() {
    start_host({"--bundled", bundled()}, "file://" + (place / "none").string());
  }
  bool is_installed() const { return static_cast<bool>(ask("GET", "/plugins/" + id_)); }
  std::filesystem::path bundled() const { return place / "bundled"; }
  const std::string id_ = kSteady;
};

TEST_F(BundledPluginsTest, AreInstalledInTheSandboxWithoutAMarketAtTheFirstStart) {
  bundle_steady("1.0.0");

  start_off_line();

  EXPECT_TRUE(runs(kSteady)) << log();
  const auto shown = ask("GET", "/plugins/" + id_);
  ASSERT_TRUE(shown) << shown.error().message;
  EXPECT_EQ((*shown)["mode"], "sandbox");
  EXPECT_EQ(host->stop(), 0);
  start_off_line();
  EXPECT_TRUE(runs(kSteady)) << "and loaded again: " << log();
}

TEST_F(BundledPluginsTest, StayAwayOnceAnAdministratorRemovedThem) {
  bundle_steady("1.0.0");
  start_off_line();
  ASSERT_TRUE(ask("DELETE", "/plugins/" + id_));
  EXPECT_EQ(host->stop(), 0);

  start_off_line();

  EXPECT_FALSE(is_installed());
  EXPECT_EQ(host->stop(), 0);
  bundle_steady("2.0.0");  // Of the host's next package.
  start_off_line();
  EXPECT_FALSE(is_installed()) << log();
  EXPECT_EQ(log().find(kNotInstalled), std::string::npos) << log();
}

TEST_F(BundledPluginsTest, ThatWereChangedAreRefusedAndTheHostStartsWithoutThem) {
  bundle_steady("1.0.0");
  const auto file = bundled() / "bundle.tar";
  const std::string good = read_file(file, std::size_t{256} << 20).value();
  std::string bytes = good;
  bytes[bytes.size() / 2] ^= 1;  // In the package, which is most of it.
  ASSERT_TRUE(write_file(file, bytes));

  start_off_line();

  EXPECT_FALSE(is_installed());
  EXPECT_NE(log().find(kNotInstalled), std::string::npos) << log();
  EXPECT_EQ(host->stop(), 0);
  ASSERT_TRUE(write_file(file, good));
  start_off_line();
  EXPECT_TRUE(runs(kSteady)) << "once it is whole: " << log();
}

TEST_F(BundledPluginsTest, OfAnotherRootAreRefused) {
  bundle_steady("1.0.0");
  const FolderMarket other(place / "other", clock, vendor);
  std::filesystem::remove(bundled() / "root.json");
  std::filesystem::copy_file(other.root(), bundled() / "root.json");

  start_off_line();

  EXPECT_FALSE(is_installed());
  EXPECT_NE(log().find(kNotInstalled), std::string::npos) << log();
}

TEST_F(BundledPluginsTest, AreNotInstalledWhereNoneCame) {
  start_off_line();

  EXPECT_FALSE(is_installed());
  EXPECT_EQ(log().find(kNotInstalled), std::string::npos) << log();
}

}  // namespace
}  // namespace kontor::testing
