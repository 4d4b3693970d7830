#include "tests/hostile/host/tenants.hpp"
#include "tests/support/program.hpp"

namespace kontor::host {
namespace {

// The kontor-host program on a kernel without Landlock, with "example.hello-cpp" installed.
class SandboxFlagTest : public CompanyTest {
 protected:
  void SetUp() override {
    CompanyTest::SetUp();
    const auto installed = install(built("hello-cpp"));
    ASSERT_TRUE(installed) << installed.error().message;
    close();
  }
  void TearDown() override {
    program.reset();
    CompanyTest::TearDown();
  }
  void start(const std::string& policy) {
    program = std::make_unique<testing::Program>(
        "kontor-host",
        testing::Arguments{"--data", data, "--port", "0", "--sandbox", policy, "--runner",
                           built("..") / "tests" / "kernel_without_landlock"},
        data / "log");
  }
  bool says(const std::string& words) {
    return testing::eventually([&] { return program->output().find(words) != std::string::npos; });
  }
  std::unique_ptr<testing::Program> program;
};

TEST_F(SandboxFlagTest, RefuseStartsNoPluginAndSaysWhichLayerIsMissing) {
  start("refuse");

  EXPECT_TRUE(
      says("a plugin may not run here without the layer \\\"landlock\\\": "
           "this kernel has no Landlock"))
      << program->output();
  EXPECT_TRUE(testing::eventually([this] { return std::filesystem::exists(data / "port"); }));
  EXPECT_TRUE(program->is_running());
  EXPECT_EQ(program->stop(), 0);
}

TEST_F(SandboxFlagTest, WarnStartsItAndSaysWhichLayerIsMissing) {
  start("warn");

  EXPECT_TRUE(says("plugins run without a layer of the sandbox")) << program->output();
  EXPECT_TRUE(testing::eventually([this] { return std::filesystem::exists(data / "port"); }));
  EXPECT_EQ(program->output().find("may not run here"), std::string::npos) << program->output();
  EXPECT_EQ(program->stop(), 0);
}

TEST_F(SandboxFlagTest, AnotherWordIsRefused) {
  start("perhaps");

  EXPECT_NE(program->wait(), 0);
  EXPECT_TRUE(says("--sandbox"));
}

}  // namespace
}  // namespace kontor::host
