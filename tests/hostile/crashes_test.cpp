#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>

#include "tests/hostile/hostile.hpp"

namespace kontor::runtime {
namespace {

std::size_t entries(const std::string& folder) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++count;
  return count;
}

// Processes this one has started, dead or alive.
std::size_t children() {
  std::size_t count = 0;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream list(task.path() / "children");
    for (std::string child; list >> child;) ++count;
  }
  return count;
}

long resident_kb() {
  std::ifstream status("/proc/self/status");
  long kb = 0;
  for (std::string word; status >> word;)
    if (word == "VmRSS:") status >> kb;
  return kb;
}

#if defined(__SANITIZE_ADDRESS__)
constexpr long kGrowthMaxKb = 300'000;  // The sanitizer keeps freed memory back.
#else
constexpr long kGrowthMaxKb = 4'000;
#endif

struct Footprint {
  std::size_t descriptors = entries("/proc/self/fd");
  std::size_t threads = entries("/proc/self/task");
  std::size_t processes = children();
};

class CrashesTest : public WithNeighbour {
 protected:
  static void crash(int times) {
    const auto options = hostile("aborts");
    for (int time = 0; time < times; ++time) {
      auto plugin = PluginProcess::start(options, answer_nothing);
      ASSERT_TRUE(plugin) << plugin.error().message;
      ASSERT_FALSE((*plugin)->call("mischief", ""));
    }
  }
};

TEST_F(CrashesTest, AThousandInARowLeaveNothingBehind) {
  crash(50);  // What the allocator keeps for the next.
  const Footprint before;
  const long kb_before = resident_kb();

  crash(1000);

  const Footprint after;
  EXPECT_EQ(after.descriptors, before.descriptors);
  EXPECT_EQ(after.threads, before.threads);
  EXPECT_EQ(after.processes, before.processes);
  EXPECT_LT(resident_kb() - kb_before, kGrowthMaxKb);
}

TEST_F(CrashesTest, AFileSwappedAfterItWasVerifiedIsNotLoaded) {
  auto options = hostile("leaves");
  const auto swapped =
      std::filesystem::temp_directory_path() / ("kontor-swapped-" + std::to_string(::getpid()));
  std::filesystem::copy_file(hostile("aborts").file, swapped,
                             std::filesystem::copy_options::overwrite_existing);
  options.file = swapped;

  const auto started = PluginProcess::start(options, answer_nothing);

  std::filesystem::remove(swapped);
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, ErrorCode::untrusted);
}

// The copy in memory is what runs: what becomes of the file later changes nothing.
TEST_F(CrashesTest, AFileSwappedAfterItWasReadChangesNothing) {
  auto options = fixture("behaving", "test.behaving");
  const auto own =
      std::filesystem::temp_directory_path() / ("kontor-own-" + std::to_string(::getpid()));
  std::filesystem::copy_file(options.file, own, std::filesystem::copy_options::overwrite_existing);
  options.file = own;
  auto plugin = PluginProcess::start(options, answer_nothing);
  ASSERT_TRUE(plugin) << plugin.error().message;

  std::ofstream(own, std::ios::trunc) << "something else";

  EXPECT_EQ(*(*plugin)->call("echo", "x"), "x");
  EXPECT_EQ(*(*plugin)->call("facts", ""),
            "6 descriptors, core 0, environment empty, plugin sealed");
  std::filesystem::remove(own);
}

// Gone, or a zombie that its new parent has not reaped.
bool has_ended(pid_t process) {
  const auto status = read_file("/proc/" + std::to_string(process) + "/status", 1 << 16);
  return !status || status->find("State:\tZ") != std::string::npos ||
         status->find("State:\tX") != std::string::npos;
}

TEST_F(CrashesTest, AKilledHostLeavesNoRunner) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const Descriptor reader(ends[0]);
  Descriptor writer(ends[1]);
  const std::string program =
      (fixture_file("x").parent_path().parent_path() / "host_that_dies").string();
  const std::array<char*, 2> arguments = {const_cast<char*>(program.c_str()), nullptr};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, writer.get(), STDOUT_FILENO);
  std::vector<pid_t> hosts, runners;
  for (int number = 0; number < 10; ++number) {
    pid_t host = -1;
    ASSERT_EQ(::posix_spawn(&host, program.c_str(), &actions, nullptr, arguments.data(), environ),
              0);
    hosts.push_back(host);
  }
  ::posix_spawn_file_actions_destroy(&actions);
  writer = Descriptor();
  pid_t runner = 0;
  while (::read(reader.get(), &runner, sizeof runner) == static_cast<ssize_t>(sizeof runner)) {
    runners.push_back(runner);
    if (runners.size() == hosts.size()) break;
  }
  ASSERT_EQ(runners.size(), hosts.size());

  for (const pid_t host : hosts) {
    ::kill(host, SIGKILL);
    ::waitpid(host, nullptr, 0);
  }

  for (const pid_t each : runners) EXPECT_TRUE(eventually([each] { return has_ended(each); }));
}

}  // namespace
}  // namespace kontor::runtime
