#include "marketplace/client/bundle.hpp"
#include "marketplace/client/bundle_file.hpp"

#include "tests/integration/host_trust/trust_fixture.hpp"

namespace kontor::host {
namespace {

class BundleTest : public TrustTest {
 protected:
  Result<Json> export_to(const std::string& name) {
    return marketplace::export_bundle({.market = site->url(),
                                       .trusted_root = site->root(),
                                       .plugins = {{kSteady, ""}},
                                       .out = place / name},
                                      time, [](const std::string&) {});
  }
  Result<Json> import_from(const std::string& name) {
    return marketplace::import_bundle(
        {.bundle = place / name, .trusted_root = site->root(), .into = place / "mirror"}, time,
        [](const std::string&) {});
  }
  void use_mirror() {
    urls = {"file://" + (place / "mirror").string()};
    restart_host();
  }
  // The files of a bundle whose name ends so.
  std::vector<std::filesystem::path> files(const std::string& bundle, const std::string& ending) {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(place / bundle))
      if (entry.path().string().ends_with(ending)) found.push_back(entry.path());
    return found;
  }
};

TEST_F(BundleTest, CarriesAPluginToAHostThatHasNoMarket) {
  release("1.0.0");
  const auto exported = export_to("bundle");
  ASSERT_TRUE(exported) << exported.error().message;
  EXPECT_EQ((*exported)["plugins"][0]["version"], "1.0.0");

  const auto imported = import_from("bundle");
  ASSERT_TRUE(imported) << imported.error().message;
  use_mirror();

  const auto installed = install_release();
  ASSERT_TRUE(installed) << installed.error().message;
  EXPECT_EQ(state(), "running");
  EXPECT_TRUE(std::filesystem::exists(place / "mirror/tuf/1.root.json"));
}

TEST_F(BundleTest, ATamperedPackageOrAProofThatIsGoneIsNotImported) {
  release("1.0.0");
  ASSERT_TRUE(export_to("bundle"));
  ASSERT_TRUE(export_to("second"));
  const auto package = files("bundle", ".kpkg").at(0);
  std::string bytes = read_file(package, 1 << 26).value();
  bytes[bytes.size() / 2] ^= 1;
  ASSERT_TRUE(write_file(package, bytes));
  EXPECT_EQ(import_from("bundle").error().code, ErrorCode::untrusted);
  EXPECT_FALSE(std::filesystem::exists(place / "mirror/tuf/timestamp.json"));

  std::filesystem::remove(files("second", ".proof").at(0));
  EXPECT_EQ(rule_of(import_from("second").error()), "log-proof");
  EXPECT_FALSE(std::filesystem::exists(place / "mirror/tuf/timestamp.json"));
}

TEST_F(BundleTest, IsOneFileWhereThatIsWantedAndTheSameBytesTwice) {
  release("1.0.0");
  ASSERT_TRUE(export_to("one.tar"));
  ASSERT_TRUE(export_to("two.tar"));
  const std::string bytes = read_file(place / "one.tar", 1 << 28).value();
  EXPECT_EQ(bytes, read_file(place / "two.tar", 1 << 28).value());

  ASSERT_TRUE(write_file(place / "half.tar", bytes.substr(0, bytes.size() / 2)));
  EXPECT_EQ(import_from("half.tar").error().code, ErrorCode::untrusted);
  const auto imported = import_from("one.tar");
  ASSERT_TRUE(imported) << imported.error().message;
  use_mirror();
  EXPECT_TRUE(install_release());
}

TEST_F(BundleTest, AFileThatClimbsOutOrIsALinkIsNoBundle) {
  for (const char* name : {"../out", "/out", "a/../../out", "a//b", "a\\b", ""})
    EXPECT_FALSE(marketplace::tar_header({name, 1})) << name;
  std::string link = marketplace::tar_header({"tuf/timestamp.json", 0}).value();
  EXPECT_TRUE(marketplace::read_tar_header(link));
  link[156] = '2';
  EXPECT_FALSE(marketplace::read_tar_header(link));
  const std::string deep = "tuf/targets/" + std::string(80, 'd') + "/" + std::string(90, 'f');
  const auto header = marketplace::tar_header({deep, 5});
  ASSERT_TRUE(header);
  EXPECT_EQ(marketplace::read_tar_header(*header)->name, deep);
}

TEST_F(BundleTest, AnOldBundleAfterANewerOneIsARollBack) {
  release("1.0.0");
  ASSERT_TRUE(export_to("old"));
  release("2.0.0");
  ASSERT_TRUE(export_to("new"));
  ASSERT_TRUE(import_from("new"));

  const auto replayed = import_from("old");

  ASSERT_FALSE(replayed);
  EXPECT_EQ(rule_of(replayed.error()), "version_rolled_back") << replayed.error().message;
  use_mirror();
  EXPECT_EQ(install_release().value()["version"], "2.0.0");

  // Nor may it stand in for the mirror itself.
  urls = {"file://" + (place / "old").string()};
  restart_host();
  EXPECT_FALSE(market->refresh());
}

TEST_F(BundleTest, ASecondBundleAddsToTheMirrorAndTheLogStaysConsistent) {
  release("1.0.0");
  ASSERT_TRUE(export_to("first"));
  ASSERT_TRUE(import_from("first"));
  use_mirror();
  ASSERT_TRUE(install_release());
  release("2.0.0");
  ASSERT_TRUE(export_to("second"));
  ASSERT_TRUE(import_from("second"));

  const auto updated =
      plugins->update(admin, {.plugin_id = kSteady, .version = "", .accept_permissions = true});

  ASSERT_TRUE(updated) << updated.error().message;
  EXPECT_EQ(shown()["version"], "2.0.0");
}

TEST_F(BundleTest, AnExpiredBundleIsNotImported) {
  release("1.0.0");
  ASSERT_TRUE(export_to("bundle"));
  time.advance(60 * kDayMs);

  const auto refused = import_from("bundle");

  ASSERT_FALSE(refused);
  EXPECT_EQ(rule_of(refused.error()), "expired_metadata");
}

}  // namespace
}  // namespace kontor::host
