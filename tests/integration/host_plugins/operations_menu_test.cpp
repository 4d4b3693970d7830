#include "tests/integration/host_plugins/desk.hpp"

namespace kontor::host {
namespace {

class PluginMenuTest : public DeskTest {
 protected:
  std::vector<std::string> entries(const Principal& who) {
    std::vector<std::string> names;
    const auto menu = plugins->menu(who).value();
    for (const Json& entry : menu) {
      EXPECT_EQ(entry["plugin"], "test.desk");
      EXPECT_EQ(entry["state"], "open");
      names.push_back(entry["entry"]);
    }
    return names;
  }
  Principal with(const Rights& rights) {
    Principal principal = user("anna");
    principal.rights = std::make_shared<const Rights>(rights);
    return principal;
  }
};

TEST_F(PluginMenuTest, OpensWhatThePluginAnswersInTheUsersLanguage) {
  EXPECT_EQ(entries(admin), (std::vector<std::string>{"desk.overview", "desk.deals"}));

  const auto opened = plugins->open_menu(user("anna"), "test.desk", "desk.overview", "sv");

  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ((*opened)["blocks"][0]["text"], "anna in sv");
  EXPECT_EQ(plugins->open_menu(admin, "test.desk", "desk.none", "en").error().code,
            ErrorCode::not_found);
}

TEST_F(PluginMenuTest, ShowsAnEntryToThoseAloneWhoMayReadWhatItIsAbout) {
  Rights rights;
  rights.allow_named("plugins.use");
  const Principal reader = with(rights);

  EXPECT_EQ(entries(reader), (std::vector<std::string>{"desk.overview"}));
  const auto refused = plugins->open_menu(reader, "test.desk", "desk.deals", "en");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
}

TEST_F(PluginMenuTest, IsEmptyForThoseWhoMayNotUsePluginsAndWhileNoneRuns) {
  EXPECT_TRUE(entries(with(Rights())).empty());
  ASSERT_TRUE(plugins->stop(admin, "test.desk"));

  EXPECT_TRUE(entries(admin).empty());
}

TEST_F(PluginMenuTest, OpensForWhoeverHoldsASeatWhereOneIsAskedFor) {
  ASSERT_TRUE(ledger->install_document(licenses.document(licensing::SeatModel::concurrent, 1)));
  Json paid = {{"license", {{"kind", "product"}, {"product", "kontor.sms"}}}};
  paid["contributes"]["menu"] = {
      {{"name", "desk.overview"}, {"label", {{"en", "Desk"}}}, {"seat", "acting_user"}}};
  ASSERT_TRUE(plugins->remove(admin, "test.desk", Plugins::Storage::keep));
  ASSERT_TRUE(install(changed(built("test-desk"), paid)));

  EXPECT_EQ(plugins->menu(admin).value().at(0)["state"], "open");
  EXPECT_TRUE(plugins->open_menu(user("anna"), "test.desk", "desk.overview", "en"));
  EXPECT_FALSE(plugins->open_menu(user("bo"), "test.desk", "desk.overview", "en"));
}

using PluginTextsTest = DeskTest;

TEST_F(PluginTextsTest, AreThePluginsWordsInTheReadersLanguageAlsoWhileItDoesNotRun) {
  ASSERT_TRUE(install(built("consent")));
  ASSERT_TRUE(plugins->stop(admin, "kontor.consent"));
  const auto granted = [&](const char* locale) {
    const Json texts = plugins->texts(locale);
    EXPECT_FALSE(texts.contains("test.desk")) << "it has none";
    return texts["kontor.consent"]["granted"];
  };

  EXPECT_EQ(granted("sv"), "Givet");
  EXPECT_EQ(granted("sv-SE"), "Givet");
  EXPECT_EQ(granted("en"), "Granted");
  EXPECT_EQ(granted("../../keys"), "Granted");
  for (const auto& version : std::filesystem::directory_iterator(data / "plugins/kontor.consent"))
    if (std::filesystem::exists(version.path() / "locales/sv.json")) {
      ASSERT_TRUE(write_file(version.path() / "locales/sv.json", "{"));
    }
  EXPECT_EQ(granted("sv"), "Granted") << "what cannot be read is as if it were not there";
}

}  // namespace
}  // namespace kontor::host
