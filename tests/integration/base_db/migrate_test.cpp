#include <gtest/gtest.h>

#include <barrier>
#include <thread>

#include "base/db/database.hpp"
#include "fixture_migrations.hpp"
#include "tests/support/either_database.hpp"

namespace kontor::db {
namespace {

class MigrateTest : public testing::EitherDatabase {
 protected:
  std::string note_default() {
    return (*database_->transaction([](Session& session) {
             return session.query_row(
                 "INSERT INTO thing (id, size) VALUES ('a', 1) RETURNING note");
           }))
        ->text(0);
  }
};

TEST_P(MigrateTest, AppliesEachFileOnceAndTheDialectsOwnTextWhereThereIsOne) {
  ASSERT_TRUE(migrate(*database_, "fixture", fixture_migrations()));
  ASSERT_TRUE(migrate(*database_, "fixture", fixture_migrations()));

  EXPECT_EQ(note_default(), GetParam() == Dialect::sqlite ? "portable" : "postgres");
}

TEST_P(MigrateTest, ContinuesFromWhereTheDatabaseStands) {
  ASSERT_TRUE(migrate(*database_, "fixture", {fixture_migrations().front()}));

  EXPECT_TRUE(migrate(*database_, "fixture", fixture_migrations()));
}

TEST_P(MigrateTest, RefusesAChangedText) {
  ASSERT_TRUE(migrate(*database_, "fixture", fixture_migrations()));
  auto changed = fixture_migrations();
  changed[0].sql = "CREATE TABLE other (id TEXT);\n";

  const Status status = migrate(*database_, "fixture", changed);

  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::conflict);
}

TEST_P(MigrateTest, RefusesADatabaseNewerThanTheProgram) {
  ASSERT_TRUE(migrate(*database_, "fixture", fixture_migrations()));

  const Status status = migrate(*database_, "fixture", {fixture_migrations().front()});

  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::conflict);
}

TEST_P(MigrateTest, AFileThatFailsLeavesNothingBehind) {
  const Migration broken{1, "0001_broken", "CREATE TABLE half (id TEXT);\nCREATE NONSENSE;\n", ""};

  EXPECT_FALSE(migrate(*database_, "fixture", {broken}));
  EXPECT_FALSE(
      database_->read([](Session& session) { return session.query("SELECT id FROM half"); }));
}

TEST_P(MigrateTest, SeveralProgramsMayStartAtOnce) {
  constexpr std::size_t kPrograms = 6;
  std::vector<std::unique_ptr<Database>> programs;
  while (programs.size() < kPrograms) programs.push_back(open_again());
  std::vector<Status> outcomes(kPrograms, ok());
  std::barrier start{kPrograms};
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kPrograms; ++i)
    threads.emplace_back([&, i] {
      start.arrive_and_wait();
      outcomes[i] = migrate(*programs[i], "fixture", fixture_migrations());
    });
  for (std::thread& thread : threads) thread.join();

  for (const Status& outcome : outcomes) EXPECT_TRUE(outcome) << outcome.error().message;
}

INSTANTIATE_TEST_SUITE_P(Databases, MigrateTest, testing::both_databases(), testing::database_name);

}  // namespace
}  // namespace kontor::db
