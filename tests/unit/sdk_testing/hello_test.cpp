#include <gtest/gtest.h>

#include <cstdlib>

#include "sdk/testing/plugin_under_test.hpp"

namespace kontor::testing {
namespace {

std::filesystem::path plugins() { return std::getenv("KONTOR_PLUGINS"); }

class HelloCpp : public ::testing::Test {
 protected:
  FakeHost host;
  Result<PluginUnderTest> loaded = PluginUnderTest::load(plugins() / "hello-cpp", host);
};

TEST_F(HelloCpp, GreetsAPersonAndCountsIt) {
  ASSERT_TRUE(loaded) << loaded.error().message;
  ASSERT_TRUE(loaded->start());

  const auto greeted = loaded->call<op::ActionRun>(
      {.action = "hello.greet",
       .actor = {.id = "u1", .name = "Anna"},
       .record = op::Record{
           .id = "p1", .entity = "person", .version = 1, .fields = {{"first_name", "Bo"}}}});
  const auto counted = loaded->call<op::WidgetData>(
      {.widget = "hello.count",
       .actor = {.id = "u1", .name = "Anna"},
       .period = {.from = "2026-01-01T00:00:00Z", .to = "2026-02-01T00:00:00Z"}});

  ASSERT_TRUE(greeted) << greeted.error().message;
  EXPECT_EQ(greeted->message, "Hello, Bo!");
  ASSERT_TRUE(counted) << counted.error().message;
  EXPECT_EQ(counted->figure->value, 1);
  EXPECT_EQ(host.storage("greetings"), Json(1));
}

TEST_F(HelloCpp, PatchesAndRefusesRecordsBeforeTheyAreSaved) {
  ASSERT_TRUE(loaded) << loaded.error().message;

  const auto saved = loaded->call<op::RecordBeforeSave>(
      {.entity = "person",
       .records = {
           {.id = "1", .is_new = true, .fields = {{"first_name", "Bo"}, {"last_name", " Ek "}}},
           {.id = "2", .is_new = true, .fields = {{"first_name", "Bo"}, {"last_name", "Ek"}}},
           {.id = "3",
            .is_new = true,
            .fields = {{"first_name", nullptr}, {"last_name", nullptr}}}}});

  ASSERT_TRUE(saved) << saved.error().message;
  EXPECT_EQ(saved->results[0].patch, Json({{"last_name", "Ek"}}));
  EXPECT_TRUE(saved->results[1].patch.empty());
  EXPECT_EQ(saved->results[2].refusal, "A person needs a name.");
}

TEST_F(HelloCpp, TurnsFailuresIntoStatuses) {
  ASSERT_TRUE(loaded) << loaded.error().message;

  const auto unknown = loaded->call("no.such/1", Json::object());
  const auto malformed = loaded->call("action.run/1", {{"action", 1}});
  const auto no_action =
      loaded->call<op::ActionRun>({.action = "x", .actor = {.id = "u", .name = ""}});
  const auto no_person =
      loaded->call<op::ActionRun>({.action = "hello.greet", .actor = {.id = "u", .name = ""}});

  EXPECT_EQ(unknown.error().code, ErrorCode::not_found);
  EXPECT_EQ(malformed.error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(malformed.error().message, "action: must be text");
  EXPECT_EQ(no_action.error().code, ErrorCode::not_found);
  EXPECT_EQ(no_person.error().message, "Choose a person to greet.");
}

TEST(HelloC, AnswersThroughTheSameContract) {
  FakeHost host;
  auto loaded = PluginUnderTest::load(plugins() / "hello-c", host);
  ASSERT_TRUE(loaded) << loaded.error().message;
  ASSERT_TRUE(loaded->start());

  const auto health = loaded->call<op::PluginHealth>({});
  const auto greeted =
      loaded->call<op::ActionRun>({.action = "hello.greet", .actor = {.id = "u", .name = ""}});

  EXPECT_EQ(health->status, "ok");
  EXPECT_EQ(greeted->message, "Hello from C!");
  EXPECT_EQ(host.log(), std::vector<std::string>{"info: hello from C"});
}

}  // namespace
}  // namespace kontor::testing
