#include <gtest/gtest.h>

#include <kontor/testing.hpp>

namespace {

namespace op = kontor::op;
using kontor::testing::FakeHost;
using kontor::testing::PluginUnderTest;

class HelloExample : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(plugin) << plugin.error().message;
    ASSERT_TRUE(plugin->start());
  }

  const op::Actor anna = {.id = "user-1", .name = "Anna"};
  FakeHost host;
  kontor::Result<PluginUnderTest> plugin = PluginUnderTest::load(KONTOR_PLUGIN_FOLDER, host);
};

TEST_F(HelloExample, GreetsAPersonAndCountsItInTheWidget) {
  const auto greeted = plugin->call<op::ActionRun>(
      {.action = "hello.greet",
       .actor = anna,
       .record = op::Record{
           .id = "p1", .entity = "person", .version = 1, .fields = {{"first_name", "Bo"}}}});
  const auto counted = plugin->call<op::WidgetData>(
      {.widget = "hello.count",
       .actor = anna,
       .period = {.from = "2026-01-01T00:00:00Z", .to = "2026-02-01T00:00:00Z"}});

  ASSERT_TRUE(greeted) << greeted.error().message;
  EXPECT_EQ(greeted->message, "Hello, Bo!");
  ASSERT_TRUE(counted) << counted.error().message;
  EXPECT_EQ(counted->figure->value, 1);
}

TEST_F(HelloExample, RefusesToGreetNobody) {
  const auto refused = plugin->call<op::ActionRun>({.action = "hello.greet", .actor = anna});

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "Choose a person to greet.");
}

TEST_F(HelloExample, TidiesTheNameBeforeAPersonIsSaved) {
  const auto saved = plugin->call<op::RecordBeforeSave>(
      {.entity = "person",
       .records = {
           {.id = "1", .is_new = true, .fields = {{"first_name", "Bo"}, {"last_name", " Ek "}}}}});

  ASSERT_TRUE(saved) << saved.error().message;
  EXPECT_EQ(saved->results[0].patch, kontor::Json({{"last_name", "Ek"}}));
}

TEST_F(HelloExample, RefusesAPersonWithoutAName) {
  const kontor::Json nameless = {{"first_name", nullptr}, {"last_name", nullptr}};
  const auto saved = plugin->call<op::RecordBeforeSave>(
      {.entity = "person", .records = {{.id = "1", .is_new = true, .fields = nameless}}});

  ASSERT_TRUE(saved) << saved.error().message;
  EXPECT_EQ(saved->results[0].refusal, "A person needs a name.");
}

TEST_F(HelloExample, MayNotReadWhatItDidNotDeclare) {
  const auto read = host.call("record.get/1", {{"entity", "deal"}, {"id", "d1"}});

  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, kontor::ErrorCode::forbidden);
}

}  // namespace
