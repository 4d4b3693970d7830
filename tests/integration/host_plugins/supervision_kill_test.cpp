#include <functional>
#include <set>

#include "base/core/files.hpp"
#include "host/plugins/company_tables.hpp"
#include "tests/integration/host_plugins/market_and_host.hpp"
#include "tests/support/either_database.hpp"

namespace kontor::host {
namespace {

namespace fs = std::filesystem;

// A plugin's versions from a real market, under a real host.
class SupervisedMarketTest : public testing::MarketAndHost {
 protected:
  Json install(const std::string& version) const {
    return {{"plugin_id", kSteady}, {"version", version}, {"accept_permissions", true}};
  }
  std::size_t starts_so_far() const {
    std::size_t count = 0;
    const std::string text = log();
    for (auto at = text.find("steady is starting"); at != std::string::npos;
         at = text.find("steady is starting", at + 1))
      ++count;
    return count;
  }
  std::set<std::string> folders() const {
    std::set<std::string> names;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(plugin_folder(), ignored))
      names.insert(entry.path().filename().string());
    return names;
  }
};

// The host is killed in the middle, on either database.
class SupervisedKillTest : public SupervisedMarketTest,
                           public ::testing::WithParamInterface<db::Dialect> {
 protected:
  void SetUp() override {
    if (GetParam() == db::Dialect::postgresql)
      host_database_ = testing::copy_database(
          testing::model_database("company", GetParam(), prepare_company), /*file=*/{});
    SupervisedMarketTest::SetUp();
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, SupervisedKillTest, testing::both_databases(),
                         testing::database_name);

// Version 5 never ends starting: its files are in place, its process runs, nothing is decided.
TEST_P(SupervisedKillTest, AnInstallationKilledInTheMiddleIsUndoneAndCanBeRepeated) {
  release("1.0.0");
  release("5.0.0");
  start_host();
  auto installing = asked("/plugins/install", install("5.0.0"));
  ASSERT_TRUE(testing::eventually([&] { return starts_so_far() == 1; })) << log();
  ASSERT_TRUE(folders().contains("5.0.0"));

  kill_host();
  EXPECT_FALSE(installing.get());
  start_host();

  EXPECT_EQ(*ask("GET", "/plugins"), Json::array());
  EXPECT_EQ(folders(), (std::set<std::string>{"data"}));
  EXPECT_NE(log().find("a change of a plugin was undone"), std::string::npos) << log();
  ASSERT_TRUE(ask("POST", "/plugins/install", install("1.0.0")));
  EXPECT_EQ(echo(), "1.0.0");
}

TEST_P(SupervisedKillTest, AnUpdateKilledInTheMiddleLeavesTheVersionBefore) {
  release("1.0.0");
  release("2.0.0");
  release("5.0.0");
  start_host();
  ASSERT_TRUE(ask("POST", "/plugins/install", install("1.0.0")));
  const std::string path = std::string("/plugins/") + kSteady;

  const std::size_t starts = starts_so_far();
  auto updating = asked(path + "/update", {{"version", "5.0.0"}});
  ASSERT_TRUE(testing::eventually([&] { return starts_so_far() > starts; })) << log();
  EXPECT_EQ(echo(), "1.0.0");  // It answers while its successor is on trial.
  kill_host();
  EXPECT_FALSE(updating.get());
  start_host();

  EXPECT_EQ(echo(), "1.0.0");
  const Json plugin = shown();
  EXPECT_EQ(plugin["last_change"]["outcome"], "undone") << plugin;
  EXPECT_EQ(plugin["last_change"]["to"], "5.0.0");
  EXPECT_EQ(folders(), (std::set<std::string>{"1.0.0", "data"}));

  // The same at moments that differ each time: there is one version afterwards, and it works.
  std::size_t starts_before = 0;
  std::set<std::string> folders_before;
  const std::function<bool()> moments[] = {
      [&] { return fs::exists(host_data_ / "plugins" / ".staging"); },
      [&] { return folders() != folders_before; },
      [&] { return starts_so_far() > starts_before; },
      [&] { return log().find("plugin installed") != std::string::npos; },
  };
  for (const auto& moment : moments) {
    starts_before = starts_so_far();
    folders_before = folders();
    auto again = asked(path + "/update", {{"version", "2.0.0"}});
    EXPECT_TRUE(testing::eventually(moment)) << log();
    kill_host();
    (void)again.get();
    start_host();
    const std::string version = shown()["version"];
    EXPECT_TRUE(version == "1.0.0" || version == "2.0.0") << version;
    EXPECT_EQ(echo(), version);
    if (version == "2.0.0") {
      EXPECT_EQ(shown()["versions"]["previous"], "1.0.0");
      ASSERT_TRUE(ask("POST", path + "/rollback"));
    }
    EXPECT_EQ(echo(), "1.0.0");
  }
  EXPECT_EQ(*ask("GET", "/plugins/" + std::string(kSteady) + "/gaps"),
            (Json{{"total", 0}, {"gaps", Json::array()}, {"next", nullptr}}));
}

TEST_F(SupervisedMarketTest, AnUpdateThatAsksForMoreMustBeAcceptedAndOneThatDoesNotNeedNot) {
  const Json more = {{"permissions", {{"operations", {"user.notify"}}}}};
  release("1.0.0");
  release("2.0.0", more);
  start_host();
  ASSERT_TRUE(ask("POST", "/plugins/install", install("1.0.0")));
  const std::string path = std::string("/plugins/") + kSteady;

  const auto refused = ask("POST", path + "/update", Json::object());

  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().detail.find("permissions-not-accepted"), std::string::npos)
      << refused.error().detail;
  EXPECT_EQ(echo(), "1.0.0");
  const auto accepted = ask("POST", path + "/update", {{"accept_permissions", true}});
  ASSERT_TRUE(accepted) << accepted.error().message;
  EXPECT_EQ(echo(), "2.0.0");
  const auto again = ask("POST", path + "/update", Json::object());
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::conflict);
  ASSERT_TRUE(ask("POST", path + "/rollback"));
  EXPECT_TRUE(ask("POST", path + "/update", {{"version", "2.0.0"}, {"accept_permissions", true}}));
}

TEST_F(SupervisedMarketTest, SafeModeIsSaidOnEveryListOfPluginsAndTheCommandLineShowsIt) {
  release("1.0.0");
  start_host();
  ASSERT_TRUE(ask("POST", "/plugins/install", install("1.0.0")));
  EXPECT_FALSE(send("GET", "/plugins")->headers.contains("x-kontor-safe-mode"));
  const auto token = ask("POST", "/tokens", {{"name", "cli"}, {"scopes", {"plugins.manage"}}});
  ASSERT_TRUE(token) << token.error().message;
  const auto token_file = folder_ / "token";
  ASSERT_TRUE(write_file(token_file, (*token)["token"].get<std::string>() + "\n"));
  const auto plugins = [&](testing::Arguments words) {
    words.insert(words.begin(), "plugins");  // Through kontor, which finds the program beside it.
    words.insert(words.end(), {"--host", origin_, "--token-file", token_file});
    return testing::run("kontor", words);
  };

  const auto listed = plugins({"list"});
  EXPECT_EQ(listed.status, 0) << listed.output;
  EXPECT_NE(listed.output.find("example.steady  1.0.0    running"), std::string::npos)
      << listed.output;
  const auto shown_one = plugins({"show", kSteady});
  EXPECT_NE(shown_one.output.find("Legal basis: legitimate interests."), std::string::npos)
      << shown_one.output;
  EXPECT_NE(plugins({"sandbox"}).output.find("seccomp before load"), std::string::npos);
  EXPECT_EQ(plugins({"stop", kSteady}).status, 0);
  EXPECT_EQ(plugins({"start", kSteady}).status, 0);
  EXPECT_EQ(plugins({"rollback", kSteady}).status, 1);
  EXPECT_EQ(plugins({"release", kSteady}).status, 1);
  EXPECT_EQ(plugins({"trust", kSteady, "in_process"}).status, 1);
  ASSERT_TRUE(ask("POST", std::string("/actions/") + kSteady + "/steady.count",
                  {{"record", nullptr}, {"input", Json::object()}}));
  EXPECT_EQ(plugins({"export", kSteady}).output,
            "{\"kind\":\"storage\",\"name\":\"calls\",\"value\":1}\n"
            "{\"kind\":\"end\",\"plugin\":\"example.steady\"}\n");

  EXPECT_EQ(host_->stop(), 0);
  start_host({"--safe-mode"});

  EXPECT_EQ(send("GET", "/plugins")->headers.at("x-kontor-safe-mode"), "on");
  const auto safe = plugins({"list"});
  EXPECT_NE(safe.output.find("safe mode: no plugin runs"), std::string::npos) << safe.output;
  EXPECT_NE(log().find("safe mode: no plugin runs and saves go on without their hooks"),
            std::string::npos);
  EXPECT_EQ(plugins({"remove", kSteady, "--storage", "erase"}).status, 0);
  EXPECT_EQ(*ask("GET", "/plugins"), Json::array());
  EXPECT_EQ(folders(), (std::set<std::string>{}));
}

}  // namespace
}  // namespace kontor::host
