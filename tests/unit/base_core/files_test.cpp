#include "base/core/files.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <string>

namespace kontor {
namespace {

class FilesTest : public ::testing::Test {
 protected:
  FilesTest() {
    std::string name = (std::filesystem::temp_directory_path() / "kontor-files-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~FilesTest() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
};

TEST_F(FilesTest, WritesASecretThatNobodyElseMayRead) {
  ASSERT_TRUE(write_file(folder_ / "key", "secret", FileMode::secret));

  struct stat state {};
  ASSERT_EQ(stat((folder_ / "key").c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777U, 0600U);
}

TEST_F(FilesTest, ReplacesAFileAndLeavesNoTemporaryOne) {
  ASSERT_TRUE(write_file(folder_ / "a", "old"));
  ASSERT_TRUE(write_file(folder_ / "a", "new"));

  EXPECT_EQ(*read_file(folder_ / "a", 100), "new");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);
}

TEST_F(FilesTest, RefusesAFileOverTheLimitAndOneThatIsNotThere) {
  ASSERT_TRUE(write_file(folder_ / "a", "four"));

  EXPECT_EQ(read_file(folder_ / "a", 3).error().code, ErrorCode::exhausted);
  EXPECT_EQ(read_file(folder_ / "b", 3).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace kontor
