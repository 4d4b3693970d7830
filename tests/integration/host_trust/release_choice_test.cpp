#include <gtest/gtest.h>

#include "marketplace/client/killed.hpp"
#include "marketplace/client/release_choice.hpp"

namespace kontor::marketplace {
namespace {

MarketPackage release_with(const std::string& version, const Json& custom = Json::object()) {
  MarketPackage package;
  package.plugin_id = "acme.notes";
  package.version = version;
  package.custom = custom;
  return package;
}

std::string chosen(const std::vector<MarketPackage>& releases, const ChoiceRules& rules = {}) {
  const Choice choice = choose_release(releases, rules);
  return choice.package ? choice.package->version : "none";
}

TEST(ReleaseChoiceTest, AWithdrawnReleaseIsPassedOver) {
  const std::vector<MarketPackage> releases{
      release_with("1.1.0", {{"yanked", {{"reason", "eats notes"}}}}), release_with("1.0.0")};
  EXPECT_EQ(chosen(releases), "1.0.0");
  EXPECT_EQ(choose_release(releases, {}).passed_over.front().why,
            "its vendor withdrew it: eats notes");
}

TEST(ReleaseChoiceTest, AChannelTakesItsOwnAndTheCalmerOnes) {
  const std::vector<MarketPackage> releases{release_with("1.3.0", {{"channel", "private"}}),
                                            release_with("1.2.0", {{"channel", "beta"}}),
                                            release_with("1.1.0-rc.1"), release_with("1.0.0")};
  EXPECT_EQ(chosen(releases), "1.0.0");
  EXPECT_EQ(chosen(releases, {.channel = "beta"}), "1.2.0");
  EXPECT_EQ(chosen(releases, {.channel = "private"}), "1.3.0");
  EXPECT_EQ(chosen({release_with("1.1.0-rc.1")}, {.channel = "beta"}), "1.1.0-rc.1");
  EXPECT_EQ(chosen({release_with("1.4.0", {{"channel", "nightly"}})}, {.channel = "private"}),
            "none");
}

TEST(ReleaseChoiceTest, AnUpdateGoesNoFurtherThanItsStep) {
  const std::vector<MarketPackage> releases{release_with("2.0.0"), release_with("1.3.0"),
                                            release_with("1.2.4"), release_with("1.2.3")};
  const auto with = [](UpdateStep step) { return ChoiceRules{.installed = "1.2.3", .step = step}; };
  EXPECT_EQ(chosen(releases, with(UpdateStep::manual)), "none");
  EXPECT_EQ(chosen(releases, with(UpdateStep::patch)), "1.2.4");
  EXPECT_EQ(chosen(releases, with(UpdateStep::minor)), "1.3.0");
  EXPECT_EQ(chosen(releases, with(UpdateStep::all)), "2.0.0");
  EXPECT_EQ(chosen(releases, {.installed = "2.0.0"}), "none");
}

TEST(ReleaseChoiceTest, AStagedRollOutReachesItsShareOfInstallationsAndAlwaysTheSame) {
  int turns = 0;
  int of_ten = 0;
  for (int number = 0; number < 2000; ++number) {
    const std::string installation = "installation " + std::to_string(number);
    const bool first = has_its_turn(installation, "acme.notes", "1.1.0", 30);
    EXPECT_EQ(first, has_its_turn(installation, "acme.notes", "1.1.0", 30));
    turns += first ? 1 : 0;
    const bool early = has_its_turn(installation, "acme.notes", "1.1.0", 10);
    of_ten += early ? 1 : 0;
    EXPECT_TRUE(first || !early) << "a wider roll-out never takes a turn back";
  }
  EXPECT_NEAR(turns, 600, 100);
  EXPECT_NEAR(of_ten, 200, 60);
  EXPECT_TRUE(has_its_turn("any", "acme.notes", "1.1.0", 100));
  const auto broken = release_with("1.1.0", {{"rollout", {{"percent", "many"}}}});
  EXPECT_EQ(chosen({broken}, {.installation = "any"}), "none");
}

TEST(ReleaseChoiceTest, ADeprecatedReleaseNamesItsSuccessor) {
  const auto terms = terms_of({{"deprecated", {{"reason", "old"}, {"successor", "acme.pages"}}}});
  EXPECT_EQ(terms.deprecated, "old");
  EXPECT_EQ(terms.successor, "acme.pages");
  EXPECT_EQ(terms.channel, "stable");
}

TEST(ReleaseChoiceTest, AReleaseForAnotherSdkIsPassedOver) {
  const std::vector<MarketPackage> releases{release_with("1.1.0", {{"sdk", ">=9.0.0 <10.0.0"}}),
                                            release_with("1.0.0", {{"sdk", ">=0.1.0 <1.0.0"}})};
  EXPECT_EQ(chosen(releases, {.sdk_version = "0.1.0"}), "1.0.0");
  EXPECT_FALSE(sdk_in_range("1.0.0", ">=0.1.0 <1.0.0"));
  EXPECT_FALSE(sdk_in_range("1.0.0", "any"));
}

TEST(KilledTest, SpeaksOfVersionsOfAllVersionsOrOfBytes) {
  const auto killed = parse_killed(R"({"killed": [
      {"plugin": "acme.notes", "versions": ["1.1.0"], "reason": "a", "at": "2026-01-01T00:00:00Z"},
      {"plugin": "acme.sms", "versions": "*", "reason": "b", "at": "2026-01-01T00:00:00Z"},
      {"plugin": "acme.kpi", "sha256": ["ff"], "reason": "c", "at": "2026-01-01T00:00:00Z"}]})");
  ASSERT_TRUE(killed) << killed.error().message;
  EXPECT_NE(find_killed(*killed, "acme.notes", "1.1.0", "00"), nullptr);
  EXPECT_EQ(find_killed(*killed, "acme.notes", "1.2.0", "00"), nullptr);
  EXPECT_NE(find_killed(*killed, "acme.sms", "9.0.0", "00"), nullptr);
  EXPECT_NE(find_killed(*killed, "acme.kpi", "1.0.0", "ff"), nullptr);
  EXPECT_EQ(find_killed(*killed, "acme.kpi", "1.0.0", "00"), nullptr);
}

TEST(KilledTest, AListThatIsHalfUnderstoodIsRefused) {
  for (const char* wrong :
       {"[]", R"({"killed": {}})", R"({"killed": [{"plugin": "acme.notes"}]})",
        R"({"killed": [{"plugin": "a.b", "versions": [], "reason": "r", "at": "x"}]})",
        R"({"killed": [{"plugin": "a.b", "versions": "1.0.0", "reason": "r", "at": "x"}]})",
        R"({"killed": [{"plugin": "a.b", "reason": "r", "at": "x"}]})"})
    EXPECT_FALSE(parse_killed(wrong)) << wrong;
}

}  // namespace
}  // namespace kontor::marketplace
