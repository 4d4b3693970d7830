#include <atomic>
#include <thread>

#include "base/core/files.hpp"
#include "host/access/audit_log.hpp"
#include "host/store/record_tables.hpp"
#include "tests/integration/host_backup/backup_fixture.hpp"
#include "tests/support/postgres.hpp"

namespace kontor::host {

namespace {

class BackupRoundTest : public testing::BackupTest {
 protected:
  // Names of the people in a restored database.
  static std::size_t people_in(const std::string& url) {
    const auto database = db::Database::open(url).value();
    const auto row = database->read([](db::Session& session) {
      return session.query_row("SELECT COUNT(*) FROM record_person");
    });
    return row ? static_cast<std::size_t>((**row).integer(0)) : 0;
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, BackupRoundTest, testing::both_databases(),
                         testing::database_name);

TEST_P(BackupRoundTest, ABackupIsVerifiedByRestoringItAside) {
  const auto made = backup();
  ASSERT_TRUE(made) << made.error().message;
  make("person", {{"name", "Later"}});

  const auto verified = verify();

  ASSERT_TRUE(verified) << verified.error().message;
  EXPECT_EQ(verified->tables, made->tables);
  EXPECT_EQ(verified->files.size(), 2U);
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "work") ||
              std::distance(std::filesystem::directory_iterator(folder_ / "work"), {}) == 1);
}

TEST_P(BackupRoundTest, NothingOfItIsReadable) {
  ASSERT_TRUE(backup());

  const std::string bytes = read_file(file_, std::size_t{64} << 20).value();

  EXPECT_EQ(bytes.find("Person 7"), std::string::npos);
  EXPECT_EQ(bytes.find(kAccessKey), std::string::npos);
  EXPECT_EQ(bytes.find("record_person"), std::string::npos);
  EXPECT_EQ(std::filesystem::status(file_).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_P(BackupRoundTest, WritersGoOnAndTheBackupIsOneMoment) {
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    // Record, audit entry and event in one transaction: never one without the others in a backup,
    // or its audit log would not verify.
    for (int i = 0; !stop; ++i) {
      EXPECT_TRUE(records_->create(admin_, "organisation", {{"name", std::to_string(i)}}));
    }
  });
  for (int i = 0; i < 3; ++i) {
    std::filesystem::remove(file_);
    const auto made = backup();
    ASSERT_TRUE(made) << made.error().message;
    const auto verified = verify();
    ASSERT_TRUE(verified) << verified.error().message;
  }
  stop = true;
  writer.join();
}

TEST_P(BackupRoundTest, RestoresDataKeysAndFilesToANewPlace) {
  const auto made = backup();
  ASSERT_TRUE(made);
  const BackupPlace to = target();

  const auto restored = restore_backup(file_, key_, to, {});

  ASSERT_TRUE(restored) << restored.error().message;
  EXPECT_EQ(people_in(to.database_url), 20U);
  EXPECT_EQ(read_file(to.data / "keys/access.key", 100).value(), kAccessKey);
  EXPECT_EQ(std::filesystem::file_size(to.data / "files/ab/1"), 200'000U);
  const auto database = db::Database::open(to.database_url).value();
  EXPECT_TRUE(AuditLog::verify(*database));
  EXPECT_TRUE(prepare_database(*database, *definitions_));
  EXPECT_EQ(restore_backup(file_, key_, to, {}).error().code, ErrorCode::conflict);
}

TEST_P(BackupRoundTest, WhoWasErasedSinceIsErasedAgain) {
  const Record anna = make("person", {{"name", "Anna Andersson"}});
  make("deal", {{"title", "Hers"}, {"person", anna.id}});
  ASSERT_TRUE(backup());
  const BackupPlace to = target();

  const auto restored = restore_backup(file_, key_, to, {anna.id});

  ASSERT_TRUE(restored) << restored.error().message;
  EXPECT_EQ(people_in(to.database_url), 20U);
  const auto database = db::Database::open(to.database_url).value();
  const auto head = AuditLog::inspect(*database);
  ASSERT_TRUE(head) << head.error().message;
  EXPECT_GE(head->erased, 1);
  const auto left = database->read([&](db::Session& session) {
    return session.query("SELECT sequence FROM audit_entry WHERE record_id = $1", {anna.id});
  });
  EXPECT_TRUE(left && left->empty());
}

TEST_P(BackupRoundTest, AChangedCutOrForeignBackupIsRefusedAndChangesNothing) {
  ASSERT_TRUE(backup());
  const std::string whole = read_file(file_, std::size_t{64} << 20).value();
  const auto attempt = [&](const std::string& bytes) {
    std::ofstream(file_, std::ios::binary | std::ios::trunc) << bytes;
    const BackupPlace to{folder_ / "restored", sqlite() ? "" : url_};
    EXPECT_FALSE(verify());
    EXPECT_FALSE(restore_backup(file_, key_, to, {}));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "restored"));
  };
  for (const std::size_t at :
       {std::size_t{3}, std::size_t{60}, whole.size() / 2, whole.size() - 1}) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 4);
    attempt(changed);
  }
  attempt(whole.substr(0, whole.size() / 2));
  attempt("");
  attempt(whole + "more");
  std::ofstream(file_, std::ios::binary | std::ios::trunc) << whole;
  EXPECT_FALSE(verify_backup(file_, std::string(32, 'x'), folder_ / "work", beside()));
  EXPECT_TRUE(verify());
}

TEST_P(BackupRoundTest, TheScheduleMakesVerifiesKeepsAndNags) {
  std::vector<Json> nags;
  BackupSchedule schedule({place(), folder_ / "backups", key_, 3'600'000, 2, clock_, random_,
                           [&](const Json& status) { nags.push_back(status); }});
  EXPECT_EQ(schedule.status()["overdue"], true);

  const auto first = schedule.step();
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_TRUE(*first);
  EXPECT_FALSE(*schedule.step());
  EXPECT_EQ(schedule.status()["overdue"], false);
  for (int i = 0; i < 3; ++i) {
    clock_.advance(3'600'001);
    EXPECT_TRUE(*schedule.step());
  }
  std::size_t kept = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / "backups")) {
    if (entry.path().extension() == ".kbackup") ++kept;
  }
  EXPECT_EQ(kept, 2U);
  EXPECT_TRUE(nags.empty());

  // A restart knows it; without room for backups it is told, once a day.
  BackupSchedule none({place(), {}, key_, 3'600'000, 2, clock_, random_, [&](const Json& status) {
                         nags.push_back(status);
                       }});
  clock_.advance(2 * 3'600'000 + 1);
  EXPECT_FALSE(*none.step());
  EXPECT_FALSE(*none.step());
  ASSERT_EQ(nags.size(), 1U);
  EXPECT_EQ(nags[0]["configured"], false);
}

TEST_P(BackupRoundTest, ABackupThatFailsIsTriedAgainAndTold) {
  std::filesystem::create_directories(folder_ / "backups");
  BackupSchedule schedule({{data_, "sqlite:" + (folder_ / "none/host.db").string()},
                           folder_ / "backups",
                           key_,
                           3'600'000,
                           2,
                           clock_,
                           random_,
                           {}});

  EXPECT_FALSE(schedule.step());
  EXPECT_NE(schedule.status()["error"], "");
  EXPECT_FALSE(*schedule.step());
  clock_.advance(900'001);
  EXPECT_FALSE(schedule.step());
}

}  // namespace

}  // namespace kontor::host
