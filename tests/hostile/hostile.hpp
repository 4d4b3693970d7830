#pragma once

#include <gtest/gtest.h>

#include <string>

#include "tests/integration/sdk_runtime/fixture.hpp"

namespace kontor::runtime {

// Options that start tests/hostile/plugins' library `name`.
inline PluginProcessOptions hostile(const std::string& name) {
  PluginProcessOptions options = fixture("behaving", "test.hostile");
  options.file = options.file.parent_path().parent_path() / "hostile_plugins" / (name + ".so");
  const auto bytes = read_file(options.file, std::size_t{64} << 20);
  options.sha256_hex = bytes ? crypto::sha256_hex(*bytes) : "";
  options.on_log = [](LogLevel, std::string_view) {};
  return options;
}

// Whether `plugin` stands behind this layer on this machine.
inline bool holds(const PluginProcess& plugin, const std::string& name) {
  for (const SandboxLayer& layer : plugin.sandbox())
    if (layer.name == name) return layer.state == SandboxLayer::State::holds;
  return false;
}

// Another plugin of the same host, which must not notice anything.
class WithNeighbour : public ::testing::Test {
 protected:
  void SetUp() override {
    auto started = PluginProcess::start(fixture("behaving", "test.behaving"), answer_nothing);
    ASSERT_TRUE(started) << started.error().message;
    neighbour = std::move(*started);
  }
  void TearDown() override {
    const auto answer = neighbour->call("echo", "still served");
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(*answer, "still served");
  }
  std::unique_ptr<PluginProcess> neighbour;
};

}  // namespace kontor::runtime
