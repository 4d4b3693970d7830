#include "host/backup/upgrade.hpp"

#include "base/core/files.hpp"
#include "host/store/record_tables.hpp"
#include "tests/integration/host_backup/backup_fixture.hpp"

namespace kontor::host {

namespace {

class UpgradeTest : public testing::BackupTest {
 protected:
  UpgradeTest() { before_ = contents(); }
  std::vector<TableSummary> contents() const {
    const auto database = db::Database::open(url_).value();
    return database->read([](db::Session& session) { return summarise(session); }).value();
  }
  Status run(const std::function<Status()>& migrate) {
    return DatabaseUpgrade({place(), clock_, random_})
        .run([]() -> Result<bool> { return true; }, migrate);
  }
  Status change(const std::string& sql) const {
    const auto database = db::Database::open(url_).value();
    return database->transaction([&](db::Session& session) -> Status {
      TRY(session.execute(sql));
      return ok();
    });
  }
  bool backup_is_there() const { return std::filesystem::exists(data_ / "upgrade"); }

  std::vector<TableSummary> before_;
};
INSTANTIATE_TEST_SUITE_P(Databases, UpgradeTest, testing::both_databases(), testing::database_name);

TEST_P(UpgradeTest, MigratesAfterAVerifiedBackup) {
  bool backed_up = false;

  const Status done = run([&] {
    backed_up = backup_is_there();
    return change("CREATE TABLE newer (id TEXT)");
  });

  ASSERT_TRUE(done) << done.error().message;
  EXPECT_TRUE(backed_up);
  EXPECT_EQ(contents().size(), before_.size() + 1);
  EXPECT_FALSE(backup_is_there());
}

TEST_P(UpgradeTest, R35AFailedUpgradeLeavesTheDatabaseAsItWas) {
  const Status done = run([&]() -> Status {
    TRY(change("CREATE TABLE newer (id TEXT)"));
    TRY(change("DELETE FROM record_person"));
    return Error{ErrorCode::internal, "the third step failed"};
  });

  ASSERT_FALSE(done);
  EXPECT_NE(done.error().detail.find("upgrade-rolled-back"), std::string::npos)
      << done.error().message;
  EXPECT_NE(done.error().message.find("the third step failed"), std::string::npos);
  EXPECT_EQ(contents(), before_);
  const auto database = db::Database::open(url_).value();
  const auto definitions = Definitions::builtin().value();
  EXPECT_TRUE(prepare_database(*database, *definitions));
}

TEST_P(UpgradeTest, WhatAKillInterruptedIsFinishedByTheNextStart) {
  std::string state;
  std::filesystem::path saved = folder_ / "saved";
  ASSERT_TRUE(run([&] {
    // What a kill -9 right here leaves.
    std::filesystem::copy(data_ / "upgrade", saved, std::filesystem::copy_options::recursive);
    std::filesystem::copy(data_ / "keys/upgrade.key", saved / "upgrade.key");
    return ok();
  }));
  std::filesystem::rename(saved / "upgrade.key", data_ / "keys/upgrade.key");
  std::filesystem::rename(saved, data_ / "upgrade");
  ASSERT_TRUE(change("DELETE FROM record_person"));
  state = read_file(data_ / "upgrade/state.json", 4096).value();
  state.replace(state.find("migrating"), 9, "putting-back");
  ASSERT_TRUE(write_file(data_ / "upgrade/state.json", state, FileMode::secret));

  const Status done = run([]() -> Status { return ok(); });

  EXPECT_FALSE(done);
  EXPECT_EQ(contents(), before_);
}

TEST_P(UpgradeTest, NothingToMigrateMakesNoBackup) {
  const Status done =
      DatabaseUpgrade({place(), clock_, random_})
          .run([]() -> Result<bool> { return false; }, []() -> Status { return ok(); });

  EXPECT_TRUE(done);
  EXPECT_FALSE(backup_is_there());
}

}  // namespace

}  // namespace kontor::host
