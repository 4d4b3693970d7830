#include <gtest/gtest.h>

#include <kontor/testing.hpp>

namespace {

namespace op = kontor::op;
using kontor::testing::FakeHost;
using kontor::testing::PluginUnderTest;

class HelloCExample : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(plugin) << plugin.error().message;
    ASSERT_TRUE(plugin->start());
  }

  FakeHost host;
  kontor::Result<PluginUnderTest> plugin = PluginUnderTest::load(KONTOR_PLUGIN_FOLDER, host);
};

TEST_F(HelloCExample, IsHealthyAndGreets) {
  const auto health = plugin->call<op::PluginHealth>({});
  const auto greeted = plugin->call<op::ActionRun>(
      {.action = "hello.greet", .actor = {.id = "user-1", .name = "Anna"}});

  ASSERT_TRUE(health) << health.error().message;
  EXPECT_EQ(health->status, "ok");
  ASSERT_TRUE(greeted) << greeted.error().message;
  EXPECT_EQ(greeted->message, "Hello from C!");
  EXPECT_EQ(host.log(), std::vector<std::string>{"info: hello from C"});
}

TEST_F(HelloCExample, SaysThatItDoesNotKnowAnOperation) {
  const auto unknown = plugin->call("no.such/1", kontor::Json::object());

  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, kontor::ErrorCode::not_found);
}

}  // namespace
