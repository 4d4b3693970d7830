#include "base/core/files.hpp"
#include "base/crypto/hash.hpp"
#include "host/plugins/handbooks.hpp"
#include "tests/integration/host_plugins/market_and_host.hpp"

namespace kontor::testing {
namespace {

const std::string kEnglish = "# Steady\n\n<script>steal()</script>\n\n1. Press *on*.\n";
const std::string kSwedish = "# Stadig\n\nTryck på knappen.\n";
const Json kTake = {{"plugin_id", "example.steady"}, {"accept_permissions", true}};

class HostHandbookTest : public MarketAndHost {
 protected:
  Json read(const std::string& place, const std::string& locale = "en") const {
    const auto answer = ask("GET", place + "/handbook?locale=" + locale);
    EXPECT_TRUE(answer) << answer.error().message;
    return answer ? *answer : Json::object();
  }
  int status(const std::string& place) const { return send("GET", place + "/handbook")->status; }
  const std::string listed_ = std::string("/market/listings/") + kSteady;
  const std::string installed_ = std::string("/plugins/") + kSteady;
};

TEST_F(HostHandbookTest, IsReadInOnesLanguageBeforeAndAfterTheInstallationAlsoWithoutTheMarket) {
  release("1.0.0", Json::object(), {{"handbook.md", kEnglish}, {"handbook.sv.md", kSwedish}});
  start_host();
  const Json both = {"en", "sv"};

  EXPECT_EQ((*ask("GET", listed_))["handbooks"], both);
  EXPECT_EQ(read(listed_, "sv-SE"),
            (Json{{"language", "sv"}, {"languages", both}, {"text", kSwedish}}));
  EXPECT_EQ(read(listed_, "ru")["text"], kEnglish);
  EXPECT_EQ(status(installed_), 404);
  ASSERT_TRUE(ask("POST", "/plugins/install", kTake));
  market_->kill_now();

  EXPECT_EQ(shown()["handbooks"], both);
  EXPECT_EQ(read(installed_, "sv")["text"], kSwedish);
  EXPECT_EQ(read(installed_)["text"], kEnglish) << "as it was written, HTML and all";
}

TEST_F(HostHandbookTest, ChangesWithAnUpdateAndGoesWithThePlugin) {
  release("1.0.0", Json::object(), {{"handbook.md", kEnglish}, {"handbook.sv.md", kSwedish}});
  start_host();
  ASSERT_TRUE(ask("POST", "/plugins/install", kTake));
  release("2.0.0", Json::object(), {{"handbook.md", "# Steady 2\n"}});

  const auto updated = ask("POST", installed_ + "/update", {{"accept_permissions", true}});

  ASSERT_TRUE(updated) << updated.error().message;
  EXPECT_EQ(read(installed_, "sv"),
            (Json{{"language", "en"}, {"languages", {"en"}}, {"text", "# Steady 2\n"}}));
  ASSERT_TRUE(ask("POST", installed_ + "/rollback"));
  EXPECT_EQ(read(installed_, "sv")["text"], kSwedish);
  ASSERT_TRUE(ask("DELETE", installed_));
  EXPECT_EQ(status(installed_), 404);
}

TEST_F(HostHandbookTest, OfAPluginWithoutOneIsNotThereAndOneThatWasChangedIsNotShown) {
  release("1.0.0");
  release("2.0.0", Json::object(), {{"handbook.md", kEnglish}});
  start_host();
  Json first = kTake;
  first["version"] = "1.0.0";
  ASSERT_TRUE(ask("POST", "/plugins/install", first));
  EXPECT_EQ(shown()["handbooks"], Json::array());
  EXPECT_EQ(status(installed_), 404);
  ASSERT_TRUE(ask("POST", installed_ + "/update", {{"accept_permissions", true}}));
  EXPECT_EQ(status(installed_), 200);

  ASSERT_TRUE(write_file(plugin_folder() / "2.0.0/handbook.md", "# Pay here"));

  EXPECT_NE(status(installed_), 200);
}

TEST_F(HostHandbookTest, IsPrintedOnTheCommandLine) {
  release("1.0.0", Json::object(), {{"handbook.md", kEnglish}, {"handbook.sv.md", kSwedish}});
  start_host();
  const auto token = ask("POST", "/tokens", {{"name", "cli"}, {"scopes", {"plugins.manage"}}});
  ASSERT_TRUE(token) << token.error().message;
  const auto file = folder_ / "token";
  ASSERT_TRUE(write_file(file, (*token)["token"].get<std::string>(), FileMode::secret));
  const auto printed = [&](const Arguments& more) {
    Arguments words{"handbook", kSteady, "--host", origin_, "--token-file", file};
    words.insert(words.end(), more.begin(), more.end());
    return run("kontor-plugins", words);
  };

  EXPECT_EQ(printed({}).status, 1);
  EXPECT_EQ(printed({"--market", "--language", "sv"}).output, kSwedish);
  ASSERT_TRUE(ask("POST", "/plugins/install", kTake));

  EXPECT_EQ(printed({}).output, kEnglish);
  EXPECT_EQ(printed({"--language", "sv"}).output, kSwedish);
}

Json handbook_listing(const Json& change) {
  Json book = {{"language", "en"},
               {"path", "/handbooks/acme.notes/1.0.0/handbook.md"},
               {"sha256", std::string(64, 'a')}};
  book.merge_patch(change);
  return {{"id", "acme.notes"}, {"handbooks", Json::array({book})}};
}

TEST(ListedHandbooks, ThatAreNotAsAgreedAreLeftOut) {
  EXPECT_EQ(host::listed_handbooks(handbook_listing(Json::object())).languages(),
            std::vector<std::string>{"en"});
  for (const Json& change : std::vector<Json>{{{"path", "//elsewhere.example/handbook.md"}},
                                              {{"path", "/handbooks/../operator.token"}},
                                              {{"path", "/handbooks/a/1/handbook.sv.md"}},
                                              {{"path", "/handbooks/a/1/handbook.md?x=1"}},
                                              {{"path", 7}},
                                              {{"language", "../a"}},
                                              {{"language", nullptr}},
                                              {{"language", "sv"}}})
    EXPECT_TRUE(host::listed_handbooks(handbook_listing(change)).all.empty()) << change;
  EXPECT_TRUE(host::listed_handbooks({{"id", "a.b"}, {"handbooks", "none"}}).all.empty());
  EXPECT_FALSE(host::listed_handbooks({{"id", "a.b"}}).of("en"));
}

TEST(ListedHandbooks, OnlyWhatWasNamedIsShown) {
  const std::string text = "# A", control = "\x1b[2J";

  EXPECT_TRUE(host::shown_handbook(text, crypto::sha256_hex(text), "en", {"en"}));
  EXPECT_FALSE(host::shown_handbook(text, crypto::sha256_hex(control), "en", {"en"}));
  EXPECT_FALSE(host::shown_handbook(control, crypto::sha256_hex(control), "en", {"en"}));
}

}  // namespace
}  // namespace kontor::testing
