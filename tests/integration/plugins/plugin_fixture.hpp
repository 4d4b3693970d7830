#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "sdk/testing/plugin_under_test.hpp"

namespace kontor::testing {

// A built plugin in a fake host that enforces its manifest.
class PluginFixture : public ::testing::Test {
 protected:
  explicit PluginFixture(const std::string& name) : folder_(built(name)) {}

  // Loads and starts it; again after the first time, as after a crash.
  void load(const Json& settings) {
    plugin_.reset();
    host.set_settings(settings);
    auto loaded = PluginUnderTest::load(folder_, host);
    ASSERT_TRUE(loaded) << loaded.error().message;
    plugin_.emplace(std::move(*loaded));
    const Status started = plugin_->start();
    ASSERT_TRUE(started) << started.error().message;
  }

  PluginUnderTest& plugin() { return *plugin_; }

  // An action of user "user-1" on a record of the fake host.
  Result<op::ActionRunResponse> act(const std::string& action, const std::string& entity,
                                    const std::string& id, Json input) {
    op::ActionRunRequest request;
    request.action = action;
    request.actor = {.id = "user-1", .name = "Anna"};
    if (!id.empty()) request.record = host.record(entity, id);
    request.input = std::move(input);
    return plugin_->call<op::ActionRun>(request);
  }

  FakeHost host;

 private:
  static std::filesystem::path built(const std::string& name) {
    const char* plugins = std::getenv("KONTOR_PLUGINS");
    return std::filesystem::path(plugins != nullptr ? plugins : ".") / name;
  }

  std::filesystem::path folder_;
  std::optional<PluginUnderTest> plugin_;
};

}  // namespace kontor::testing
