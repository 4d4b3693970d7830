#include <unistd.h>

#include <fstream>

#include "tests/hostile/hostile.hpp"
#include "tests/integration/sdk_runtime/dying_host.hpp"

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

TEST_F(CrashesTest, AKilledHostLeavesNoRunner) {
  DyingHosts dying(10);
  ASSERT_EQ(dying.runners.size(), 10U);

  dying.kill_all();

  for (const pid_t runner : dying.runners)
    EXPECT_TRUE(eventually([runner] { return has_ended(runner); }));
}

}  // namespace
}  // namespace kontor::runtime
