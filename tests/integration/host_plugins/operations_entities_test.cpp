#include "host/gdpr/person_scope.hpp"
#include "tests/integration/host_plugins/desk.hpp"

namespace kontor::host {
namespace {

constexpr const char* kVisit = "p_test_visit";

class PluginEntityTest : public DeskTest {
 protected:
  Record visit(const Json& fields) {
    auto created = records->create(admin, kVisit, fields);
    EXPECT_TRUE(created) << created.error().message;
    return created ? *created : Record{};
  }
  std::size_t visits() {
    const auto page = records->list(admin, {.entity = kVisit});
    EXPECT_TRUE(page) << page.error().message;
    return page ? page->records.size() : 0;
  }
  bool has_table() {
    const Status there = database->read([](db::Session& session) -> Status {
      TRY(session.query("SELECT COUNT(*) FROM record_p_test_visit"));
      return ok();
    });
    return static_cast<bool>(there);
  }
  Status remove(Plugins::Storage storage) { return plugins->remove(admin, "test.desk", storage); }
};

TEST_F(PluginEntityTest, IsARecordLikeAnyOtherToUsersAndToItsPlugin) {
  const Record anna = person({{"first_name", "Anna"}});

  const Json made = ask(
      "record.create/1",
      {{"entity", kVisit},
       {"fields",
        {{"place", "Lund"}, {"who", anna.id}, {"mobile", "070-123 45 67"}, {"outcome", "good"}}}});
  ASSERT_TRUE(made.contains("answer")) << made;
  visit({{"place", "Malmö"}});

  EXPECT_EQ(visits(), 2U);
  const auto found = records->list(admin, {.entity = kVisit, .text = "lund"});
  ASSERT_EQ(found->records.size(), 1U);
  EXPECT_EQ(found->records[0].fields["who"], anna.id);
  EXPECT_EQ(found->records[0].fields["mobile_entered"], "070-123 45 67");
  EXPECT_FALSE(records->create(admin, kVisit, {{"place", "Lund"}, {"outcome", "neither"}}));
  EXPECT_FALSE(records->create(admin, kVisit, {{"place", "Lund"}, {"who", "nobody"}}));
  EXPECT_EQ(definitions->now()->find(kVisit)->to_json()["plugin"], "test.desk");
}

TEST_F(PluginEntityTest, IsHiddenWhileItsPluginIsGoneAndComesBackWithIt) {
  const Record anna = person({{"first_name", "Anna"}});
  visit({{"place", "Lund"}, {"who", anna.id}});

  ASSERT_TRUE(remove(Plugins::Storage::keep));
  EXPECT_EQ(records->list(admin, {.entity = kVisit}).error().code, ErrorCode::not_found);
  close();
  open();
  EXPECT_EQ(records->list(admin, {.entity = kVisit}).error().code, ErrorCode::not_found);
  EXPECT_TRUE(definitions->now()->hidden().contains(kVisit)) << "erasures reach it";

  ASSERT_TRUE(install(built("test-desk")));
  EXPECT_EQ(visits(), 1U);
}

TEST_F(PluginEntityTest, GoesWithItsRecordsWhenWhatIsKeptIsErased) {
  visit({{"place", "Lund"}});
  ASSERT_TRUE(remove(Plugins::Storage::keep));
  ASSERT_TRUE(has_table());

  ASSERT_TRUE(remove(Plugins::Storage::erase));

  EXPECT_FALSE(has_table());
  EXPECT_FALSE(definitions->now()->hidden().contains(kVisit));
  ASSERT_TRUE(install(built("test-desk")));
  EXPECT_EQ(visits(), 0U);
}

TEST_F(PluginEntityTest, AnUpdateAddsFieldsAndKeepsTheRecords) {
  const Record before = visit({{"place", "Lund"}});
  Json manifest = manifest_of("test-desk");
  Json entities = manifest["contributes"]["entities"];
  entities[0]["fields"].push_back(
      {{"name", "minutes"}, {"type", "number"}, {"label", {{"en", "Minutes"}}}});

  const auto updated =
      install(changed(built("test-desk"), {{"contributes", {{"entities", entities}}}}));

  ASSERT_TRUE(updated) << updated.error().message;
  ASSERT_TRUE(records->update(admin, kVisit, before.id, std::nullopt, {{"minutes", 30}}));
  EXPECT_EQ(records->get(admin, kVisit, before.id)->fields["minutes"], 30);
}

TEST_F(PluginEntityTest, AFieldThatChangesItsTypeIsRefusedAndTheVersionBeforeGoesOn) {
  visit({{"place", "Lund"}, {"outcome", "good"}});
  Json entities = manifest_of("test-desk")["contributes"]["entities"];
  entities[0]["fields"][3] = {
      {"name", "outcome"}, {"type", "number"}, {"label", {{"en", "Outcome"}}}};

  const auto refused =
      install(changed(built("test-desk"), {{"contributes", {{"entities", entities}}}}));

  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("another type"), std::string::npos)
      << refused.error().message;
  EXPECT_EQ(visits(), 1U);
  EXPECT_EQ(definitions->now()->find(kVisit)->find("outcome")->type, FieldType::choice);
}

TEST_F(PluginEntityTest, ErasuresReachItsRecordsAlsoWhileThePluginIsGone) {
  const Record anna = person({{"first_name", "Anna"}});
  const Record meeting = visit({{"place", "Lund"}, {"who", anna.id}});
  ASSERT_TRUE(remove(Plugins::Storage::keep));
  const auto catalogue = definitions->now();
  const PersonRecords scope{*catalogue, *database, records->store()};
  std::vector<std::string> reached;

  const Status looked = scope.mentions({anna.id}, [&](const auto&, const Record& record) -> Status {
    reached.push_back(record.id);
    return ok();
  });

  ASSERT_TRUE(looked) << looked.error().message;
  EXPECT_EQ(reached, std::vector<std::string>{meeting.id});
}

TEST_F(PluginEntityTest, IsToldToTheAdministratorInWords) {
  const Json words = plugins->inspect("test.desk").value()["permission_words"]["en"];

  EXPECT_NE(to_text(words).find("kind of its own: Visits"), std::string::npos) << words;
}

}  // namespace
}  // namespace kontor::host
