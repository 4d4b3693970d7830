#include "tests/integration/host_plugins/desk.hpp"
#include "tests/integration/host_plugins/on_either.hpp"

namespace kontor::host {
namespace {

constexpr const char* kHidden = "hidden@example.test";

// "test.desk" with a hook, an event, an action and a panel on persons, of whom it may read
// first_name and last_name.
class ProjectionTest : public OnEither<DeskTest> {
 protected:
  void SetUp() override {
    CompanyTest::SetUp();
    const Json shown = {{"label", {{"en", "x"}}},
                        {"entity", "person"},
                        {"fields", {"first_name"}},
                        {"seat", "none"}};
    Json action = shown, panel = shown;
    action["name"] = "desk.read";
    panel["name"] = "desk.card";
    Json actions = manifest_of("test-desk")["contributes"]["actions"];
    actions.push_back(action);
    const Json patch = {{"contributes",
                         {{"actions", actions},
                          {"panels", Json::array({panel})},
                          {"events", Json::array({{{"name", "person.created"}, {"seat", "none"}}})},
                          {"hooks", Json::array({{{"operation", "record.before_save"},
                                                  {"entity", "person"},
                                                  {"fields", {"first_name"}},
                                                  {"changes", {"first_name"}},
                                                  {"seat", "none"},
                                                  {"on_failure", "closed"}}})}}}};
    const auto installed = install(changed(built("test-desk"), patch));
    ASSERT_TRUE(installed) << installed.error().message;
    anna = person({{"first_name", "Anna"}, {"last_name", "Berg"}, {"email", kHidden}});
  }
  Json here() const { return {{"entity", "person"}, {"id", anna.id}}; }
  Record anna;
};
INSTANTIATE_TEST_SUITE_P(Databases, ProjectionTest, testing::both_databases(),
                         testing::database_name);

TEST_P(ProjectionTest, ARecordReachesAPluginByDeclaredFieldsWhicheverWayItComes) {
  const Json one = {{"entity", "person"}, {"id", anna.id}, {"purpose", "testing"}};
  std::map<std::string, Json> seen;
  seen["record.get"] = ask("record.get/1", one)["answer"]["record"]["fields"];
  seen["record.list"] =
      ask("record.list/1",
          {{"entity", "person"}, {"purpose", "testing"}})["answer"]["records"][0]["fields"];
  seen["record.update"] =
      ask("record.update/1", {{"entity", "person"},
                              {"id", anna.id},
                              {"fields", {{"last_name", "Ek"}}}})["answer"]["record"]["fields"];
  seen["record.create"] =
      ask("record.create/1",
          {{"entity", "person"}, {"fields", {{"first_name", "Bo"}}}})["answer"]["record"]["fields"];
  ASSERT_TRUE(plugins->act(admin, "test.desk", "desk.read", here(), Json::object()));
  ASSERT_TRUE(plugins->panel(admin, "test.desk", "desk.card", here(), "en"));
  ASSERT_TRUE(eventually([this] { return !stored("seen/event").is_null(); }));
  seen["action"] = stored("seen/action")["fields"];
  seen["panel"] = stored("seen/panel")["fields"];
  seen["hook"] = stored("seen/hook");
  for (const auto& [way, fields] : seen) {
    ASSERT_TRUE(fields.is_object()) << way;
    EXPECT_FALSE(fields.empty()) << way;
    for (const auto& [name, value] : fields.items())
      EXPECT_TRUE(name == "first_name" || name == "last_name") << way << " gave " << name;
  }
  for (const char* way : {"action", "panel", "hook"})  // These declared one field.
    EXPECT_EQ(seen[way].size(), 1U) << way;
  const Json event = stored("seen/event");
  EXPECT_EQ(to_text(event).find(kHidden), std::string::npos) << event;
  EXPECT_EQ(to_text(event["changed"]).find("email"), std::string::npos) << event;
}

TEST_P(ProjectionTest, AFigureOverAFieldThatWasNotDeclaredIsRefused) {
  const Json count = Json::array({{{"function", "count"}}});
  const auto status = [&](Json request) {
    request["entity"] = "person";
    if (!request.contains("measures")) request["measures"] = count;
    return ask("record.aggregate/1", request).value("status", 0);
  };

  EXPECT_EQ(status({{"group_by", {"first_name"}}}), 0);
  EXPECT_EQ(status({{"group_by", {"email"}}}), 3);
  EXPECT_EQ(
      status({{"measures", Json::array({{{"function", "count_distinct"}, {"field", "email"}}})}}),
      3);
  EXPECT_EQ(status({{"filter", Json::array({{{"field", "email"}, {"op", "eq"}, {"value", "x"}}})}}),
            3);
}

}  // namespace
}  // namespace kontor::host
