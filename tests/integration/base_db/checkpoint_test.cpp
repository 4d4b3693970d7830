#include <gtest/gtest.h>

#include <filesystem>

#include "base/db/database.hpp"

namespace kontor::db {
namespace {

constexpr int kCommits = 90;
constexpr std::size_t kCommitBytes = std::size_t{1} << 20;
// Checkpointer's most pages, and one commit.
constexpr std::uintmax_t kWalBytesMax = 20'000 * 4120 + 2 * kCommitBytes;

// A WAL that nobody brought home would hold all commits.
TEST(CheckpointTest, AWalStaysShortHoweverMuchIsCommitted) {
  char name[] = "/tmp/kontor-checkpoint-XXXXXX";
  ASSERT_NE(mkdtemp(name), nullptr);
  const std::filesystem::path folder = name;
  const std::string url = "sqlite:" + (folder / "a.db").string();
  static_assert(kCommits * kCommitBytes > kWalBytesMax);
  {
    const auto database = Database::open(url);
    ASSERT_TRUE(database);
    ASSERT_TRUE((*database)->transaction([](Session& session) {
      return session.execute("CREATE TABLE page (number BIGINT PRIMARY KEY, text TEXT NOT NULL)");
    }));
    for (std::int64_t i = 0; i < kCommits; ++i) {
      ASSERT_TRUE((*database)->transaction([&](Session& session) {
        return session.execute("INSERT INTO page VALUES ($1, $2)",
                               {i, std::string(kCommitBytes, 'k')});
      }));
    }
    EXPECT_LT(std::filesystem::file_size(folder / "a.db-wal"), kWalBytesMax);
  }
  const auto again = Database::open(url);
  ASSERT_TRUE(again);
  const auto counted = (*again)->read([](Session& session) -> Result<std::int64_t> {
    return TRY(session.query_row("SELECT sum(length(text)) FROM page"))->integer(0);
  });

  EXPECT_EQ(*counted, static_cast<std::int64_t>(kCommits * kCommitBytes));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace kontor::db
