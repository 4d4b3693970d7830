#include "host/app/definition_desk.hpp"
#include "host/gdpr/person_scope.hpp"
#include "tests/integration/host_plugins/desk.hpp"
#include "tests/integration/host_plugins/on_either.hpp"

namespace kontor::host {
namespace {

constexpr const char* kVisit = "p_test_visit";

class PluginEntityTest : public OnEither<DeskTest> {
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
  DefinitionDesk definition_desk() {
    return DefinitionDesk({*database, *definitions, *records, *outbox, clock});
  }
  Result<Entity> add_mood() {
    return definition_desk().add_field(
        admin, kVisit, {{"name", "x_mood"}, {"type", "text"}, {"labels", {{"en", "Mood"}}}});
  }
  Status remove(Plugins::Storage storage) { return plugins->remove(admin, "test.desk", storage); }
};
INSTANTIATE_TEST_SUITE_P(Databases, PluginEntityTest, testing::both_databases(),
                         testing::database_name);

TEST_P(PluginEntityTest, IsARecordLikeAnyOtherToUsersAndToItsPlugin) {
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

TEST_P(PluginEntityTest, IsHiddenWhileItsPluginIsGoneAndComesBackWithIt) {
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

TEST_P(PluginEntityTest, GoesWithItsRecordsWhenWhatIsKeptIsErased) {
  visit({{"place", "Lund"}});
  ASSERT_TRUE(remove(Plugins::Storage::keep));
  ASSERT_TRUE(has_table());

  ASSERT_TRUE(remove(Plugins::Storage::erase));

  EXPECT_FALSE(has_table());
  EXPECT_FALSE(definitions->now()->hidden().contains(kVisit));
  ASSERT_TRUE(install(built("test-desk")));
  EXPECT_EQ(visits(), 0U);
}

TEST_P(PluginEntityTest, AnUpdateAddsFieldsAndKeepsTheRecords) {
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

TEST_P(PluginEntityTest, AFieldThatChangesItsTypeIsRefusedAndTheVersionBeforeGoesOn) {
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

TEST_P(PluginEntityTest, TakesFieldsOfTheCompanysOwnWhichItsPluginDoesNotSee) {
  ASSERT_TRUE(add_mood());
  const std::string id = visit({{"place", "Lund"}, {"x_mood", "calm"}}).id;
  const auto mood = [&] { return records->get(admin, kVisit, id)->fields.value("x_mood", ""); };
  EXPECT_EQ(mood(), "calm");
  const auto own = plugins->principal_of("test.desk").value().rights;
  EXPECT_TRUE(own->may_field(kVisit, Verb::read, "place"));
  EXPECT_FALSE(own->may_field(kVisit, Verb::read, "x_mood"));

  close();
  open();
  EXPECT_EQ(mood(), "calm");
  ASSERT_TRUE(install(changed(built("test-desk"), {{"summary", {{"en", "Another"}}}})));
  EXPECT_EQ(mood(), "calm");
  ASSERT_TRUE(remove(Plugins::Storage::keep));
  ASSERT_TRUE(install(built("test-desk")));
  EXPECT_EQ(mood(), "calm");

  ASSERT_TRUE(remove(Plugins::Storage::erase));
  EXPECT_TRUE(definitions->company().fields.empty());
  close();
  open();
  ASSERT_TRUE(install(built("test-desk")));
  EXPECT_EQ(definitions->now()->find(kVisit)->find("x_mood"), nullptr);
}

TEST_P(PluginEntityTest, IsAsItsPluginSaysAndTheCompanyIsToldWhatItMayChange) {
  ASSERT_TRUE(add_mood());
  DefinitionDesk desk = definition_desk();

  const auto renamed = desk.adjust(admin, kVisit, "place", {{"labels", {{"en", "Spot"}}}});
  const auto hidden = desk.adjust(admin, kVisit, "", {{"hidden", true}});
  const auto pointing = desk.add_field(
      admin, kVisit, {{"name", "x_before"}, {"type", "reference"}, {"entity", kVisit}});

  EXPECT_NE(renamed.error().message.find("test.desk says what this is"), std::string::npos);
  EXPECT_NE(hidden.error().message.find("only fields of your own"), std::string::npos);
  EXPECT_NE(pointing.error().message.find("may go with the plugin"), std::string::npos);
  ASSERT_TRUE(desk.adjust(admin, kVisit, "x_mood", {{"hidden", true}}));
  EXPECT_EQ(definitions->now()->find(kVisit)->find("x_mood"), nullptr);
  EXPECT_NE(definitions->now()->find(kVisit)->find_switched_off("x_mood"), nullptr);
}

TEST_P(PluginEntityTest, ErasuresReachItsRecordsAlsoWhileThePluginIsGone) {
  const Record anna = person({{"first_name", "Anna"}});
  const Record meeting = visit({{"place", "Lund"}, {"who", anna.id}});
  ASSERT_TRUE(remove(Plugins::Storage::keep));
  const auto catalogue = definitions->now();
  const PersonRecords scope{*catalogue, *database, records->store()};
  std::vector<std::string> reached;

  const auto subject = scope.subject(anna.id);
  ASSERT_TRUE(subject) << subject.error().message;
  const Status looked = scope.each(*subject, [&](const PersonRecords::Found& found) -> Status {
    reached.push_back(found.record.id);
    return ok();
  });

  ASSERT_TRUE(looked) << looked.error().message;
  EXPECT_EQ(reached, std::vector<std::string>{meeting.id});
}

TEST_P(PluginEntityTest, IsToldToTheAdministratorInWords) {
  const Json words = plugins->inspect("test.desk").value()["permission_words"]["en"];

  EXPECT_NE(to_text(words).find("kind of its own: Visits"), std::string::npos) << words;
  EXPECT_NE(to_text(words).find("service “kontor.consent/1” of another"), std::string::npos);
}

}  // namespace
}  // namespace kontor::host
