#include <unistd.h>

#include <fstream>

#include "tests/hostile/hostile.hpp"
#include "tests/integration/sdk_runtime/dying_host.hpp"
#include "tests/integration/sdk_runtime/footprint.hpp"

namespace kontor::runtime {
namespace {

// Each costs many times as much there and shows nothing more.
constexpr int kCrashesInARow = testing::kKeepsFreedMemory ? 100 : 1000;
constexpr long kGrowthMaxKb = testing::kKeepsFreedMemory ? 300'000 : 4'000;

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
  const auto before = testing::Footprint::of();

  crash(kCrashesInARow);

  // A thread that was joined may still be on its way out of the kernel's list.
  std::string more;
  EXPECT_TRUE(eventually([&] {
    more = testing::Footprint::of().more_than(before);
    return more.empty();
  })) << more;
  EXPECT_LT(testing::Footprint::of().resident_kb - before.resident_kb, kGrowthMaxKb);
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
