#include <gtest/gtest.h>
#include <kontor/version.h>

#include <set>
#include <sstream>

#include "sdk/runtime/problem.hpp"
#include "tests/conformance/frozen/frozen_plugin.hpp"

namespace kontor::conformance {
namespace {

class FrozenPluginTest
    : public ::testing::TestWithParam<std::tuple<FrozenPlugin, runtime::PluginMode>> {};

TEST_P(FrozenPluginTest, StillAnswersEveryOperation) {
  const auto& [plugin, mode] = GetParam();
  const Json recorded = plugin.calls();
  auto started = runtime::PluginProcess::start(
      options_for(plugin, plugin.file(), mode), [&](const runtime::HostCall& call) {
        return runtime::HostAnswer{recorded.at("host").at(std::string(call.operation)).dump()};
      });
  ASSERT_TRUE(started) << started.error().message;

  for (const Json& call : recorded.at("calls")) {
    const std::string operation = call.at("operation");
    const auto answer = (*started)->call(operation, call.at("request").dump());
    const Json got =
        answer ? Json::parse(*answer) : Json{{"refused", runtime::code_name(answer.error().code)}};
    EXPECT_EQ(got, call.at(plugin.name)) << operation;
  }
  (*started)->stop();
}

std::string name_of_run(const ::testing::TestParamInfo<FrozenPluginTest::ParamType>& test) {
  const auto& [plugin, mode] = test.param;
  std::string name = plugin.release + "_" + plugin.name;
  for (char& letter : name)
    if (letter == '.' || letter == '-') letter = '_';
  return name + (mode == runtime::PluginMode::sandbox ? "_sandbox" : "_in_process");
}

INSTANTIATE_TEST_SUITE_P(Everywhere, FrozenPluginTest,
                         ::testing::Combine(::testing::ValuesIn(frozen_plugins()),
                                            ::testing::Values(runtime::PluginMode::sandbox,
                                                              runtime::PluginMode::in_process)),
                         name_of_run);

TEST(FrozenFiles, AreTheBytesThatWereFrozen) {
  for (const FrozenPlugin& plugin : frozen_plugins()) {
    const std::string sums = read_file(plugin.folder() / "SHA256SUMS", 4096).value();
    const std::string line =
        crypto::sha256_hex(plugin.bytes()) + "  " + plugin.file().filename().string() + "\n";
    EXPECT_NE(sums.find(line), std::string::npos) << plugin.file();
  }
}

TEST(FrozenFiles, AreThereForEveryReleasedMinor) {
  std::set<std::string> releases;
  for (const FrozenPlugin& plugin : frozen_plugins()) releases.insert(plugin.release);

  for (int minor = 0; minor <= KONTOR_ABI_MINOR; ++minor)
    EXPECT_TRUE(releases.contains(std::to_string(KONTOR_ABI_MAJOR) + "." + std::to_string(minor)));
}

}  // namespace
}  // namespace kontor::conformance
