#include <gtest/gtest.h>

#include "base/core/files.hpp"
#include "base/crypto/keys.hpp"
#include "marketplace/client/review_check.hpp"
#include "tests/integration/marketplace/market_process.hpp"
#include "tests/integration/marketplace/package_edit.hpp"

namespace kontor::marketplace {
namespace {

// The checker that a vendor runs at home, and the market's checks on the same bytes.
class HomeAndMarketTest : public MarketProcess {
 protected:
  void SetUp() override {
    start_market();
    register_and_approve();
    good_ = read_file(hello_package(), kBytesMax).value();
    key_ = std::make_unique<crypto::SigningKey>(crypto::SigningKey::load(vendor_key_).value());
  }

  using Change = std::function<void(testing::PackageMembers&, Json&)>;
  std::filesystem::path changed(const char* name, const Change& change) const {
    const auto file = folder_ / (std::string(name) + ".kpkg");
    EXPECT_TRUE(write_file(file, testing::edited_package(good_, *key_, change)));
    return file;
  }

  // Findings in one form, sorted.
  static Json plain(const Json& findings) {
    Json list = Json::array();
    for (const Json& one : findings)
      list.push_back({one["rule"], one["severity"], one["file"], one.value("offset", Json(nullptr)),
                      one["message"], one["fix"]});
    std::sort(list.begin(), list.end());
    return list;
  }
  static Json at_home(const std::filesystem::path& file, testing::Arguments more = {}) {
    more.insert(more.begin(), {"check", file, "--json"});
    const auto outcome = testing::run("kontor", more);
    const auto begin = outcome.output.rfind("\n{");
    return plain(
        Json::parse(outcome.output.substr(begin == std::string::npos ? 0 : begin)).at("findings"));
  }
  Json at_the_market(const std::filesystem::path& file) const {
    testing::Arguments words = publish_words(file);
    words.push_back("--json");
    const auto outcome = testing::run("kontor-publish", words);
    const auto end = outcome.output.rfind('}');
    const auto json = parse_json(outcome.output.substr(0, end + 1));
    EXPECT_TRUE(json) << outcome.output;
    return json ? *json : Json();
  }

  static constexpr std::size_t kBytesMax = std::size_t{100} << 20;
  std::string good_;
  std::unique_ptr<crypto::SigningKey> key_;
};

TEST_F(HomeAndMarketTest, FindTheSame) {
  // The one that is not rejected comes last: it takes its version.
  const std::vector<std::pair<std::string, std::filesystem::path>> packages{
      {"sbom.missing",
       changed("no-bill",
               [](auto& members, Json&) { members.erase(std::string(package::kSbomMember)); })},
      {"sbom.files",
       changed("stale-bill", [](auto& members, Json&) { members["notes.txt"] = "unheard of"; })},
      {"library.entry", changed("another-version",
                                [](auto& members, Json& manifest) {
                                  manifest["version"] = "9.9.9";
                                  testing::renew_sbom(members, manifest);
                                })},
      {"trial.contributions",
       changed("promises-much",
               [](auto& members, Json& manifest) {
                 manifest["contributes"]["actions"].push_back(
                     {{"name", "hello.nothing"}, {"label", {{"en", "Nothing"}}}, {"seat", "none"}});
                 testing::renew_sbom(members, manifest);
               })},
      {"permissions.unused", changed("asks-for-much", [](auto& members, Json& manifest) {
         manifest["permissions"]["operations"] = {"timeline.add"};
         testing::renew_sbom(members, manifest);
       })}};
  for (const auto& [rule, file] : packages) {
    const Json market = at_the_market(file);
    const Json home = at_home(file);

    EXPECT_EQ(plain(market["findings"]), home) << rule;
    EXPECT_NE(home.dump().find(rule), std::string::npos) << home.dump();
    EXPECT_EQ(market["state"], rule == "permissions.unused" ? "QUARANTINED" : "REJECTED") << rule;
  }
}

TEST_F(HomeAndMarketTest, AGoodPluginIsTriedInTheSandboxApprovedAttestedAndItsReviewServed) {
  const auto review_key = data_ / "keys" / "review.key";
  const Json waiting = at_the_market(folder_ / "hello.kpkg");
  std::map<std::string, std::string> checks;
  for (const Json& check : waiting["checks"]) checks[check["rule"]] = check["result"];
  EXPECT_EQ(waiting["state"], "PASSED") << waiting.dump(2);
  EXPECT_EQ(checks["trial"], "passed");
  const std::string id = waiting["operation_id"], sha256 = waiting["sha256"];

  const auto fetched = as_operator({"fetch", id, "--out", folder_ / "seen.kpkg"});
  ASSERT_EQ(fetched.status, 0) << fetched.output;
  EXPECT_NE(as_operator({"decide", id, "approve", "--reason", "read", "--key", review_key,
                         "--package", vendor_key_})
                .status,
            0)
      << "another file than the one submitted";
  const auto not_believed =
      as_operator({"decide", id, "approve", "--reason", "read", "--key", vendor_key_});
  EXPECT_EQ(not_believed.status, 1);
  EXPECT_NE(not_believed.output.find("no host would believe"), std::string::npos)
      << not_believed.output;
  const auto decided =
      as_operator({"decide", id, "approve", "--reason", "read", "--key", review_key, "--reviewer",
                   "Ada", "--package", folder_ / "seen.kpkg"});
  ASSERT_EQ(decided.status, 0) << decided.output;

  const auto served =
      http::Client::create(url()).value()->get("/packages/" + sha256 + ".review.dsse");
  ASSERT_TRUE(served);
  const auto key = crypto::SigningKey::load(review_key).value().public_key();
  const auto review =
      verify_review(served->body, sha256, {{.key = key, .levels = {ReviewLevel::reviewed}}});
  ASSERT_TRUE(review) << review.error().message;
  EXPECT_EQ(review->reviewer, "Ada");
  EXPECT_FALSE(review->checks.empty());
  const auto shown = as_operator({"show", id});
  EXPECT_NE(shown.output.find("\"attested\""), std::string::npos) << shown.output;
}

TEST_F(HomeAndMarketTest, AnAppealGoesFromTheVendorsCommandToTheOperatorsAndBack) {
  const auto file = changed("asks-for-much", [](auto& members, Json& manifest) {
    manifest["permissions"]["operations"] = {"timeline.add"};
    testing::renew_sbom(members, manifest);
  });
  const std::string id = at_the_market(file)["operation_id"];
  ASSERT_EQ(as_operator({"decide", id, "reject", "--reason", "asks for too much"}).status, 0);
  testing::Arguments words = publish_words(file);
  words.insert(words.end(), {"--appeal", "We need it for the next release."});
  const auto appealed = testing::run("kontor-publish", words);
  ASSERT_EQ(appealed.status, 0) << appealed.output;
  EXPECT_NE(as_operator({"queue"}).output.find("for the next release"), std::string::npos);

  ASSERT_EQ(as_operator({"answer", id, "overturned", "--reason", "then take it"}).status, 0);

  EXPECT_EQ(waiting_operation(), id);
  EXPECT_NE(as_operator({"audit"}).output.find("then take it"), std::string::npos);
}

TEST_F(HomeAndMarketTest, AChangeOfWhatTheLibraryAsksForIsFoundAgainstTheLastRelease) {
  release_hello();
  const std::filesystem::path plugins = std::getenv("KONTOR_PLUGINS");
  const std::string other = read_file(plugins / "test-trace" / "plugin.so", kBytesMax).value();
  const auto file = changed("grown", [&](auto& members, Json& manifest) {
    manifest["version"] = "9.9.9";
    members["plugin.so"] = other;  // Another plugin's, so that its imports differ.
    testing::renew_sbom(members, manifest);
  });

  const Json market = at_the_market(file);

  const Json home = at_home(file, {"--previous", folder_ / "hello.kpkg"});
  EXPECT_EQ(plain(market["findings"]), home);
  EXPECT_NE(home.dump().find("pthread_create"), std::string::npos) << home.dump(2);
  EXPECT_NE(home.dump().find("library.change"), std::string::npos);
}

}  // namespace
}  // namespace kontor::marketplace
