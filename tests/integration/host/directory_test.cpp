#include "host/access/directory.hpp"

#include "tests/integration/host/rest_fixture.hpp"

namespace kontor::host {

namespace {

using testing::kPassword;

class DirectoryTest : public testing::RestTest {
 protected:
  Principal with_role(const std::string& email, const std::string& role) {
    return accounts_->act_as(add_user(email, role)).value();
  }
  std::map<std::string, std::string> admin() { return bearer({"*"}); }
};
INSTANTIATE_TEST_SUITE_P(Databases, DirectoryTest, testing::both_databases(),
                         testing::database_name);

TEST_P(DirectoryTest, ARoleMadeAtRunTimeCountsAtOnce) {
  const auto headers = admin();
  EXPECT_EQ(ask("PUT", "/api/v1/roles/clerk",
                R"({"rights":{"records":{"person":{"read":["name"]}}}})", headers)
                .status,
            200);
  const std::string clerk = add_user("clerk@kontor.example", "clerk");
  make("person", {{"name", "Anna"}, {"email", "a@b.example"}});

  const auto page = records_->list(accounts_->act_as(clerk).value(), {.entity = "person"});

  ASSERT_TRUE(page);
  EXPECT_EQ(page->records.front().fields.dump(), R"({"name":"Anna"})");
  EXPECT_EQ(ask("DELETE", "/api/v1/roles/clerk", "", headers).status, 409);
  EXPECT_EQ(ask("PUT", "/api/v1/roles/Bad Name", R"({"rights":{}})", headers).status, 400);
  EXPECT_EQ(ask("PUT", "/api/v1/roles/bad", R"({"rights":{"records":7}})", headers).status, 400);
}

TEST_P(DirectoryTest, NobodyGivesMoreThanTheyMayDoThemselves) {
  ASSERT_TRUE(directory_->put_role(admin_, "hr", Json{{"rights", {"users.manage"}}}));
  const Principal hr = with_role("hr@kontor.example", "hr");
  const std::string other = add_user("other@kontor.example", "reader");

  const auto made = directory_->put_role(hr, "king", Rights::everything().to_json());
  const auto raised =
      directory_->change_user(hr, hr.id, {.roles = std::vector<std::string>{"administrator"}});
  const auto added =
      accounts_->add_user(hr, {"x@kontor.example", "X", kPassword, {"administrator"}});
  const auto taken = directory_->change_user(hr, admin_.id, {.password = "a new password"});

  for (const auto* refused : {&raised, &added, &taken}) {
    ASSERT_FALSE(*refused);
    EXPECT_NE(refused->error().detail.find("beyond-own-rights"), std::string::npos);
  }
  ASSERT_FALSE(made);
  EXPECT_EQ(directory_->change_user(with_role("r@kontor.example", "reader"), other, {.name = "Y"})
                .error()
                .code,
            ErrorCode::forbidden);
}

TEST_P(DirectoryTest, SomebodyWhoMayDoEverythingAlwaysStays) {
  for (const UserChange& change :
       {UserChange{.disabled = true}, UserChange{.roles = std::vector<std::string>{"reader"}}}) {
    const auto refused = directory_->change_user(admin_, admin_.id, change);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().detail.find("last-administrator"), std::string::npos);
  }
  EXPECT_FALSE(directory_->put_role(admin_, "administrator", Json::object()));
  EXPECT_TRUE(accounts_->act_as(admin_.id)->rights->may_named("users.manage"));
}

TEST_P(DirectoryTest, ADisabledUserIsOutAtOnce) {
  const std::string id = add_user("gone@kontor.example", "sales");
  const auto login = accounts_->login("gone@kontor.example", kPassword);
  ASSERT_TRUE(login);
  ASSERT_TRUE(accounts_->by_session(login->session_token));

  EXPECT_EQ(ask("PATCH", "/api/v1/users/" + id, R"({"disabled":true})", admin()).status, 200);

  EXPECT_FALSE(accounts_->by_session(login->session_token));
  EXPECT_FALSE(accounts_->login("gone@kontor.example", kPassword));
}

TEST_P(DirectoryTest, EveryChangeIsInTheAuditLog) {
  const auto team = directory_->add_team(admin_, "North", {admin_.id});
  ASSERT_TRUE(team);
  EXPECT_EQ(directory_->add_team(admin_, "North", {}).error().code, ErrorCode::conflict);
  EXPECT_FALSE(directory_->add_team(admin_, "South", {"nobody"}));
  ASSERT_TRUE(directory_->change_team(admin_, team->id, {.name = "East"}));
  ASSERT_TRUE(directory_->remove_team(admin_, team->id));

  const auto rows = database_->read([&](db::Session& session) {
    return session.query("SELECT action FROM audit_entry WHERE record_id = $1 ORDER BY sequence",
                         {team->id});
  });
  ASSERT_EQ(rows->size(), 3U);
  EXPECT_EQ((*rows)[0].text(0) + (*rows)[1].text(0) + (*rows)[2].text(0), "createupdatedelete");
}

TEST_P(DirectoryTest, TellsWhatAnybodyMayDoAndWhy) {
  const std::string anna = add_user("anna@kontor.example", "sales");
  const auto issued = accounts_->issue_token(admin_, "t", {"person:read"});
  const auto headers = admin();

  const auto user = Json::parse(ask("GET", "/api/v1/access/user/" + anna, "", headers).body);
  const auto token =
      Json::parse(ask("GET", "/api/v1/access/token/" + issued->id, "", headers).body);
  const auto plugin = Json::parse(ask("GET", "/api/v1/access/plugin/x.y", "", headers).body);

  EXPECT_EQ(user["sources"][0]["because"], "role sales");
  EXPECT_EQ(token["effective"]["records"].dump(), R"({"person":{"read":"*"}})");
  EXPECT_EQ(plugin["effective"]["records"].dump(), R"({"person":{"read":["name"]}})");
  EXPECT_EQ(ask("GET", "/api/v1/access/ghost/x", "", headers).status, 400);
}

TEST_P(DirectoryTest, TellsWhatAnybodyMayDoWithOneRecord) {
  ASSERT_TRUE(directory_->put_role(
      admin_, "owner",
      {{"records", {{"deal", {{"read", Json::array({{{"scope", "own"}, {"fields", "*"}}})}}}}}}));
  const std::string anna = add_user("anna@kontor.example", "owner");
  const std::string hers = make("deal", {{"title", "A"}, {"owner", anna}}).id;
  const std::string others = make("deal", {{"title", "B"}}).id;
  const std::string place = "/api/v1/access/user/" + anna + "/records/deal/";
  const auto headers = admin();

  const auto own = Json::parse(ask("GET", place + hers, "", headers).body);
  const auto not_own = Json::parse(ask("GET", place + others, "", headers).body);

  EXPECT_EQ(own["relation"], "own");
  EXPECT_EQ(own["verbs"]["read"]["because"][0], "role owner");
  EXPECT_EQ(own["verbs"]["read"]["fields"], "*");
  EXPECT_EQ(own["verbs"]["update"]["allowed"], false);
  EXPECT_EQ(not_own["verbs"]["read"]["allowed"], false);
}

TEST_P(DirectoryTest, OneAsksOnlyForOneself) {
  const Principal reader = with_role("r@kontor.example", "reader");

  EXPECT_TRUE(report_.rights(reader, "user", reader.id));
  EXPECT_EQ(report_.rights(reader, "user", admin_.id).error().code, ErrorCode::forbidden);
  EXPECT_EQ(report_.rights(reader, "plugin", "x.y").error().code, ErrorCode::forbidden);
}

}  // namespace

}  // namespace kontor::host
