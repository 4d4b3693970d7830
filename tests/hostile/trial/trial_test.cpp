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

class FaultOfOneKind : public ::testing::TestWithParam<Fault> {
 protected:
  static std::filesystem::path folder(const char* variable) { return std::getenv(variable); }
  static package::Manifest manifest(const Json& limits) {
    const auto file = folder("KONTOR_SOURCE") / "sdk" / "examples" / "hello-c" / "manifest.json";
    Json json = *parse_json(*read_file(file, 1 << 20));
    json["limits"] = limits;
    return package::Manifest::parse(to_text(json)).value();
  }
};

TEST_P(FaultOfOneKind, IsFoundByTheTrialAndTold) {
  TrialOptions options;
  options.runner = folder("KONTOR_BIN") / "kontor-runner";
  options.library = folder("KONTOR_BIN").parent_path() / "tests" / "faulty_plugins" /
                    (std::string(GetParam().plugin) + ".so");
  options.fuzz = 5;

  const TrialResult result = try_plugin(manifest(GetParam().limits), options);

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
                      Fault{"keeps_its_sink", "trial.sink", Severity::error,
                            "after its call had returned"},
                      Fault{"dies_of_two_calls_at_once", "trial.concurrency", Severity::error,
                            "4 times at once", Json{{"concurrency", 4}}},
                      Fault{"carries_a_large_table", "trial.memory", Severity::error,
                            "its limit is 16 MiB", Json{{"memory_bytes", 16 << 20}}},
                      Fault{"starts_slowly", "trial.start_time", Severity::warning, "ms to start"}),
    [](const auto& test) { return std::string(test.param.plugin); });

}  // namespace
}  // namespace kontor::check
