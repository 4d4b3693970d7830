#include "marketplace/app/releases.hpp"
#include "marketplace/core/target_path.hpp"
#include "marketplace/repository/offline_documents.hpp"
#include "marketplace/repository/signing.hpp"
#include "tests/integration/marketplace/market_fixture.hpp"

namespace kontor::marketplace {
namespace {

// What a vendor says about releases that are out: by its next signed role, and nothing else.
class TermsTest : public MarketFixture {
 protected:
  TermsTest() {
    EXPECT_EQ(register_vendor("acme").status, 201);
    EXPECT_EQ(approve_vendor("acme").status, 200);
  }

  // acme's next role with `change` merged into the custom of a release.
  http::Response change(const std::string& version, const Json& change) {
    Json body =
        renewed(repository_->metadata("vendor.acme").value(), clock_.now_ms() + 86'400'000).value();
    Json& custom = body["targets"][package_path("acme.notes", version)]["custom"];
    if (custom.is_null()) custom = Json::object();
    custom.merge_patch(change);
    return put_role("acme", sign_metadata(body, {keys_.at("acme")}).value());
  }

  Json listing() { return json(ask("GET", "/api/v1/catalogue/acme.notes")); }

  // Types of the log's entries, in order.
  std::vector<std::string> logged() const {
    std::vector<std::string> types;
    for (std::uint64_t index = 0; index < log_->size(); ++index)
      types.push_back(Json::parse(log_->entry(index).value())["type"]);
    return types;
  }
};

TEST_P(TermsTest, AYankedReleaseIsLoggedAndNoLongerTheOneShown) {
  release({.version = "1.0.0"});
  release({.version = "1.1.0"});

  ASSERT_EQ(change("1.1.0", {{"yanked", {{"reason", "eats data"}}}}).status, 200);

  EXPECT_EQ(listing()["version"], "1.0.0");
  EXPECT_EQ(listing()["versions"][1]["yanked"]["reason"], "eats data");
  EXPECT_EQ(logged(), (std::vector<std::string>{"vendor-keys", "release", "release", "yank"}));
  ASSERT_EQ(change("1.1.0", {{"yanked", nullptr}}).status, 200);
  EXPECT_EQ(listing()["version"], "1.1.0");
}

TEST_P(TermsTest, ChannelsDecideWhatTheCatalogueShows) {
  release({.version = "1.0.0"});
  release({.version = "2.0.0"});

  ASSERT_EQ(change("2.0.0", {{"channel", "beta"}}).status, 200);
  EXPECT_EQ(listing()["version"], "1.0.0");
  EXPECT_EQ(listing()["versions"][1]["channel"], "beta");
  ASSERT_EQ(change("2.0.0", {{"channel", "private"}}).status, 200);
  EXPECT_EQ(listing()["versions"].size(), 1U);
  ASSERT_EQ(change("1.0.0", {{"channel", "private"}}).status, 200);

  EXPECT_EQ(ask("GET", "/api/v1/catalogue/acme.notes").status, 404) << "all are private";
  ASSERT_EQ(change("2.0.0", {{"channel", "stable"}}).status, 200);
  EXPECT_EQ(listing()["version"], "2.0.0");
}

TEST_P(TermsTest, ARolloutAndASuccessorAreTold) {
  release({.version = "1.0.0"});

  ASSERT_EQ(change("1.0.0", {{"rollout", {{"percent", 10}}},
                             {"deprecated", {{"reason", "old"}, {"successor", "acme.memo"}}}})
                .status,
            200);

  EXPECT_EQ(listing()["rollout"]["percent"], 10);
  EXPECT_EQ(listing()["deprecated"]["successor"], "acme.memo");
  EXPECT_EQ(logged().back(), "deprecate");
}

TEST_P(TermsTest, NothingElseOfAReleaseMayChangeAndTermsHaveAShape) {
  release({.version = "1.0.0"});

  EXPECT_EQ(change("1.0.0", {{"sdk", "9.9"}}).status, 409);
  EXPECT_EQ(change("1.0.0", {{"channel", "nightly"}}).status, 400);
  EXPECT_EQ(change("1.0.0", {{"rollout", {{"percent", 0}}}}).status, 400);
  EXPECT_EQ(change("1.0.0", {{"rollout", 50}}).status, 400);
  EXPECT_EQ(change("1.0.0", {{"yanked", {{"reason", ""}}}}).status, 400);
  EXPECT_EQ(change("1.0.0", {{"deprecated", {{"successor", "x"}}}}).status, 400);
  EXPECT_EQ(logged().size(), 2U) << "nothing refused is logged";
}

TEST_P(TermsTest, WhatIsVisibleIsInTheLogAndWhatIsRefusedIsNot) {
  const testing::PackageText text{.version = "1.0.0"};
  const std::string bytes = package(text);
  const std::string id = json(upload("acme", bytes))["operation_id"];
  ASSERT_EQ(decide(id, "approve").status, 200);
  const std::string role = role_with("acme", bytes, text);
  std::string foreign = role;
  foreign.replace(foreign.find("\"sig\":\"") + 7, 4, "0000");
  ASSERT_EQ(put_role("acme", foreign).status, 422);
  EXPECT_EQ(logged().size(), 1U);

  ASSERT_EQ(put_role("acme", role).status, 200);

  const Json shown = listing();
  ASSERT_EQ(logged().size(), 2U);
  const Json entry = Json::parse(log_->entry(1).value());
  EXPECT_EQ(entry["sha256"], shown["sha256"]);
  EXPECT_EQ(parse_rfc3339(entry["at"].get<std::string>()).value(),
            parse_rfc3339(shown["released_at"].get<std::string>()).value());
  EXPECT_TRUE(log_->proof(shown["sha256"]));
}

TEST_P(TermsTest, AReleaseThatACrashLeftBetweenLogAndCatalogueIsLoggedOnce) {
  const testing::PackageText text{.version = "1.0.0"};
  const std::string bytes = package(text);
  ASSERT_EQ(decide(json(upload("acme", bytes))["operation_id"], "approve").status, 200);
  const std::string role = role_with("acme", bytes, text);
  ASSERT_EQ(put_role("acme", role).status, 200);

  ASSERT_TRUE(reconcile_catalogue(*market_, "acme"));
  ASSERT_EQ(put_role("acme", role).status, 200) << "the same bytes again";

  EXPECT_EQ(logged(), (std::vector<std::string>{"vendor-keys", "release"}));
}

INSTANTIATE_TEST_SUITE_P(Databases, TermsTest, testing::both_databases(), testing::database_name);

}  // namespace
}  // namespace kontor::marketplace
