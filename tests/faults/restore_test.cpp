// A database put back from yesterday's backup: survivors keep their seats, nothing is granted
// twice (invariant 6).

#include <gtest/gtest.h>

#include <filesystem>

#include "licensing/seats/refusal.hpp"
#include "tests/faults/seat_user.hpp"
#include "tests/faults/seats_process.hpp"
#include "tests/support/postgres.hpp"

namespace kontor::testing {
namespace {

namespace fs = std::filesystem;

// Renews until the ledger, back from the past, grants again; true if `wish` got its seat then.
bool sits_in_the_end(licensing::SeatClient& office, licensing::RemoteSeat& survivor,
                     const std::string& license_id) {
  bool renewed = true;
  const bool granted = eventually([&] {
    renewed = renewed && office.renew(survivor);
    return static_cast<bool>(office.claim(license_id, "carla", "late", "late"));
  });
  EXPECT_TRUE(renewed) << "the survivor lost its seat";
  return granted;
}

}  // namespace

class RestoreTest : public ::testing::Test {
 protected:
  // Two seats: anna's is in the backup, boris's is not.
  void take_both_seats() {
    auto first = office_->claim(server_.license_id(), "anna", "anna", "anna");
    ASSERT_TRUE(first) << first.error().message;
    anna_ = std::move(*first);
  }
  void live_on() {
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(office_->renew(anna_));
    auto second = office_->claim(server_.license_id(), "boris", "boris", "boris");
    ASSERT_TRUE(second) << second.error().message;
  }
  void expect_careful_start() {
    const auto begin = std::chrono::steady_clock::now();
    const auto early = office_->claim(server_.license_id(), "carla", "early", "early");
    ASSERT_FALSE(early) << "granted while boris may still sit";
    EXPECT_EQ(licensing::refusal_code(early.error()), "restoring");
    EXPECT_TRUE(office_->renew(anna_)) << "the survivor lost its seat";
    EXPECT_TRUE(sits_in_the_end(*office_, anna_, server_.license_id()));
    EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
    EXPECT_EQ(server_.used(), 2);
  }

  SeatsProcess server_{{.seats = 2}};
  std::unique_ptr<licensing::SeatClient> office_ =
      make_client(server_.origin(), server_.host_token());
  licensing::RemoteSeat anna_;
};

TEST_F(RestoreTest, TheRestoredBackupIsNoticedAndNothingIsGrantedTwice) {
  take_both_seats();
  const std::string folder = server_.folder() / "yesterday";
  const Outcome backup = server_.verb({"backup", folder});
  ASSERT_EQ(backup.status, 0) << backup.output;
  live_on();
  EXPECT_EQ(server_.verb({"restore", folder}).status, 1) << "the server still runs";
  ASSERT_EQ(server_.stop(), 0);
  const Outcome restore = server_.verb({"restore", folder});
  ASSERT_EQ(restore.status, 0) << restore.output;
  server_.start();

  expect_careful_start();
  EXPECT_EQ(server_.verb({"audit"}).status, 0);
}

TEST_F(RestoreTest, ACrashAfterTheRestoreDoesNotShortenTheCare) {
  take_both_seats();
  const std::string folder = server_.folder() / "yesterday";
  ASSERT_EQ(server_.verb({"backup", folder}).status, 0);
  live_on();
  ASSERT_EQ(server_.stop(), 0);
  ASSERT_EQ(server_.verb({"restore", folder}).status, 0);
  for (int crash = 0; crash < 3; ++crash) {
    server_.start();
    server_.kill_now();
  }
  server_.start();

  const auto early = office_->claim(server_.license_id(), "carla", "early", "early");
  ASSERT_FALSE(early);
  EXPECT_EQ(licensing::refusal_code(early.error()), "restoring");
}

TEST_F(RestoreTest, AnOldFileCopiedByHandIsNoticedToo) {
  take_both_seats();
  const fs::path copy = server_.folder() / "yesterday";
  ASSERT_EQ(server_.verb({"backup", copy}).status, 0);
  live_on();
  ASSERT_EQ(server_.stop(), 0);
  for (const char* part : {"seats.db-wal", "seats.db-shm"}) fs::remove(server_.folder() / part);
  fs::copy_file(copy / "seats.db", server_.folder() / "seats.db",
                fs::copy_options::overwrite_existing);
  server_.start();

  const auto early = office_->claim(server_.license_id(), "carla", "early", "early");
  ASSERT_FALSE(early);
  EXPECT_EQ(licensing::refusal_code(early.error()), "restoring");
  EXPECT_TRUE(office_->renew(anna_));
}

TEST_F(RestoreTest, ADamagedBackupOrAnothersIsRefused) {
  const fs::path copy = server_.folder() / "copy";
  ASSERT_EQ(server_.verb({"backup", copy}).status, 0);
  ASSERT_EQ(server_.stop(), 0);
  fs::resize_file(copy / "seats.db", fs::file_size(copy / "seats.db") - 4096);

  const Outcome damaged = server_.verb({"restore", copy});

  EXPECT_EQ(damaged.status, 1);
  EXPECT_NE(damaged.output.find("damaged"), std::string::npos) << damaged.output;
}

// Two nodes. The second was not there when the seats that the backup lacks were granted, so that
// only the database can tell it.
TEST(ServerRestoreTest, EveryNodeOfARestoredPostgresqlIsCareful) {
  const std::string database = PostgresCluster::shared().create_database();
  SeatsProcess first({.seats = 2, .database = database});
  SeatsProcess second({.seats = 2, .database = database, .first = &first});
  ASSERT_EQ(second.stop(), 0);
  const auto office = make_client(first.origin(), first.host_token());
  auto anna = office->claim(first.license_id(), "anna", "anna", "anna");
  ASSERT_TRUE(anna) << anna.error().message;
  const std::string folder = first.folder() / "yesterday";
  const Outcome backup = first.verb({"backup", folder});
  ASSERT_EQ(backup.status, 0) << backup.output;
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(office->renew(*anna));
  ASSERT_TRUE(office->claim(first.license_id(), "boris", "boris", "boris"));
  const Outcome early = second.verb({"restore", folder});
  EXPECT_EQ(early.status, 1);
  EXPECT_NE(early.output.find("stop all nodes"), std::string::npos) << early.output;
  ASSERT_EQ(first.stop(), 0);

  const Outcome restored = first.verb({"restore", folder});
  ASSERT_EQ(restored.status, 0) << restored.output;
  second.start();

  const auto branch = make_client(second.origin(), second.host_token());
  const auto carla = branch->claim(first.license_id(), "carla", "early", "early");
  ASSERT_FALSE(carla) << "granted while boris may still sit";
  EXPECT_EQ(licensing::refusal_code(carla.error()), "restoring");
  EXPECT_TRUE(sits_in_the_end(*branch, *anna, first.license_id()));
  EXPECT_EQ(second.used(), 2);
  EXPECT_EQ(second.verb({"audit"}).status, 0);
}

// The rows of PostgreSQL are a backup like any other: they go on in an SQLite file.
TEST(ServerRestoreTest, APostgresqlLedgerMovesIntoAFile) {
  SeatsProcess server({.seats = 2, .database = PostgresCluster::shared().create_database()});
  const auto office = make_client(server.origin(), server.host_token());
  auto anna = office->claim(server.license_id(), "anna", "anna", "anna");
  ASSERT_TRUE(anna) << anna.error().message;
  const std::string folder = server.folder() / "copy";
  ASSERT_EQ(server.verb({"backup", folder}).status, 0);
  ASSERT_EQ(server.stop(), 0);

  const Outcome restored =
      run("kontor-seats", {"--data", server.folder().string(), "restore", folder});
  ASSERT_EQ(restored.status, 0) << restored.output;
  const Outcome audit = run("kontor-seats", {"--data", server.folder().string(), "audit"});

  EXPECT_EQ(audit.status, 0) << audit.output;
  EXPECT_NE(audit.output.find("is whole"), std::string::npos) << audit.output;
}

}  // namespace kontor::testing
