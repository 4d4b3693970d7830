#include "base/core/data_folder.hpp"

#include <gtest/gtest.h>

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
  EXPECT_EQ(second.error().code, ErrorCode::conflict);
  EXPECT_NE(second.error().message.find("another kontor-example uses"), std::string::npos);
  first->reset();
  EXPECT_TRUE(DataFolder::take(path, "kontor-example", {}));
  std::filesystem::remove_all(parent);
}

}  // namespace
}  // namespace kontor
