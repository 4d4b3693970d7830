#include "tests/hostile/host/tenants.hpp"

namespace kontor::host {
namespace {

constexpr int kInvalid = 1;

// What the tenant says that is no JSON, or not what the schema of the operation asks for.
class TenantsAnswersTest : public TenantsTest {
 protected:
  static void expect_named(const Error& error) {
    EXPECT_NE(error.message.find("test.tenant"), std::string::npos) << error.message;
  }
  Json here() const { return {{"entity", "person"}, {"id", anna.id}}; }
};

TEST_F(TenantsAnswersTest, OfAnActionAWidgetAndAPanelAreRefusedByName) {
  const Json year = {{"from", "2026-01-01T00:00:00Z"}, {"to", "2027-01-01T00:00:00Z"}};
  const auto schema = act("schema");
  const auto no_json = act("nojson");
  const auto no_utf8 = act("noutf8");
  const auto widget =
      plugins->widget(admin, "test.tenant", "tenant.widget", year, Json::object(), "en");
  const auto panel = plugins->panel(admin, "test.tenant", "tenant.panel", here(), "en");

  for (const auto* answer : {&schema, &no_json, &no_utf8, &widget, &panel}) {
    ASSERT_FALSE(*answer) << **answer;
    expect_named(answer->error());
  }
  EXPECT_EQ(state(), "running");
}

TEST_F(TenantsAnswersTest, OfAHookRefuseTheSaveByNameAndChangeNothing) {
  for (const char* name : {"SCHEMA", "TOO MANY"}) {
    const auto made = records->create(admin, "person", {{"first_name", name}});
    ASSERT_FALSE(made) << name;
    expect_named(made.error());
    const auto changed =
        records->update(admin, "person", anna.id, std::nullopt, {{"first_name", name}});
    ASSERT_FALSE(changed) << name;
  }
  EXPECT_EQ(records->get(admin, "person", anna.id)->fields["first_name"], "Anna");
}

TEST_F(TenantsAnswersTest, QuestionsOutsideTheSchemaAreRefused) {
  const Json got = this->got("asks");

  ASSERT_EQ(got.size(), 6U) << got;
  for (const auto& [tried, answer] : got.items())
    EXPECT_EQ(answer["status"], kInvalid) << tried << answer;
  EXPECT_EQ(state(), "running");
}

}  // namespace
}  // namespace kontor::host
