#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <vector>

#include "host/server/host.hpp"
#include "tests/integration/host/running_host.hpp"
#include "tests/support/either_database.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/small_disk.hpp"

// A disk that is full while the host writes: a small tmpfs under its folder, under all of it and
// its database, or under the database's write-ahead log.
namespace kontor::host {

namespace {

class DiskFullTest : public ::testing::TestWithParam<db::Dialect> {
 protected:
  void SetUp() override {
    ASSERT_TRUE(disk_.mounted()) << testing::kNoSmallDisk;
    host_.start();
  }
  void TearDown() override {
    if (disk_.mounted()) host_.stop();
  }
  // About `bytes` of people.
  static std::string disk_people(std::size_t bytes) {
    std::string text = "Name;E-mail\n";
    for (int i = 0; text.size() < bytes; ++i)
      text += "Person " + std::to_string(i) + ";p" + std::to_string(i) + "@a.example\n";
    return text;
  }

  testing::RunningHost host_{GetParam()};
  testing::SmallDisk disk_{2, host_.folder() / "data" / "imports"};
};
INSTANTIATE_TEST_SUITE_P(Databases, DiskFullTest, testing::both_databases(),
                         testing::database_name);

TEST_P(DiskFullTest, AFileThatDoesNotFitIsRefusedAndLeavesNothing) {
  const auto refused = host_.upload("person", disk_people(std::size_t{4} << 20));

  EXPECT_FALSE(refused);
  for (const auto& left : std::filesystem::directory_iterator(disk_.folder()))
    ADD_FAILURE() << left.path();
  const auto small = host_.upload("person", disk_people(1000));
  ASSERT_TRUE(small) << small.error().message;
  EXPECT_EQ(host_.finished(*small)["state"], "done");
}

TEST_P(DiskFullTest, AnImportThatFillsTheDiskFailsAsAWholeAndTheNextOneGoesThrough) {
  // In UTF-16 it fits; turned into UTF-8 beside itself it does not.
  std::string text = "\xFF\xFE";
  for (const char c : disk_people(std::size_t{800} << 10)) text += std::string{c, '\0'};
  const auto id = host_.upload("person", text);
  ASSERT_TRUE(id) << id.error().message;

  const Json state = host_.finished(*id);

  EXPECT_EQ(state["state"], "failed");
  EXPECT_EQ(state["created"], 0);
  const auto next = host_.upload("person", disk_people(1000));
  ASSERT_TRUE(next) << next.error().message;
  EXPECT_EQ(host_.finished(*next)["state"], "done");
}

// Where temporary folders go meanwhile, that of a RunningHost too.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::filesystem::path& folder) {
    if (const char* before = std::getenv("TMPDIR")) before_ = before;
    ::setenv("TMPDIR", folder.c_str(), 1);
  }
  ~TemporaryFolder() {
    before_.empty() ? ::unsetenv("TMPDIR") : ::setenv("TMPDIR", before_.c_str(), 1);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

 private:
  std::string before_;
};

// Makes people until no more are taken; remembers those that were.
class Counted {
 public:
  explicit Counted(testing::RunningHost& host) : host_(host) {}
  Result<Json> make(const std::string& name) {
    auto made = host_.call("POST", "/api/v1/records/person", {{"fields", {{"name", name}}}});
    if (made) kept_.push_back((*made)["id"]);
    return made;
  }
  Error make_until_refused(int most) {
    Result<Json> made = make("Full");
    for (int i = 0; made && i < most; ++i) made = make("Full");
    EXPECT_FALSE(made);
    return made ? Error{ErrorCode::internal, "never refused"} : made.error();
  }
  void expect_all_there_and_no_more() {
    for (const std::string& id : kept_)
      EXPECT_TRUE(host_.call("GET", "/api/v1/records/person/" + id));
    const auto counted = host_.call("GET", "/api/v1/records/person?total=true&limit=1");
    ASSERT_TRUE(counted) << counted.error().message;
    EXPECT_EQ((*counted)["total"]["count"], kept_.size());
  }

 private:
  testing::RunningHost& host_;
  std::vector<std::string> kept_;
};

class FullDiskOfAHostTest : public ::testing::TestWithParam<db::Dialect> {
 protected:
  bool sqlite() const { return GetParam() == db::Dialect::sqlite; }
};
INSTANTIATE_TEST_SUITE_P(Databases, FullDiskOfAHostTest, testing::both_databases(),
                         testing::database_name);

TEST_P(FullDiskOfAHostTest, RecordsAreRefusedUntilThereIsRoomAndNoneIsLost) {
  const testing::SmallDisk disk(sqlite() ? 24 : 96);
  ASSERT_TRUE(disk.mounted()) << testing::kNoSmallDisk;
  const TemporaryFolder here(disk.folder());
  std::unique_ptr<testing::PostgresCluster> cluster;
  if (!sqlite())
    cluster = std::make_unique<testing::PostgresCluster>(
        testing::PostgresCluster::Place{.data = disk.folder()});
  testing::RunningHost host(cluster ? cluster->create_database() : "");
  host.start();
  Counted people(host);
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(people.make("Before"));

  disk.fill();
  const Error refused = people.make_until_refused(2000);

  EXPECT_EQ(refused.code, ErrorCode::unavailable) << refused.message;
  disk.make_room();
  if (cluster && !cluster->is_running()) cluster->restart();
  ASSERT_TRUE(testing::eventually([&] { return static_cast<bool>(people.make("After")); }));
  host.kill_now();
  host.start();
  people.expect_all_there_and_no_more();
  EXPECT_EQ(host.stop(), 0);
  EXPECT_TRUE(verify_audit_log(host.settings()));
}

TEST_P(FullDiskOfAHostTest, ABackupThatDoesNotFitLeavesNothingAndTheNextOneIsWhole) {
  const testing::SmallDisk disk(24);
  ASSERT_TRUE(disk.mounted()) << testing::kNoSmallDisk;
  const TemporaryFolder here(disk.folder());
  testing::RunningHost host(GetParam());
  host.start();
  const std::string key = (host.folder() / "key").string();
  ASSERT_EQ(testing::run("kontor-backup", {"key", "--key-file", key}).status, 0);
  const auto folder = host.folder() / "backups";
  std::filesystem::create_directories(folder);
  const auto file = (folder / "one.kbackup").string();
  const std::string data = (host.folder() / "data").string();
  testing::Arguments create{"create", file, "--key-file", key, "--data", data};
  testing::Arguments verify{"verify", file, "--key-file", key};
  if (!sqlite()) {
    for (auto* arguments : {&create, &verify})
      arguments->insert(arguments->end(), {"--database", host.settings().database});
  }

  disk.fill();
  const auto full = testing::run("kontor-backup", create);

  EXPECT_EQ(full.status, 1);
  EXPECT_NE(full.output.find("full"), std::string::npos) << full.output;
  EXPECT_FALSE(std::filesystem::exists(file));
  disk.make_room();
  const auto made = testing::run("kontor-backup", create);
  EXPECT_EQ(made.status, 0) << made.output;
  const auto verified = testing::run("kontor-backup", verify);
  EXPECT_EQ(verified.status, 0) << verified.output;
  for (const auto& left : std::filesystem::directory_iterator(folder)) {
    const std::string name = left.path().filename().string();
    EXPECT_TRUE(name == "one.kbackup" || name == "person.keys" || name.ends_with(".lock")) << name;
  }
  EXPECT_EQ(host.stop(), 0);
}

// PostgreSQL stops, all of it, when its write-ahead log has no room.
TEST(FullLogOfADatabaseTest, TheHostGoesOnByItselfOnceTheDatabaseIsBackAndNothingIsLost) {
  const testing::SmallDisk disk(32);
  ASSERT_TRUE(disk.mounted()) << testing::kNoSmallDisk;
  testing::PostgresCluster cluster({.log = disk.folder()});
  testing::RunningHost host(cluster.create_database());
  host.start();
  Counted people(host);
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(people.make("Before"));

  disk.fill();
  const Error refused = people.make_until_refused(5000);

  EXPECT_EQ(refused.code, ErrorCode::unavailable) << refused.message;
  EXPECT_TRUE(testing::eventually([&] { return !cluster.is_running(); }));
  disk.make_room();
  cluster.restart();
  ASSERT_TRUE(testing::eventually([&] { return static_cast<bool>(people.make("After")); }));
  people.expect_all_there_and_no_more();
  EXPECT_EQ(host.stop(), 0);
  EXPECT_TRUE(verify_audit_log(host.settings()));
}

}  // namespace

}  // namespace kontor::host
