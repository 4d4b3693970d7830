#include "host/backup/person_keys.hpp"
#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "host/access/audit_log.hpp"
#include "host/gdpr/erase_records.hpp"
#include "host/store/record_tables.hpp"
#include "tests/integration/host_backup/backup_fixture.hpp"

// A backup forgets with its keys: erasing a person makes noise of what every backup holds of them.
namespace kontor::host {

namespace {

class PersonKeysTest : public testing::BackupTest {
 protected:
  void erase(const std::string& person) {
    Tombstones tombstones(std::string(32, '\xaa'));
    RecordEraser eraser{*database_, *records_, *outbox_, clock_, tombstones};
    const auto erased = eraser.erase({"system", "system"}, person, "e1", {});
    ASSERT_TRUE(erased) << erased.error().message;
  }
  // The keys beside the backups as the next backup leaves them.
  void renew_keys() {
    const auto keys = read_person_keys(*database_);
    ASSERT_TRUE(keys);
    clock_.advance(1000);
    ASSERT_TRUE(write_person_keys(folder_ / "person.keys", *keys, key_, clock_.now_ms(), random_));
  }
  static std::int64_t count_in(const std::string& url, const std::string& sql) {
    const auto database = db::Database::open(url).value();
    const auto row = database->read([&](db::Session& session) { return session.query_row(sql); });
    return row && *row ? (*row)->integer(0) : -1;
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, PersonKeysTest, testing::both_databases(),
                         testing::database_name);

TEST_P(PersonKeysTest, R54ABackupForgetsWhoWasErasedAfterItWasMade) {
  const Record anna = make("person", {{"first_name", "Anna"}, {"email", "a@kontor.example"}});
  make("deal", {{"title", "Hers"}, {"person", anna.id}});
  make("lead", {{"title", "Fair"}, {"email", "lead@kontor.example"}, {"person", anna.id}});
  ASSERT_TRUE(records_->add_to_timeline(
      admin_, {.subject_entity = "person", .subject = anna.id, .kind = "note", .summary = "tea"}));
  ASSERT_TRUE(backup());
  erase(anna.id);
  renew_keys();
  const BackupPlace to = target();

  const auto verified = verify();
  const auto restored = restore_backup(file_, key_, to, {});

  ASSERT_TRUE(verified) << verified.error().message;
  ASSERT_TRUE(restored) << restored.error().message;
  EXPECT_EQ(count_in(to.database_url, "SELECT COUNT(*) FROM record_person"), 20);
  EXPECT_EQ(count_in(to.database_url, "SELECT COUNT(*) FROM record_deal"), 1);
  EXPECT_EQ(count_in(to.database_url, "SELECT COUNT(*) FROM record_deal WHERE person IS NOT NULL"),
            0);
  EXPECT_EQ(count_in(to.database_url, "SELECT COUNT(*) FROM record_lead"), 0);
  EXPECT_EQ(count_in(to.database_url, "SELECT COUNT(*) FROM record_activity"), 0);
  // Nobody writes them back there either.
  EXPECT_EQ(count_in(to.database_url, "SELECT COUNT(*) FROM erased_person"), 1);
}

TEST_P(PersonKeysTest, R54ABackupForgetsWhatHangsOnTheirRecordsToo) {
  const Record anna = make("person", {{"first_name", "Anna"}, {"email", "a@kontor.example"}});
  const Record deal = make("deal", {{"title", "Hers"}, {"person", anna.id}});
  const Record lead = make("lead", {{"title", "Dan"}, {"email", "dan@kontor.example"}});
  make("case", {{"title", "Sleepless"}, {"person", anna.id}});
  make("case", {{"title", "Nobody's"}});
  for (const Record& record : {deal, lead}) {
    ASSERT_TRUE(records_->add_to_timeline(
        admin_,
        {.subject_entity = record.entity, .subject = record.id, .kind = "note", .summary = "tea"}));
    make("task", {{"title", "Call"}, {"subject_entity", record.entity}, {"subject", record.id}});
  }
  ASSERT_TRUE(backup());
  erase(anna.id);
  renew_keys();
  const BackupPlace to = target();

  const auto restored = restore_backup(file_, key_, to, {});

  ASSERT_TRUE(restored) << restored.error().message;
  // Dan's stay.
  EXPECT_EQ(count_in(to.database_url, "SELECT COUNT(*) FROM record_activity"), 1);
  EXPECT_EQ(count_in(to.database_url, "SELECT COUNT(*) FROM record_task"), 1);
  EXPECT_EQ(count_in(to.database_url, "SELECT COUNT(*) FROM record_lead"), 1);
  EXPECT_EQ(count_in(to.database_url, "SELECT COUNT(*) FROM record_case"), 1);
  EXPECT_EQ(count_in(to.database_url, "SELECT COUNT(*) FROM record_deal"), 1);
}

TEST_P(PersonKeysTest, NothingAboutPeopleIsInTheBackupsDatabase) {
  ASSERT_TRUE(backup());
  // Whoever has the backup and its key, but not the people's keys.
  std::filesystem::remove(folder_ / "person.keys");

  const auto refused = verify();

  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().detail.find("no-person-keys"), std::string::npos);
}

TEST_P(PersonKeysTest, KeysOlderThanTheBackupAreRefusedAndNobodyIsLost) {
  ASSERT_TRUE(backup());
  const std::string old = read_file(folder_ / "person.keys", 1 << 20).value();
  clock_.advance(1000);
  make("person", {{"first_name", "New"}});
  std::filesystem::remove(file_);
  ASSERT_TRUE(backup());
  ASSERT_TRUE(write_file(folder_ / "person.keys", old, FileMode::secret));

  const auto refused = verify();

  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().detail.find("person-keys-too-old"), std::string::npos);
}

TEST_P(PersonKeysTest, SearchAndOldBackupsWorkAfterARestore) {
  make("person", {{"first_name", "Zebra"}});
  ASSERT_TRUE(backup());
  const BackupPlace to = target();
  ASSERT_TRUE(restore_backup(file_, key_, to, {}));

  const auto database = db::Database::open(to.database_url).value();
  const auto definitions = Definitions::builtin().value();
  ASSERT_TRUE(prepare_database(*database, *definitions));
  Outbox outbox(*database, clock_, ids_);
  Records records({*database, *definitions, outbox, clock_, ids_});
  const auto found = records.list(Principal::system(), {.entity = "person", .text = "zebr"});

  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->records.size(), 1U);
  EXPECT_TRUE(records.create(Principal::system(), "person", {{"first_name", "Next"}}));
  EXPECT_EQ(read_person_keys(*database)->size(), read_person_keys(*database_)->size());
}

TEST_P(PersonKeysTest, AMomentIsTheNewestBackupNotYoungerThanIt) {
  const auto folder = folder_ / "backups";
  std::filesystem::create_directories(folder);
  const TimeMs first_ms = clock_.now_ms();
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(write_file(folder / backup_name(first_ms + i * 60'000), "x"));
  }

  EXPECT_EQ(backup_at(folder, first_ms + 90'000).value(), folder / backup_name(first_ms + 60'000));
  EXPECT_EQ(backup_at(folder, first_ms + 60'000).value(), folder / backup_name(first_ms + 60'000));
  EXPECT_EQ(backup_at(folder, first_ms - 1).error().code, ErrorCode::not_found);
}

}  // namespace

}  // namespace kontor::host
