#include "base/core/data_folder.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

namespace kontor {
namespace {

TEST(DataFolderTest, IsHeldByOneAndFreeOnceThatOneIsGone) {
  std::string pattern = (std::filesystem::temp_directory_path() / "kontor-data-XXXXXX").string();
  const std::filesystem::path parent = ::mkdtemp(pattern.data());
  const auto path = parent / "new/data";

  auto first = DataFolder::take(path, "kontor-example", {"keys"});
  const auto second = DataFolder::take(path, "kontor-example", {"keys"});

  ASSERT_TRUE(first) << first.error().message;
  EXPECT_TRUE(std::filesystem::is_directory(path / "keys"));
  EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms::owner_all);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::unavailable);
  EXPECT_NE(second.error().message.find("another kontor-example uses"), std::string::npos);
  first->reset();
  EXPECT_TRUE(DataFolder::take(path, "kontor-example", {}));
  std::filesystem::remove_all(parent);
}

TEST(DataFolderTest, OfAnotherUserIsLeftAlone) {
  std::string pattern = (std::filesystem::temp_directory_path() / "kontor-data-XXXXXX").string();
  const std::filesystem::path given = ::mkdtemp(pattern.data());
  // Only root can give one away; to everybody else the root of all is another's.
  const bool root = ::geteuid() == 0;
  if (root) {
    ASSERT_EQ(::chown(given.c_str(), 65534, 65534), 0);
  }

  const auto taken = DataFolder::take(root ? given : "/", "kontor-example", {"keys"});

  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, ErrorCode::forbidden);
  EXPECT_NE(taken.error().message.find("run it as sudo -u"), std::string::npos);
  EXPECT_TRUE(std::filesystem::is_empty(given));
  std::filesystem::remove_all(given);
}

}  // namespace
}  // namespace kontor
