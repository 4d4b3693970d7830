#include "licensing/server/epoch_file.hpp"

#include <gtest/gtest.h>

#include "base/core/files.hpp"

namespace kontor::licensing {

class EpochFileTest : public ::testing::Test {
 protected:
  EpochFileTest() {
    char name[] = "/tmp/kontor-epoch-XXXXXX";
    EXPECT_NE(mkdtemp(name), nullptr);
    folder_ = name;
  }
  ~EpochFileTest() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path file() const { return folder_ / "epoch.json"; }

  std::filesystem::path folder_;
};

TEST_F(EpochFileTest, AMissingFileIsAFirstStart) {
  const auto note = read_epoch_note(file());

  ASSERT_TRUE(note);
  EXPECT_EQ(note->epoch, 0);
}

TEST_F(EpochFileTest, KeepsTheNewestAnchorsAndNeverALowerEpoch) {
  EpochNote note{.authority = "a", .epoch = 7};
  for (std::int64_t chain = 1; chain <= 100; ++chain)
    note.anchors.push_back({.chain = chain, .number = 2, .hash = "h"});
  ASSERT_TRUE(write_epoch_note(file(), note));
  note.epoch = 3;
  ASSERT_TRUE(write_epoch_note(file(), note));

  const auto read = read_epoch_note(file());

  ASSERT_TRUE(read);
  EXPECT_EQ(read->epoch, 7);
  ASSERT_EQ(read->anchors.size(), EpochNote::kAnchorsMax);
  EXPECT_EQ(read->anchors.back().chain, 100);
}

TEST_F(EpochFileTest, RemembersThatARestoreIsNotOverYet) {
  ASSERT_TRUE(write_epoch_note(file(), {.authority = "a", .epoch = 7, .restoring = true}));

  EXPECT_TRUE(read_epoch_note(file())->restoring);
}

TEST_F(EpochFileTest, ADamagedFileIsNotTakenForAFirstStart) {
  for (const char* text :
       {"", "{", "[]", R"({"authority":"a"})", R"({"authority":"a","epoch":"7"})",
        R"({"authority":"a","epoch":1,"anchors":[{}]})"}) {
    ASSERT_TRUE(write_file(file(), text));
    EXPECT_FALSE(read_epoch_note(file())) << text;
  }
}

}  // namespace kontor::licensing
