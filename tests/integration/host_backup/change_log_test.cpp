#include <fstream>
#include <map>
#include <set>

#include "host/access/audit_log.hpp"
#include "host/backup/change_keeper.hpp"
#include "host/backup/database_summary.hpp"
#include "host/backup/person_keys.hpp"
#include "tests/integration/host_backup/backup_fixture.hpp"

// Back to any moment between two backups, by the log of changes.
namespace kontor::host {

namespace {

class ChangeLogTest : public testing::BackupTest {
 protected:
  ChangeLogTest() {
    std::filesystem::create_directories(backups_);
    attach();
  }
  ~ChangeLogTest() override { importer_->stop(); }
  // The keeper of a host that was killed goes without a word.
  void attach() {
    auto made = ChangeKeeper::attach(*database_, {backups_, key_, kKeptMs, clock_, random_});
    ASSERT_TRUE(made) << made.error().message;
    keeper_ = std::move(*made);
  }
  void back_up() {
    clock_.advance(1000);
    const auto made =
        create_backup(place(), backups_ / backup_name(clock_.now_ms()), key_, clock_, random_);
    ASSERT_TRUE(made) << made.error().message;
    clock_.advance(1000);
  }
  // Of a database but for the head of the log, whose line is another one after a restore.
  static std::map<std::string, TableSummary> tables_of(db::Database& database) {
    std::map<std::string, TableSummary> tables;
    const auto found = database.read([](db::Session& session) { return summarise(session); });
    EXPECT_TRUE(found);
    for (const TableSummary& table : *found)
      if (table.name != "chain_head") tables[table.name] = table;
    return tables;
  }
  Result<BackupManifest> restored(const BackupPlace& to, TimeMs moment_ms,
                                  const std::vector<std::string>& erased = {}) {
    const auto base = TRY(backup_at(backups_, moment_ms));
    return restore_backup(base, key_, to, erased, LaterMoment{backups_, moment_ms});
  }
  void expect_same(const std::map<std::string, TableSummary>& wanted, const BackupPlace& to) {
    const auto database = db::Database::open(to.database_url).value();
    const auto found = tables_of(*database);
    for (const auto& [name, table] : wanted) {
      const auto other = found.find(name);
      ASSERT_NE(other, found.end()) << name;
      EXPECT_EQ(other->second.rows, table.rows) << name;
      EXPECT_EQ(other->second.hash, table.hash) << name;
    }
  }
  void expect_restored_to_now(const std::map<std::string, TableSummary>& wanted,
                              const BackupPlace& to) {
    const auto done = restored(to, clock_.now_ms());
    ASSERT_TRUE(done) << done.error().message;
    expect_same(wanted, to);
  }
  std::filesystem::path newest_file() const { return change_files(backups_).back(); }

  static constexpr std::int64_t kKeptMs = std::int64_t{7} * 86'400'000;
  const std::filesystem::path backups_ = folder_ / "backups";
  std::unique_ptr<ChangeKeeper> keeper_;
};
INSTANTIATE_TEST_SUITE_P(Databases, ChangeLogTest, testing::both_databases(),
                         testing::database_name);

TEST_P(ChangeLogTest, ARestoreGoesToAnyMomentBetweenTwoBackups) {
  back_up();
  const auto kept = make("person", {{"name", "Kept"}, {"phone", "+46701234567"}});
  const auto other = make("person", {{"name", "Other"}});
  ASSERT_TRUE(desk_->add_field(
      admin_, "person", {{"name", "x_shoe"}, {"type", "text"}, {"labels", {{"en", "Shoe"}}}}));
  ASSERT_TRUE(records_->update(admin_, "person", kept.id, {}, {{"x_shoe", "42 é 'quoted'"}}));
  ASSERT_TRUE(records_->merge(admin_, "person", kept.id, {other.id}, Json::object()));
  EXPECT_EQ(import("person", "Name;E-mail\nA;a@a.example\nB;b@a.example\n").counts.created, 2);
  const TimeMs moment_ms = clock_.now_ms();
  const auto wanted = tables_of(*database_);
  clock_.advance(60'000);
  ASSERT_TRUE(records_->remove(admin_, "person", kept.id, {}));
  make("organisation", {{"name", "Later"}});
  clock_.advance(60'000);
  back_up();

  const BackupPlace to = target();
  const auto done = restored(to, moment_ms + 30'000);

  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->reached_at_ms, moment_ms);
  expect_same(wanted, to);
}

TEST_P(ChangeLogTest, AHostKilledAgainAndAgainLosesNoChange) {
  back_up();
  for (int i = 0; i < 4; ++i) {
    make("person", {{"name", "Round " + std::to_string(i)}});
    attach();
    EXPECT_FALSE(keeper_->wants_backup()) << i;
    clock_.advance(1000);
  }
  // Half a piece, as a power cut leaves it.
  {
    std::ofstream half(newest_file(), std::ios::binary | std::ios::app);
    half << std::string("\0\0\1\0half", 8);
  }
  attach();
  make("person", {{"name", "After"}});
  const auto wanted = tables_of(*database_);

  expect_restored_to_now(wanted, target());
}

TEST_P(ChangeLogTest, ATransactionThatIsNotCommittedIsNotDoneAgain) {
  back_up();
  const auto refused = database_->transaction([&](db::Session& session) -> Status {
    TRY(session.execute("UPDATE chain_head SET hash = 'wrong' WHERE name = 'outbox'"));
    const db::Changes changes{
        {{"UPDATE chain_head SET hash = 'wrong' WHERE name = 'outbox'", {}, 1}}};
    // As when the commit fails after the log was told.
    TRY(keeper_->about_to_commit(session, changes));
    return Error{ErrorCode::unavailable, "the commit failed"};
  });
  ASSERT_FALSE(refused);
  make("person", {{"name", "After"}});
  const auto wanted = tables_of(*database_);

  const BackupPlace to = target();
  expect_restored_to_now(wanted, to);
  const auto database = db::Database::open(to.database_url).value();
  const auto heads = database->read([](db::Session& session) {
    return session.query("SELECT 1 FROM chain_head WHERE hash = 'wrong'");
  });
  EXPECT_TRUE(heads && heads->empty());
}

TEST_P(ChangeLogTest, R54WhoWasErasedSinceIsNotBroughtBackByTheLog) {
  const auto before = make("person", {{"name", "Before"}});
  back_up();
  ASSERT_TRUE(records_->update(admin_, "person", before.id, {}, {{"role", "Boss"}}));
  const auto after = make("person", {{"name", "After"}});
  const auto stays = make("person", {{"name", "Stays"}});
  // Erased at once and for good: their key goes from the file beside the backups.
  const auto database = db::Database::open(url_).value();
  PersonKeys keys = read_person_keys(*database).value();
  keys.erase(before.id);
  ASSERT_TRUE(write_person_keys(person_keys_beside(backups_ / "any"), keys, key_, clock_.now_ms(),
                                random_));

  const BackupPlace to = target();
  const auto done = restored(to, clock_.now_ms(), {after.id});

  ASSERT_TRUE(done) << done.error().message;
  const auto again = db::Database::open(to.database_url).value();
  const auto people = again->read([](db::Session& session) {
    return session.query("SELECT id FROM record_person WHERE deleted_at_ms IS NULL");
  });
  ASSERT_TRUE(people);
  std::set<std::string> ids;
  for (const db::Row& row : *people) ids.insert(row.text(0));
  EXPECT_FALSE(ids.contains(before.id));
  EXPECT_FALSE(ids.contains(after.id));
  EXPECT_TRUE(ids.contains(stays.id));
  EXPECT_TRUE(AuditLog::verify(*again));
}

TEST_P(ChangeLogTest, AGapOrAChangeIsToldAndNeverBridged) {
  back_up();
  make("person", {{"name", "One"}});
  clock_.advance(1000);
  attach();
  make("person", {{"name", "Two"}});
  clock_.advance(1000);
  attach();
  const auto files = change_files(backups_);
  ASSERT_EQ(files.size(), 3U);
  const auto hidden = folder_ / "hidden";
  std::filesystem::rename(files[1], hidden);

  clock_.advance(1000);
  make("person", {{"name", "Three"}});
  const BackupPlace nowhere{folder_ / "none", target().database_url};

  const auto gap = restored(nowhere, clock_.now_ms());

  ASSERT_FALSE(gap);
  EXPECT_EQ(gap.error().detail, R"({"code":"changes-missing"})");
  std::filesystem::rename(hidden, files[1]);
  std::fstream file(files[1], std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(-3, std::ios::end);
  file << "x";
  file.close();
  const BackupPlace elsewhere{folder_ / "none", target().database_url};
  EXPECT_EQ(restored(elsewhere, clock_.now_ms()).error().code, ErrorCode::untrusted);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "none"));
}

TEST_P(ChangeLogTest, ALogThatCannotBeWrittenStopsNobodyAndWantsABackup) {
  back_up();
  EXPECT_TRUE(keeper_->wants_backup());  // The first of all.
  std::filesystem::remove_all(backups_);
  clock_.advance(2 * ChangeKeeper::kFileMsMax);

  make("person", {{"name", "Unlogged"}});

  EXPECT_TRUE(keeper_->wants_backup());
  std::filesystem::create_directories(backups_);
  clock_.advance(60'000);
  make("person", {{"name", "Logged"}});
  EXPECT_FALSE(keeper_->wants_backup());
  back_up();
  make("person", {{"name", "Logged, too"}});
  const auto wanted = tables_of(*database_);
  expect_restored_to_now(wanted, target());
}

TEST_P(ChangeLogTest, OldFilesGoAndWithThemWhatTheySay) {
  for (int day = 0; day < 10; ++day) {
    make("person", {{"name", "Day " + std::to_string(day)}});
    clock_.advance(86'400'000);
    keeper_->tend();
  }
  // Seven days, and the file in which the eighth ends.
  EXPECT_LE(change_files(backups_).size(), 9U);
  EXPECT_GE(change_files(backups_).size(), 7U);
}

}  // namespace

}  // namespace kontor::host
