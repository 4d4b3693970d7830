#include <linux/magic.h>
#include <sys/vfs.h>

#include <cstdlib>
#include <iostream>

#include "tests/hostile/hostile.hpp"

namespace kontor::runtime {
namespace {

// A data folder in memory: what a plugin writes there is no memory of its process, which its
// other limits hold, and only a control group counts it.
class MemoryGroupTest : public WithNeighbour {
 protected:
  void TearDown() override {
    WithNeighbour::TearDown();
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
  // What keeps this machine from counting it; empty: nothing.
  std::string hindrance() const {
    struct statfs facts {};
    if (!holds(*neighbour, "memory cgroup")) return "this user may make no memory control group";
    if (::statfs("/dev/shm", &facts) != 0 || facts.f_type != TMPFS_MAGIC)
      return "/dev/shm is no memory";
    return "";
  }
  std::string folder = "/dev/shm/kontor-full-XXXXXX";
};

TEST_F(MemoryGroupTest, KillsThePluginAtItsLimitAndSaysSo) {
  if (const std::string why = hindrance(); !why.empty()) {
    std::cout << "not tried here: " << why << "\n";
    return;
  }
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  auto options = hostile("fills_its_folder");
  options.sandbox.data_folder = folder;
  options.sandbox.memory_bytes = 32 << 20;
  auto plugin = PluginProcess::start(std::move(options), answer_nothing);
  ASSERT_TRUE(plugin) << plugin.error().message;

  const auto answer = (*plugin)->call("mischief", "");

  ASSERT_FALSE(answer) << *answer;
  EXPECT_NE(answer.error().message.find(
                "test.hostile is not running (needed more memory than its limit of 32 MiB and was "
                "killed"),
            std::string::npos)
      << answer.error().message;
}

}  // namespace
}  // namespace kontor::runtime
