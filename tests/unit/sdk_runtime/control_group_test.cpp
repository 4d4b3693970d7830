#include "sdk/runtime/sandbox/control_group.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/core/files.hpp"

namespace kontor::runtime::sandbox {
namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

Files written(const GroupPlace& place, const GroupLimits& limits) {
  Files files;
  for (const LimitFile& file : limit_files(place, limits)) files.emplace_back(file.name, file.text);
  return files;
}

// 64 MiB of the kernel's own on the plugin's behalf come on top of 32 MiB.
constexpr GroupLimits kLimits{.memory_bytes = 32 << 20, .cpu_percent = 50};

TEST(ControlGroupTest, OfVersionTwoIsHeldByTheFilesOfTheKernelsDocumentation) {
  EXPECT_EQ(
      written({.version = 2, .memory = true, .cpu = true}, kLimits),
      (Files{{"memory.max", "100663296"}, {"memory.swap.max", "0"}, {"cpu.max", "50000 100000"}}));
}

TEST(ControlGroupTest, OfVersionOneIsHeldByEachControllersFiles) {
  EXPECT_EQ(written({.version = 1, .memory = true}, kLimits),
            (Files{{"memory.limit_in_bytes", "100663296"},
                   {"memory.memsw.limit_in_bytes", "100663296"}}));
  EXPECT_EQ(written({.version = 1, .cpu = true}, kLimits), (Files{{"cpu.cfs_quota_us", "50000"}}));
}

TEST(ControlGroupTest, LimitsNoTimeWhereNoneIsAsked) {
  EXPECT_EQ(written({.version = 2, .cpu = true}, {.memory_bytes = 1, .cpu_percent = 0}), Files{});
}

TEST(ControlGroupTest, TellsADeathForMemoryByTheCountersOfEitherVersion) {
  std::string pattern = std::filesystem::temp_directory_path() / "kontor-group-XXXXXX";
  ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
  const std::filesystem::path group = pattern;
  const auto killed = [&](const char* file, const char* text) {
    EXPECT_TRUE(write_file(group / file, text));
    const bool told = killed_for_memory({group.string()});
    std::filesystem::remove(group / file);
    return told;
  };

  EXPECT_TRUE(killed("memory.events", "low 0\nhigh 0\nmax 9\noom 1\noom_kill 1\n"));
  EXPECT_FALSE(killed("memory.events", "low 0\nhigh 0\nmax 9\noom 0\noom_kill 0\n"));
  EXPECT_TRUE(killed("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n"));
  EXPECT_FALSE(killed("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 0\n"));
  std::filesystem::remove_all(group);
}

}  // namespace
}  // namespace kontor::runtime::sandbox
