#include "sdk/runtime/sandbox/control_group_place.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/core/files.hpp"

namespace kontor::runtime::sandbox {
namespace {

// What the kernel's files say of a process, and the folders they speak of, in a folder.
class ControlGroupPlaceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = std::filesystem::temp_directory_path() / "kontor-groups-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    root = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(root); }
  void write(const std::filesystem::path& file, const std::string& text) const {
    std::filesystem::create_directories((root / file).parent_path());
    ASSERT_TRUE(write_file(root / file, text));
  }
  std::string mount(const std::string& group, const std::string& point,
                    const std::string& kind) const {
    return "30 23 0:26 " + group + " " + (root / point).string() + " rw,nosuid - " + kind + "\n";
  }
  std::filesystem::path root;
};

TEST_F(ControlGroupPlaceTest, OfVersionTwoIsBesideTheHostsOwnGroup) {
  write("cgroup", "0::/system.slice/kontor.service/host\n");
  write("mountinfo", mount("/", "fs", "cgroup2 cgroup2 rw,nsdelegate"));
  write("fs/system.slice/kontor.service/cgroup.controllers", "cpu memory pids\n");
  write("fs/system.slice/kontor.service/cgroup.subtree_control", "");

  const auto places = group_places(root);

  ASSERT_EQ(places.size(), 1U);
  EXPECT_EQ(places[0].version, 2);
  EXPECT_TRUE(places[0].memory);
  EXPECT_TRUE(places[0].cpu);
  EXPECT_EQ(places[0].parent, (root / "fs/system.slice/kontor.service").string());
  EXPECT_EQ(prepare_place(places[0]), 0);
  EXPECT_EQ(*read_file(root / "fs/system.slice/kontor.service/cgroup.subtree_control", 100),
            "+memory +cpu");
}

TEST_F(ControlGroupPlaceTest, OfVersionOneIsBelowTheHostsGroupOfEachController) {
  write("cgroup", "4:memory:/docker/x\n3:cpuset:/docker/x\n2:cpu,cpuacct:/docker/x\n0::/\n");
  write("mountinfo", mount("/docker/x", "memory", "cgroup cgroup rw,memory") +
                         mount("/docker/x", "cpu", "cgroup cgroup rw,cpu,cpuacct") +
                         mount("/", "unified", "cgroup2 cgroup2 rw"));

  const auto places = group_places(root);

  ASSERT_EQ(places.size(), 2U);
  for (const GroupPlace& place : places) {
    EXPECT_EQ(place.version, 1);
    EXPECT_EQ(place.parent, (root / (place.memory ? "memory" : "cpu")).string());
    EXPECT_EQ(prepare_place(place), 0);
  }
}

TEST_F(ControlGroupPlaceTest, IsNowhereWithoutADelegatedControllerOrAMount) {
  write("cgroup", "0::/user.slice\n");
  write("mountinfo", mount("/", "fs", "cgroup2 cgroup2 rw"));
  EXPECT_TRUE(group_places(root).empty());

  write("mountinfo", "");
  EXPECT_TRUE(group_places(root).empty());
}

}  // namespace
}  // namespace kontor::runtime::sandbox
