#include <fstream>

#include "tests/integration/host_plugins/company.hpp"
#include "tests/integration/host_plugins/on_either.hpp"

namespace kontor::host {
namespace {

namespace fs = std::filesystem;

class InstallationTest : public OnEither<CompanyTest> {
 protected:
  // Nothing of a plugin is left: no row, no folder, no field.
  void expect_untouched() {
    EXPECT_EQ(plugins->list()->size(), 0U);
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(data / "plugins", ignored))
      EXPECT_TRUE(entry.path().filename() == ".staging" && fs::is_empty(entry.path()))
          << entry.path();
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, InstallationTest, testing::both_databases(),
                         testing::database_name);

TEST_P(InstallationTest, RunsThePluginFromTheBytesThatWereVerified) {
  const auto installed = install(built("hello-cpp"));

  ASSERT_TRUE(installed) << installed.error().message;
  EXPECT_EQ((*installed)["id"], "example.hello-cpp");
  EXPECT_EQ((*installed)["state"], "running");
  const Record anna = person({{"first_name", "Anna"}, {"last_name", " Berg "}});
  EXPECT_EQ(anna.fields["last_name"], "Berg");
  const auto greeted = plugins->act(admin, "example.hello-cpp", "hello.greet",
                                    {{"entity", "person"}, {"id", anna.id}}, Json::object());
  ASSERT_TRUE(greeted) << greeted.error().message;
  EXPECT_EQ((*greeted)["message"], "Hello, Anna!");
  const auto widget = plugins->widget(
      admin, "example.hello-cpp", "hello.count",
      {{"from", "2026-01-01T00:00:00Z"}, {"to", "2026-12-31T00:00:00Z"}}, Json::object(), "en");
  ASSERT_TRUE(widget) << widget.error().message;
  EXPECT_EQ((*widget)["figure"]["value"], 1.0);
}

TEST_P(InstallationTest, RefusesASaveThatThePluginRefuses) {
  ASSERT_TRUE(install(built("hello-cpp")));

  const auto created = records->create(admin, "person", {{"email", "a@example.test"}});

  ASSERT_FALSE(created);
  EXPECT_EQ(created.error().message, "A person needs a name.");
}

TEST_P(InstallationTest, RunsAgainAfterARestartOfTheHost) {
  ASSERT_TRUE(install(built("hello-cpp")));

  close();
  open();
  EXPECT_EQ((*plugins->describe("example.hello-cpp"))["state"], "failed");
  plugins->start_all();

  EXPECT_EQ((*plugins->describe("example.hello-cpp"))["state"], "running");
}

TEST_P(InstallationTest, RefusesToLoadBytesThatChangedOnDisk) {
  ASSERT_TRUE(install(built("hello-cpp")));
  ASSERT_TRUE(plugins->stop(admin, "example.hello-cpp"));
  const fs::path library = data / "plugins/example.hello-cpp/1.0.0/plugin.so";
  std::string bytes = *read_file(library, std::size_t{64} << 20);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  ASSERT_TRUE(write_file(library, bytes));

  const Status started = plugins->start(admin, "example.hello-cpp");

  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, ErrorCode::untrusted);
  EXPECT_NE(started.error().message.find("has changed"), std::string::npos);
}

TEST_P(InstallationTest, RefusesAFlippedByteInThePackage) {
  const fs::path file = package_of(built("hello-cpp"));
  std::string bytes = *read_file(file, std::size_t{64} << 20);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  ASSERT_TRUE(write_file(file, bytes));

  const auto installed = plugins->install_file(admin, file, {vendor.public_key()});

  ASSERT_FALSE(installed);
  EXPECT_EQ(installed.error().code, ErrorCode::untrusted);
  expect_untouched();
}

TEST_P(InstallationTest, RefusesAPackageSignedBySomebodyElse) {
  const auto installed = plugins->install_file(admin, package_of(built("hello-cpp")),
                                               {crypto::SigningKey::generate().public_key()});

  ASSERT_FALSE(installed);
  EXPECT_EQ(installed.error().code, ErrorCode::untrusted);
  expect_untouched();
}

TEST_P(InstallationTest, RefusesAManifestThatDoesNotEqualTheEntry) {
  const auto installed = install(changed(built("hello-cpp"), {{"version", "1.0.1"}}));

  ASSERT_FALSE(installed);
  EXPECT_NE(
      installed.error().message.find("the signed manifest says \"example.hello-cpp\" \"1.0.1\""),
      std::string::npos)
      << installed.error().message;
  expect_untouched();
}

TEST_P(InstallationTest, RefusesAnSdkThisHostDoesNotHave) {
  const auto installed = install(changed(built("hello-cpp"), {{"sdk", ">=7.0.0 <8.0.0"}}));

  ASSERT_FALSE(installed);
  EXPECT_NE(installed.error().message.find("asks for SDK >=7.0.0 <8.0.0, this host has"),
            std::string::npos);
  expect_untouched();
}

TEST_P(InstallationTest, RefusesAProductWithoutALicence) {
  const auto installed = install(changed(
      built("hello-cpp"), {{"license", {{"kind", "product"}, {"product", "example.hello-cpp"}}}}));

  ASSERT_FALSE(installed);
  EXPECT_EQ(installed.error().code, ErrorCode::forbidden);
  EXPECT_NE(installed.error().message.find("needs a licence"), std::string::npos);
  expect_untouched();
}

TEST_P(InstallationTest, LeavesNothingOfAPluginWhoseFieldIsTaken) {
  const Json field = {
      {"entity", "person"}, {"name", "first_name"}, {"type", "text"}, {"label", {{"en", "X"}}}};

  const auto installed =
      install(changed(built("hello-cpp"), {{"contributes", {{"fields", Json::array({field})}}}}));

  ASSERT_FALSE(installed);
  expect_untouched();
}

TEST_P(InstallationTest, SweepsWhatAnInterruptedInstallationLeft) {
  ASSERT_TRUE(install(built("hello-cpp")));
  close();
  // As if killed between the switch of the folder and the row.
  fs::create_directories(data / "plugins/acme.half/1.0.0");
  fs::create_directories(data / "plugins/.staging/x/y");
  fs::create_directories(data / "plugins/example.hello-cpp/9.9.9");

  open();

  EXPECT_FALSE(fs::exists(data / "plugins/acme.half"));
  EXPECT_FALSE(fs::exists(data / "plugins/.staging"));
  EXPECT_FALSE(fs::exists(data / "plugins/example.hello-cpp/9.9.9"));
  EXPECT_TRUE(fs::exists(data / "plugins/example.hello-cpp/1.0.0/plugin.so"));
}

TEST_P(InstallationTest, RemovesThePluginAndKeepsItsStorageUnlessAsked) {
  ASSERT_TRUE(install(built("hello-cpp")));
  const Record anna = person({{"first_name", "Anna"}});
  const Json on_anna = {{"entity", "person"}, {"id", anna.id}};
  ASSERT_TRUE(plugins->act(admin, "example.hello-cpp", "hello.greet", on_anna, Json::object()));

  ASSERT_TRUE(plugins->remove(admin, "example.hello-cpp", Plugins::Storage::keep));

  EXPECT_EQ(plugins->list()->size(), 0U);
  EXPECT_FALSE(fs::exists(data / "plugins/example.hello-cpp/1.0.0"));
  const Json year = {{"from", "2026-01-01T00:00:00Z"}, {"to", "2026-12-31T00:00:00Z"}};
  ASSERT_TRUE(install(built("hello-cpp")));
  EXPECT_EQ((*plugins->widget(admin, "example.hello-cpp", "hello.count", year, Json::object(),
                              "en"))["figure"]["value"],
            1.0);
  ASSERT_TRUE(plugins->remove(admin, "example.hello-cpp", Plugins::Storage::erase));
  ASSERT_TRUE(install(built("hello-cpp")));
  EXPECT_EQ((*plugins->widget(admin, "example.hello-cpp", "hello.count", year, Json::object(),
                              "en"))["figure"]["value"],
            0.0);
}

TEST_P(InstallationTest, AsksForTheRightToManagePlugins) {
  Principal nobody = Principal::system();
  nobody.kind = PrincipalKind::user;
  nobody.rights = std::make_shared<const Rights>();

  const auto installed =
      plugins->install_file(nobody, package_of(built("hello-cpp")), {vendor.public_key()});

  ASSERT_FALSE(installed);
  EXPECT_EQ(installed.error().code, ErrorCode::forbidden);
  EXPECT_FALSE(plugins->act(nobody, "example.hello-cpp", "hello.greet", nullptr, Json::object()));
}

}  // namespace
}  // namespace kontor::host
