#include <gtest/gtest.h>
#include <sys/mount.h>

#include <fstream>

#include "host/server/host.hpp"
#include "tests/integration/host/running_host.hpp"

// A disk that is full while the host writes: a small tmpfs under its folder.
namespace kontor::host {

namespace {

class DiskFullTest : public ::testing::Test {
 protected:
  DiskFullTest() {
    EXPECT_EQ(::mount("tmpfs", place("imports").c_str(), "tmpfs", 0, "size=2m,mode=0700"), 0);
    host_.start();
  }
  ~DiskFullTest() override {
    host_.stop();
    EXPECT_EQ(::umount(place("imports").c_str()), 0);
  }
  std::filesystem::path place(const std::string& folder) const {
    const auto path = host_.folder() / "data" / folder;
    std::filesystem::create_directories(path);
    return path;
  }
  // About `bytes` of people.
  static std::string disk_people(std::size_t bytes) {
    std::string text = "Name;E-mail\n";
    for (int i = 0; text.size() < bytes; ++i)
      text += "Person " + std::to_string(i) + ";p" + std::to_string(i) + "@a.example\n";
    return text;
  }

  testing::RunningHost host_;
};

TEST_F(DiskFullTest, AFileThatDoesNotFitIsRefusedAndLeavesNothing) {
  const auto refused = host_.upload("person", disk_people(std::size_t{4} << 20));

  EXPECT_FALSE(refused);
  for (const auto& left : std::filesystem::directory_iterator(place("imports")))
    ADD_FAILURE() << left.path();
  const auto small = host_.upload("person", disk_people(1000));
  ASSERT_TRUE(small) << small.error().message;
  EXPECT_EQ(host_.finished(*small)["state"], "done");
}

TEST_F(DiskFullTest, AnImportThatFillsTheDiskFailsAsAWholeAndTheNextOneGoesThrough) {
  // In UTF-16 it fits; turned into UTF-8 beside itself it does not.
  std::string text = "\xFF\xFE";
  for (const char c : disk_people(std::size_t{800} << 10)) text += std::string{c, '\0'};
  const auto id = host_.upload("person", text);
  ASSERT_TRUE(id) << id.error().message;

  const Json state = host_.finished(*id);

  EXPECT_EQ(state["state"], "failed");
  EXPECT_EQ(state["created"], 0);
  const auto next = host_.upload("person", disk_people(1000));
  ASSERT_TRUE(next) << next.error().message;
  EXPECT_EQ(host_.finished(*next)["state"], "done");
}

}  // namespace

}  // namespace kontor::host
