#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <random>

#include "tests/integration/licensing/ledger_fixture.hpp"

extern char** environ;

namespace kontor::licensing {
namespace {

constexpr std::int64_t kSeatsSold = 4;
constexpr int kCuts = 6;

// Runs licensing_claimer, kills it with SIGKILL after so many lines and gives the last.
std::string claims_until_killed(const std::string& url, const std::string& license_id,
                                const std::string& name, int lines) {
  int ends[2];
  if (pipe(ends) != 0) return "";
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, ends[1], 1);
  posix_spawn_file_actions_addclose(&files, ends[0]);
  posix_spawn_file_actions_addclose(&files, ends[1]);
  const std::string program =
      std::filesystem::read_symlink("/proc/self/exe").parent_path() / "licensing_claimer";
  std::array<char*, 5> arguments = {
      const_cast<char*>(program.c_str()), const_cast<char*>(url.c_str()),
      const_cast<char*>(license_id.c_str()), const_cast<char*>(name.c_str()), nullptr};
  pid_t child = 0;
  const int failed =
      posix_spawn(&child, program.c_str(), &files, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  close(ends[1]);
  if (failed != 0) return "";
  std::string text;
  std::string last;
  char letter = 0;
  while (lines > 0 && read(ends[0], &letter, 1) == 1) {
    if (letter != '\n') {
      text += letter;
    } else {
      last = std::exchange(text, "");
      --lines;
    }
  }
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  close(ends[0]);
  return last;
}

class PowerCutTest : public LedgerFixture {
 protected:
  // PostgreSQL finishes what the dead process had already sent.
  void wait_for_the_server() {
    if (GetParam() == db::Dialect::sqlite) return;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (std::chrono::steady_clock::now() < deadline) {
      const auto busy = database_->read([](db::Session& session) {
        return session.query_row(R"sql(
            SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
              AND pid <> pg_backend_pid() AND state <> 'idle')sql");
      });
      if ((*busy)->integer(0) == 0) return;
    }
    FAIL() << "the server is still at work for a dead process";
  }
};

TEST_P(PowerCutTest, AProcessKilledAtAnyPointNeitherLeaksNorDoublesASeat) {
  const std::string id = install(SeatModel::concurrent, kSeatsSold);
  std::minstd_rand dice(7);
  for (int cut = 0; cut < kCuts; ++cut) {
    const std::string last = claims_until_killed(url_, id, "life" + std::to_string(cut),
                                                 3 + static_cast<int>(dice() % 20));
    ASSERT_NE(last, "");
    wait_for_the_server();
    ASSERT_LE(used(), kSeatsSold);

    const std::int64_t before = used();
    const auto replayed = ledger_->claim(
        Claim{.license_id = id, .subject = last, .session = last, .idempotency_key = last});
    if (replayed) {
      EXPECT_LE(used(), before + 1);
      EXPECT_EQ(ledger_->release_session(last).value(), 1) << "one seat, however often asked";
    } else {
      // Released in its first life already, or the house was full.
      EXPECT_NE(code_of(replayed), "") << replayed.error().message;
    }
    const std::vector<Holder> left = ledger_->holders(id).value();
    for (const Holder& holder : left) {
      ASSERT_TRUE(ledger_->release_session(holder.subject));
    }
    ASSERT_EQ(used(), 0);
  }
  const auto audit = ledger_->audit();
  ASSERT_TRUE(audit);
  EXPECT_TRUE(audit->whole()) << audit->findings.front().text;
}

INSTANTIATE_TEST_SUITE_P(Databases, PowerCutTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::licensing
