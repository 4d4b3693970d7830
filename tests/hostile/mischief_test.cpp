#include <mutex>
#include <ostream>

#include "tests/hostile/hostile.hpp"

namespace kontor::runtime {
namespace {

constexpr int kShortDeadlineMs = 400;

// A mischief that ends the plugin, and what the host says of it.
struct Fatal {
  const char* mischief;
  const char* cause;
};
void PrintTo(const Fatal& fatal, std::ostream* out) { *out << fatal.mischief; }

class FatalMischief : public WithNeighbour, public ::testing::WithParamInterface<Fatal> {};

void expect_named(const Error& error, const char* cause) {
  EXPECT_EQ(error.code, ErrorCode::unavailable);
  EXPECT_NE(error.message.find("test.hostile"), std::string::npos) << error.message;
  EXPECT_NE(error.message.find(cause), std::string::npos) << error.message;
}

PluginProcessOptions with_short_deadline(PluginProcessOptions options, std::string_view mischief) {
  if (mischief == "loops" || mischief == "waits_for_itself")
    options.call_deadline_ms = options.start_timeout_ms = kShortDeadlineMs;
  return options;
}

TEST_P(FatalMischief, EndsThePluginWhichTheHostNames) {
  const std::string name = GetParam().mischief;
  auto plugin = PluginProcess::start(with_short_deadline(hostile(name), name), answer_nothing);
  ASSERT_TRUE(plugin) << plugin.error().message;

  const auto answer = (*plugin)->call("mischief", "");

  ASSERT_FALSE(answer) << *answer;
  expect_named(answer.error(), GetParam().cause);
  EXPECT_FALSE((*plugin)->alive());
}

INSTANTIATE_TEST_SUITE_P(
    WhenAsked, FatalMischief,
    ::testing::Values(Fatal{"opens_a_socket", "tried socket(), which a plugin may not call"},
                      Fatal{"opens_a_socket_pair", "tried socketpair()"},
                      Fatal{"executes_a_shell", "tried execve()"},
                      Fatal{"traces_its_parent", "tried ptrace()"},
                      Fatal{"kills_everybody", "tried kill()"},
                      Fatal{"forks_without_end", "tried clone() of a new process"},
                      Fatal{"leaves_a_grandchild", "tried clone() of a new process"},
                      Fatal{"loops", "within 400 ms and was killed"},
                      Fatal{"waits_for_itself", "within 400 ms and was killed"},
                      Fatal{"aborts", "killed by signal 6 (Aborted)"},
                      Fatal{"leaves", "exited with status 0"},
                      Fatal{"crashes", "killed by signal 11"},
                      Fatal{"overflows_its_stack", "killed by signal 11"},
                      Fatal{"closes_its_channel", "not running"}),
    [](const auto& test) { return std::string(test.param.mischief); });

class FatalConstructor : public WithNeighbour, public ::testing::WithParamInterface<Fatal> {};

TEST_P(FatalConstructor, EndsThePluginWhichTheHostNames) {
  const std::string name = GetParam().mischief;

  const auto started =
      PluginProcess::start(with_short_deadline(hostile("early_" + name), name), answer_nothing);

  ASSERT_FALSE(started);
  expect_named(started.error(), GetParam().cause);
}

INSTANTIATE_TEST_SUITE_P(
    BeforeAnybodyAsks, FatalConstructor,
    ::testing::Values(Fatal{"opens_a_socket", "tried socket()"},
                      Fatal{"executes_a_shell", "tried execve()"},
                      Fatal{"traces_its_parent", "tried ptrace()"},
                      Fatal{"forks_without_end", "tried clone() of a new process"},
                      Fatal{"loops", "within 400 ms and was killed"},
                      Fatal{"waits_for_itself", "within 400 ms and was killed"},
                      Fatal{"aborts", "killed by signal 6 (Aborted)"},
                      Fatal{"leaves", "exited with status 0"},
                      Fatal{"overflows_its_stack", "killed by signal 11"}),
    [](const auto& test) { return std::string(test.param.mischief); });

// A mischief that is refused with an errno or bounded; the plugin lives on and says so.
struct Refused {
  const char* mischief;
  int least;
  int most;
};
void PrintTo(const Refused& refused, std::ostream* out) { *out << refused.mischief; }

class RefusedMischief : public WithNeighbour, public ::testing::WithParamInterface<Refused> {
 protected:
  void expect_refused(const std::string& library, const char* operation) {
    auto plugin = PluginProcess::start(hostile(library), answer_nothing);
    ASSERT_TRUE(plugin) << plugin.error().message;
    const std::string database = fixture_file("behaving").string();  // Any file of the host's.
    const auto answer = (*plugin)->call(operation, database);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_GE(std::stoi(*answer), GetParam().least);
    EXPECT_LE(std::stoi(*answer), GetParam().most);
  }
};

using RefusedMischiefWithALimit = WithNeighbour;

TEST_P(RefusedMischief, FailsWithAnErrnoOrAtALimit) {
  expect_refused(GetParam().mischief, "mischief");
}

INSTANTIATE_TEST_SUITE_P(WhenAsked, RefusedMischief,
                         ::testing::Values(Refused{"opens_a_file_of_the_system", EACCES, EACCES},
                                           Refused{"makes_a_file", EACCES, EACCES},
                                           Refused{"reads_the_database", EACCES, EACCES},
                                           Refused{"looks_at_its_host", EACCES, EACCES},
                                           Refused{"makes_memory_executable", EACCES, EACCES},
                                           Refused{"writes_into_its_own_file", EPERM, EPERM},
                                           Refused{"starts_threads_without_end", 1, 256},
                                           Refused{"takes_four_gigabytes", ENOMEM, ENOMEM},
                                           Refused{"takes_memory_piece_by_piece", 1, 512},
                                           Refused{"opens_descriptors_without_end", 1, 256}),
                         [](const auto& test) { return std::string(test.param.mischief); });

// One thread is the runner's own, which serves calls.
TEST_F(RefusedMischiefWithALimit, StartsNoMoreThreadsThanItsManifestSays) {
  auto options = hostile("starts_threads_without_end");
  options.sandbox.threads_max = 9;
  auto plugin = PluginProcess::start(std::move(options), answer_nothing);
  ASSERT_TRUE(plugin) << plugin.error().message;
  // Elsewhere every process of the user would be counted, the host's threads included.
  const int most = holds(**plugin, "user namespace") ? 8 : 256;

  const auto started = (*plugin)->call("mischief", "");

  ASSERT_TRUE(started) << started.error().message;
  EXPECT_LE(std::stoi(*started), most);
  EXPECT_GE(std::stoi(*started), 1);
}

class RefusedConstructor : public RefusedMischief {};

TEST_P(RefusedConstructor, FailsWithAnErrnoOrAtALimit) {
  expect_refused(std::string("early_") + GetParam().mischief, "result");
}

INSTANTIATE_TEST_SUITE_P(BeforeAnybodyAsks, RefusedConstructor,
                         ::testing::Values(Refused{"opens_a_file_of_the_system", ENOENT, EACCES},
                                           Refused{"looks_at_its_host", ENOENT, EACCES},
                                           Refused{"takes_four_gigabytes", ENOMEM, ENOMEM}),
                         [](const auto& test) { return std::string(test.param.mischief); });

class MischiefOnTheChannel : public WithNeighbour {};

TEST_F(MischiefOnTheChannel, WrongBytesChangeNoOtherAnswer) {
  for (const char* name : {"writes_garbage", "announces_four_gigabytes",
                           "answers_a_call_nobody_made", "answers_twice"}) {
    auto plugin = PluginProcess::start(hostile(name), answer_nothing);
    ASSERT_TRUE(plugin) << plugin.error().message;

    const auto answer = (*plugin)->call("mischief", "");

    // Its own call may get its own forged answer, or it is ended; nobody else's may.
    if (answer) {
      EXPECT_TRUE(*answer == "0" || *answer == "\"twice\"") << *answer;
    } else {
      expect_named(answer.error(), "not running");
      EXPECT_FALSE((*plugin)->alive());
    }
    EXPECT_EQ(*neighbour->call("echo", "mine"), "mine");
  }
}

TEST_F(MischiefOnTheChannel, WrongBytesBeforeTheFirstAnswerEndOrChangeNothing) {
  const auto started = PluginProcess::start(hostile("early_writes_garbage"), answer_nothing);

  if (!started) expect_named(started.error(), "not running");
  EXPECT_EQ(*neighbour->call("echo", "mine"), "mine");
}

TEST_F(MischiefOnTheChannel, AFloodOfLogLinesIsCutAndCounted) {
  std::mutex mutex;
  std::size_t lines = 0;
  auto options = hostile("floods_the_log");
  options.on_log = [&](LogLevel, std::string_view) {
    const std::lock_guard lock(mutex);
    ++lines;
  };
  auto plugin = PluginProcess::start(std::move(options), answer_nothing);
  ASSERT_TRUE(plugin) << plugin.error().message;

  ASSERT_TRUE((*plugin)->call("mischief", ""));
  plugin->reset();

  const std::lock_guard lock(mutex);
  EXPECT_LT(lines, 5000U);
}

TEST_F(MischiefOnTheChannel, APluginThatIgnoresItsStopIsKilledInTime) {
  auto plugin = PluginProcess::start(hostile("ignores_the_stop"), answer_nothing);
  ASSERT_TRUE(plugin) << plugin.error().message;
  const auto before = std::chrono::steady_clock::now();

  (*plugin)->stop(/*grace_ms=*/200);

  EXPECT_FALSE((*plugin)->alive());
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(5));
}

}  // namespace
}  // namespace kontor::runtime
