#include <gtest/gtest.h>

#include "tests/integration/sdk_runtime/fixture.hpp"

namespace kontor::runtime {
namespace {

struct Refusal {
  const char* fixture;
  ErrorCode code;
  const char* reason;  // Part of the message.
};

// Most of these crash in a constructor, so a refusal for the reason named proves that none
// of their code ran.
class RefusalTest : public ::testing::TestWithParam<Refusal> {};

TEST_P(RefusalTest, RefusesAWrongPluginBeforeItsCodeRuns) {
  const auto started =
      PluginProcess::start(fixture(GetParam().fixture, "test.broken"), answer_nothing);

  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, GetParam().code);
  EXPECT_NE(started.error().message.find(GetParam().reason), std::string::npos)
      << started.error().message;
}

constexpr auto kInvalid = ErrorCode::invalid_argument;
INSTANTIATE_TEST_SUITE_P(
    Fixtures, RefusalTest,
    ::testing::Values(
        Refusal{"wrong_major", kInvalid, "ABI 9.0, this host speaks 1.0"},
        Refusal{"newer_minor", kInvalid, "ABI 1.99, this host speaks 1.0"},
        Refusal{"wrong_magic", kInvalid, "magic"},
        Refusal{"other_id", kInvalid,
                "says \"test.other\" \"1.0.0\", the signed manifest says \"test.broken\""},
        Refusal{"other_version", kInvalid, "\"2.0.0\""},
        Refusal{"no_symbol", kInvalid, "does not export kontor_plugin_entry"},
        Refusal{"function_symbol", kInvalid, "not a data object"},
        Refusal{"ifunc_symbol", kInvalid, "not a data object"},
        Refusal{"filled_by_code", kInvalid, "not initialised data"},
        Refusal{"undefined_function", kInvalid, "does not lead into the library"},
        Refusal{"needs_zlib", kInvalid, "libz.so.1"},
        Refusal{"own_search_path", kInvalid, "search path"},
        Refusal{"executable_stack", kInvalid, "executable stack"},
        Refusal{"fail_in_create", ErrorCode::internal, "create() failed with status 8"},
        Refusal{"empty_plugin", ErrorCode::internal, "create() failed"},
        Refusal{"crash_in_constructor", ErrorCode::unavailable, "killed by signal 6"}),
    [](const auto& test) { return std::string(test.param.fixture); });

TEST(PluginStartTest, RefusesBytesWithAnotherHash) {
  auto options = fixture("behaving", "test.behaving");
  options.sha256_hex[0] = options.sha256_hex[0] == '0' ? '1' : '0';

  const auto started = PluginProcess::start(std::move(options), answer_nothing);

  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, ErrorCode::untrusted);
}

TEST(PluginStartTest, RefusesAMissingFileAndARunnerThatIsNotThere) {
  auto options = fixture("behaving", "test.behaving");
  options.runner = "/nonexistent/kontor-runner";
  const auto no_runner = PluginProcess::start(options, answer_nothing);
  options.file = "/nonexistent.so";
  const auto no_file = PluginProcess::start(options, answer_nothing);

  ASSERT_FALSE(no_runner);
  EXPECT_EQ(no_runner.error().code, ErrorCode::internal);
  ASSERT_FALSE(no_file);
  EXPECT_EQ(no_file.error().code, ErrorCode::not_found);
}

TEST(PluginStartTest, GivesUpOnAPluginThatHangsInCreate) {
  auto options = fixture("hang_in_create", "test.broken");
  options.start_timeout_ms = 200;

  const auto started = PluginProcess::start(std::move(options), answer_nothing);

  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, ErrorCode::unavailable);
}

TEST(PluginStartTest, KillsAPluginThatHangsInDestroy) {
  auto started = PluginProcess::start(fixture("hang_in_destroy", "test.broken"), answer_nothing);
  ASSERT_TRUE(started) << started.error().message;

  (*started)->stop(/*grace_ms=*/200);

  EXPECT_FALSE((*started)->alive());
}

}  // namespace
}  // namespace kontor::runtime
