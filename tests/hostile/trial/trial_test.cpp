#include "sdk/check/trial.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ostream>

#include "base/core/files.hpp"
#include "base/core/json.hpp"

namespace kontor::check {
namespace {

struct Fault {
  const char* plugin;
  const char* rule;
  Severity severity;
  const char* words;
  Json limits = Json::object();
};
void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.plugin; }

class PluginTrial : public ::testing::Test {
 protected:
  static std::filesystem::path folder(const char* variable) { return std::getenv(variable); }
  static package::Manifest manifest(const Json& limits) {
    const auto file = folder("KONTOR_SOURCE") / "sdk" / "examples" / "hello-c" / "manifest.json";
    Json json = *parse_json(*read_file(file, 1 << 20));
    json["limits"] = limits;
    return package::Manifest::parse(to_text(json)).value();
  }
  static TrialResult tried(const std::string& plugin, const Json& limits = Json::object()) {
    TrialOptions options;
    options.runner = folder("KONTOR_BIN") / "kontor-runner";
    options.library =
        folder("KONTOR_BIN").parent_path() / "tests" / "faulty_plugins" / (plugin + ".so");
    options.fuzz = 5;
    return try_plugin(manifest(limits), options);
  }
};

class FaultOfOneKind : public PluginTrial, public ::testing::WithParamInterface<Fault> {};

TEST_P(FaultOfOneKind, IsFoundByTheTrialAndTold) {
  const TrialResult result = tried(GetParam().plugin, GetParam().limits);

  std::string all;
  const Finding* found = nullptr;
  for (const Finding& finding : result.findings) {
    all += finding.rule + ": " + finding.message + "\n";
    if (found == nullptr && finding.rule == GetParam().rule) found = &finding;
  }
  ASSERT_NE(found, nullptr) << all;
  EXPECT_EQ(found->severity, GetParam().severity);
  EXPECT_NE(found->message.find(GetParam().words), std::string::npos) << found->message;
  EXPECT_FALSE(found->fix.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Each, FaultOfOneKind,
    ::testing::Values(Fault{"asks_the_host_while_it_is_created", "trial.threads", Severity::warning,
                            "before create has returned"},
                      Fault{"handles_nothing", "trial.contributions", Severity::error,
                            "the plugin does not handle it"},
                      Fault{"keeps_its_sink", "trial.sink", Severity::error,
                            "after its call had returned"},
                      Fault{"dies_of_two_calls_at_once", "trial.concurrency", Severity::error,
                            "4 times at once", Json{{"concurrency", 4}}},
                      Fault{"carries_a_large_table", "trial.memory", Severity::error,
                            "its limit is 16 MiB", Json{{"memory_bytes", 16 << 20}}},
                      Fault{"starts_slowly", "trial.start_time", Severity::warning, "ms to start"}),
    [](const auto& test) { return std::string(test.param.plugin); });

TEST_F(PluginTrial, DoesNotTakeWhatAPluginDidNotFindForAMissingHandler) {
  const TrialResult result = tried("finds_nothing");

  for (const Finding& finding : result.findings)
    EXPECT_NE(finding.rule, "trial.contributions") << finding.message;
}

}  // namespace
}  // namespace kontor::check
