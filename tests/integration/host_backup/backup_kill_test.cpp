#include <chrono>
#include <thread>

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "tests/integration/host_backup/backup_fixture.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/program.hpp"

// The real program, killed at one moment after the other.
namespace kontor::host {

namespace {

class BackupKillTest : public testing::BackupTest {
 protected:
  BackupKillTest() {
    EXPECT_TRUE(write_file(key_file_, hex_encode(key_) + "\n", FileMode::secret));
  }
  testing::Arguments creating() const {
    return {"create", file_.string(), "--key-file", key_file_.string(),
            "--data", data_.string(), "--database", url_};
  }
  // How long it takes undisturbed, so that the kills fall all over it.
  std::int64_t took_ms(const testing::Arguments& arguments) {
    const auto begin = std::chrono::steady_clock::now();
    const auto outcome = testing::run("kontor-backup", arguments);
    EXPECT_EQ(outcome.status, 0) << outcome.output;
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                                 begin)
        .count();
  }
  void kill_after(const testing::Arguments& arguments, std::int64_t ms) {
    testing::Program program("kontor-backup", arguments, folder_ / "log");
    std::this_thread::sleep_for(std::chrono::milliseconds(ms));
    program.kill_now();
  }
  std::size_t leftovers() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      const std::string name = entry.path().filename().string();
      if (name.ends_with(".part") || name.starts_with(".kontor-backup-")) ++count;
    }
    return count;
  }

  const std::filesystem::path key_file_ = folder_ / "backup.key";
};
INSTANTIATE_TEST_SUITE_P(Databases, BackupKillTest, testing::both_databases(),
                         testing::database_name);

TEST_P(BackupKillTest, AKilledBackupLeavesAWholeOneOrNoneAndTheNextSweeps) {
  const std::int64_t whole_ms = took_ms(creating());
  for (int i = 0; i < 12; ++i) {
    std::filesystem::remove(file_);
    kill_after(creating(), whole_ms * i / 10);
    if (std::filesystem::exists(file_)) {
      const auto verified = verify();
      EXPECT_TRUE(verified) << verified.error().message;
    }
  }
  std::filesystem::remove(file_);

  took_ms(creating());

  EXPECT_EQ(leftovers(), 0U);
  EXPECT_TRUE(verify());
}

TEST_P(BackupKillTest, AKilledRestoreLeavesAWholeHostOrNone) {
  took_ms(creating());
  const auto restoring = [&](const BackupPlace& to) {
    testing::Arguments arguments = {"restore", file_.string(),   "--key-file",   key_file_.string(),
                                    "--data",  to.data.string(), "--no-erasures"};
    if (!sqlite()) arguments.insert(arguments.end(), {"--database", to.database_url});
    return arguments;
  };
  const auto data = folder_ / "restored";
  const std::int64_t whole_ms = took_ms(restoring(target()));
  for (int i = 0; i < 10; ++i) {
    std::filesystem::remove_all(data);
    kill_after(restoring(target()), whole_ms * i / 9);
    if (!std::filesystem::exists(data)) continue;
    EXPECT_EQ(read_file(data / "keys/access.key", 100).value(), kAccessKey);
    EXPECT_TRUE(std::filesystem::exists(data / "files/ab/1"));
  }
  std::filesystem::remove_all(data);

  took_ms(restoring(target()));

  EXPECT_EQ(leftovers(), 0U);
}

TEST_P(BackupKillTest, TheProgramTellsWhatIsWrong) {
  const std::string key = key_file_.string();
  took_ms(creating());
  EXPECT_EQ(testing::run("kontor-backup", creating()).status, 1);
  EXPECT_EQ(testing::run("kontor-backup", {"verify", file_.string(), "--key-file", "/none"}).status,
            1);
  const auto unsaid = testing::run("kontor-backup", {"restore", file_.string(), "--key-file", key,
                                                     "--data", (folder_ / "restored").string()});
  EXPECT_EQ(unsaid.status, 1);
  EXPECT_NE(unsaid.output.find("--erasures"), std::string::npos);
  std::filesystem::permissions(key_file_, std::filesystem::perms::group_read,
                               std::filesystem::perm_options::add);
  EXPECT_EQ(testing::run("kontor-backup", {"verify", file_.string(), "--key-file", key}).status, 1);
  std::filesystem::permissions(key_file_, std::filesystem::perms::owner_read);
  std::ofstream(file_, std::ios::app) << "x";
  testing::Arguments verifying = {"verify", file_.string(), "--key-file", key};
  if (!sqlite()) verifying.insert(verifying.end(), {"--database", url_});
  EXPECT_EQ(testing::run("kontor-backup", verifying).status, 2);
}

}  // namespace

}  // namespace kontor::host
