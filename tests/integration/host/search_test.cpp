#include "tests/integration/host/rest_fixture.hpp"

namespace kontor::host {

namespace {

class SearchTest : public testing::RestTest {
 protected:
  SearchTest() {
    const Record acme = make("organisation", {{"name", "Ström Acme"}, {"phone", "+46731000001"}});
    make("person", {{"name", "Anna Ström"}, {"phone", "+46731000002"}});
    make("deal", {{"title", "Strömming"}, {"organisation", acme.id}});
    for (int i = 0; i < 3; ++i) make("lead", {{"title", "Ström " + std::to_string(i)}});
  }
  // Entity → titles found, and whether it has more.
  std::map<std::string, std::string> search(const std::string& query,
                                            const std::vector<std::string>& rights) {
    const http::Response answer = ask("GET", "/api/v1/search?" + query, "", bearer(rights));
    EXPECT_EQ(answer.status, 200) << answer.body;
    std::map<std::string, std::string> found;
    const Json json = Json::parse(answer.body);
    for (const Json& one : json.at("found")) {
      std::string& titles = found[one.at("entity").get<std::string>()];
      for (const Json& record : one.at("records")) {
        const Json& fields = record.at("fields");
        titles += fields.value("name", fields.value("title", "")) + ";";
      }
      if (one.at("more").get<bool>()) titles += "...";
    }
    return found;
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, SearchTest, testing::both_databases(), testing::database_name);

TEST_P(SearchTest, OneQuestionFindsRecordsOfEveryEntity) {
  const auto found = search("q=str%C3%B6m&limit=2", {"*"});

  EXPECT_EQ(found.at("person"), "Anna Ström;");
  EXPECT_EQ(found.at("organisation"), "Ström Acme;");
  EXPECT_EQ(found.at("deal"), "Strömming;");
  EXPECT_EQ(found.at("lead"), "Ström 2;Ström 1;...");
  EXPECT_EQ(search("q=731000002", {"*"}).count("organisation"), 0U);
  EXPECT_EQ(search("q=731000002", {"*"}).at("person"), "Anna Ström;");
}

TEST_P(SearchTest, WhatOneMayNotReadIsNotFound) {
  ASSERT_TRUE(
      directory_->put_role(admin_, "sellers", Json{{"records", {{"deal", {{"read", "*"}}}}}}));
  const Principal seller = accounts_->act_as(add_user("s@kontor.example", "sellers")).value();
  const auto token = accounts_->issue_token(seller, "test", {"*"});

  const http::Response answer =
      ask("GET", "/api/v1/search?q=str%C3%B6m", "", {{"authorization", "Bearer " + token->token}});

  const Json found = Json::parse(answer.body).at("found");
  ASSERT_EQ(found.size(), 1U) << found;
  EXPECT_EQ(found.at(0).at("entity"), "deal");
}

TEST_P(SearchTest, ASearchForNothingIsRefused) {
  EXPECT_EQ(ask("GET", "/api/v1/search", "", bearer({"*"})).status, 400);
  EXPECT_EQ(ask("GET", "/api/v1/search?q=a&limit=21", "", bearer({"*"})).status, 400);
  EXPECT_EQ(ask("GET", "/api/v1/search?q=a").status, 401);
}

}  // namespace

}  // namespace kontor::host
