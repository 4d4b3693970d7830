#include "marketplace/app/catalogue.hpp"

#include "base/core/bytes.hpp"
#include "base/http/client.hpp"
#include "tests/integration/marketplace/market_fixture.hpp"

namespace kontor::marketplace {
namespace {

class CatalogueTest : public MarketFixture {
 protected:
  CatalogueTest() {
    EXPECT_EQ(register_vendor("acme").status, 201);
    EXPECT_EQ(approve_vendor("acme").status, 200);
    for (const char* name : {"notes", "board", "calls"})
      release({.id = std::string("acme.") + name, .name = std::string("Plugin ") + name});
  }

  std::vector<std::string> found(const std::string& text, const std::string& more = "") {
    const auto answer = ask("GET", "/api/v1/catalogue?q=" + http::percent_encode(text) + more);
    EXPECT_EQ(answer.status, 200);
    std::vector<std::string> ids;
    const Json listings = json(answer)["listings"];
    for (const Json& listing : listings) ids.push_back(listing["id"]);
    return ids;
  }
  using Ids = std::vector<std::string>;
};

TEST_P(CatalogueTest, EachWordOfTheQueryMustBeginAWordOfTheListing) {
  EXPECT_EQ(found("plug"), (Ids{"acme.board", "acme.calls", "acme.notes"}));
  EXPECT_EQ(found("PLUGIN boa"), Ids{"acme.board"});
  EXPECT_EQ(found("acme.calls"), Ids{"acme.calls"});
  EXPECT_EQ(found("plugin board calls"), Ids{});
  EXPECT_EQ(found("oard"), Ids{}) << "words begin so";
  EXPECT_EQ(found("%"), Ids{}) << "nothing but punctuation finds nothing";
  EXPECT_EQ(found("plug", "&limit=1&cursor=" + base64url_encode("acme.board")), Ids{"acme.calls"});
}

TEST_P(CatalogueTest, AListingIsFoundByWhatItsNewestReleaseSays) {
  release({.id = "acme.board", .version = "2.0.0", .name = "Kanban"});

  EXPECT_EQ(found("kanban"), Ids{"acme.board"});
  release({.id = "acme.board", .version = "3.0.0", .name = "Tafel"});
  EXPECT_EQ(found("kanban"), Ids{});
  EXPECT_EQ(found("tafel"), Ids{"acme.board"});
}

TEST_P(CatalogueTest, AnIndexThatReadsTheDatabaseLaterFindsTheSame) {
  CatalogueIndex fresh;  // As after a new start.

  const auto ids = fresh.search(market_->database, {.text = "plug", .category = "", .after = ""});

  ASSERT_TRUE(ids);
  EXPECT_EQ(*ids, found("plug"));
}

TEST_P(CatalogueTest, AListingNamesTheRecordsAndFormatsItsPluginBrings) {
  const Json label = {{"en", "Visits"}, {"sv", "Besök"}};
  const Json fields = {{{"name", "place"}, {"type", "text"}, {"label", {{"en", "Place"}}}}};
  release({.id = "acme.visits",
           .contributes = {{"entities",
                            {{{"name", "p_acme_visit"},
                              {"label", {{"en", "Visit"}}},
                              {"label_many", label},
                              {"title", "place"},
                              {"fields", fields}}}},
                           {"import_formats",
                            {{{"name", "cards"},
                              {"label", {{"en", "Cards"}}},
                              {"entity", "person"},
                              {"endings", {".cards"}},
                              {"seat", "none"}}}}}});

  const Json listing = json(ask("GET", "/api/v1/catalogue/acme.visits"));

  EXPECT_EQ(listing["contributes"]["entities"],
            Json::array({{{"name", "p_acme_visit"}, {"label", label}}}));
  EXPECT_EQ(listing["uses"], Json::array()) << "it asks no service";
  EXPECT_EQ(listing["contributes"]["import_formats"],
            Json::array({{{"name", "cards"}, {"label", {{"en", "Cards"}}}}}));
}

INSTANTIATE_TEST_SUITE_P(Databases, CatalogueTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::marketplace
