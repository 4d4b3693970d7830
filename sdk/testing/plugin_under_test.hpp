#pragma once

#include <kontor/plugin.h>

#include <filesystem>
#include <string_view>

#include "base/core/result.hpp"
#include "sdk/testing/fake_host.hpp"

namespace kontor::testing {

// A built plugin, loaded into the process of a test and speaking with a fake host. The
// library stays loaded when the object goes.
class PluginUnderTest {
 public:
  // `folder` holds plugin.so and manifest.json, as `kontor build` and kontor_plugin() leave
  // them. Checks the entry against the manifest, makes the fake host enforce the manifest's
  // permissions, and creates the plugin; start() is the test's to call.
  static Result<PluginUnderTest> load(const std::filesystem::path& folder, FakeHost& host);

  PluginUnderTest(PluginUnderTest&& other) noexcept;
  PluginUnderTest& operator=(PluginUnderTest&&) = delete;
  ~PluginUnderTest();

  // plugin.start/1 with the host's settings, English and version "0.1.0".
  Status start();

  // One operation, as JSON. A failure has the plugin's code and message.
  Result<Json> call(std::string_view operation, const Json& request);

  // One operation, typed; the answer is checked against its schema.
  template <typename Operation>
  Result<typename Operation::Response> call(const typename Operation::Request& request) {
    auto answer = call(Operation::name, encode(request));
    if (!answer) return std::move(answer).error();
    std::string problem;
    auto response = op::decode<typename Operation::Response>(*answer, problem);
    if (response) return std::move(*response);
    return Error{ErrorCode::internal, std::string(Operation::name) + " answered badly: " + problem};
  }

  const package::Manifest& manifest() const { return manifest_; }

 private:
  PluginUnderTest(FakeHost& host, package::Manifest manifest, kontor_plugin plugin)
      : host_(&host), manifest_(std::move(manifest)), plugin_(plugin) {}

  FakeHost* host_;  // The test's; outlives this.
  package::Manifest manifest_;
  kontor_plugin plugin_;
};

}  // namespace kontor::testing
