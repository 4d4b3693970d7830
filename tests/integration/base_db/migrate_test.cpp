#include <gtest/gtest.h>

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

TEST_P(MigrateTest, TwoProgramsMayStartAtOnce) {
  const auto second = open_again();
  Status other = ok();
  std::thread thread([&] { other = migrate(*second, "fixture", fixture_migrations()); });
  const Status own = migrate(*database_, "fixture", fixture_migrations());
  thread.join();

  EXPECT_TRUE(own) << own.error().message;
  EXPECT_TRUE(other) << other.error().message;
}

INSTANTIATE_TEST_SUITE_P(Databases, MigrateTest, testing::both_databases(), testing::database_name);

}  // namespace
}  // namespace kontor::db
