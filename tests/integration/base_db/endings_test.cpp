#include "base/db/endings.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/either_database.hpp"

namespace kontor::db {
namespace {

constexpr int kAdders = 8;
constexpr int kTurns = 25;

// What is added, and in how many statements it was written.
class Sum final : public Ending {
 public:
  void add(std::int64_t value) { now_ += value; }
  Status write(Session& session) override {
    if (now_ == 0) return ok();
    return session.later("UPDATE sum SET value = value + $1, writes = writes + 1",
                         {std::exchange(now_, 0)});
  }
  void keep() override { kept_ = now_; }
  void forget() override { now_ = kept_; }

 private:
  std::int64_t now_ = 0;
  std::int64_t kept_ = 0;
};

class LeftToTheEndTest : public testing::EitherDatabase {
 protected:
  LeftToTheEndTest() {
    database_->take_turns();
    EXPECT_TRUE(database_->transaction([](Session& session) -> Status {
      TRY(session.execute("CREATE TABLE mark (id TEXT PRIMARY KEY)"));
      TRY(session.execute("CREATE TABLE sum (value BIGINT NOT NULL, writes BIGINT NOT NULL)"));
      TRY(session.execute("INSERT INTO sum VALUES (0, 0)"));
      return ok();
    }));
  }
  static Status mark(Session& session, int writer, int round) {
    return session.later("INSERT INTO mark VALUES ($1)",
                         {std::to_string(writer) + "." + std::to_string(round)});
  }
  static Status add(Session& session, std::int64_t value) {
    endings(session).of<Sum>().add(value);
    return ok();
  }
  std::int64_t number(const char* sql) {
    const auto read = database_->read([&](Session& session) -> Result<std::int64_t> {
      return TRY(session.query_row(sql))->integer(0);
    });
    return read ? *read : -1;
  }
  std::int64_t sum() { return number("SELECT value FROM sum"); }
  std::int64_t marks() { return number("SELECT COUNT(*) FROM mark"); }
  template <typename Write>
  static void in_many_threads(const Write& write) {
    std::vector<std::thread> threads;
    threads.reserve(kAdders);
    for (int writer = 0; writer < kAdders; ++writer) {
      threads.emplace_back([&write, writer] {
        for (int round = 0; round < kTurns; ++round) write(writer, round);
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
};

TEST_P(LeftToTheEndTest, AreWrittenWithTheTransactionAndOnceForAllItDid) {
  ASSERT_TRUE(database_->transaction([](Session& session) -> Status {
    TRY(add(session, 2));
    return add(session, 3);
  }));

  EXPECT_EQ(sum(), 5);
  EXPECT_EQ(number("SELECT writes FROM sum"), 1);
}

TEST_P(LeftToTheEndTest, OfARefusedTransactionAreNotWritten) {
  EXPECT_FALSE(database_->transaction([](Session& session) -> Status {
    TRY(add(session, 2));
    return Error{ErrorCode::forbidden, "not today"};
  }));
  EXPECT_TRUE(database_->transaction([](Session& session) { return add(session, 3); }));

  EXPECT_EQ(sum(), 3);
}

TEST_P(LeftToTheEndTest, AreSeenOnceTheyAreWrittenEarly) {
  const auto seen = database_->transaction([](Session& session) -> Result<std::int64_t> {
    TRY(add(session, 2));
    TRY(endings(session).write(session));
    return TRY(session.query_row("SELECT value FROM sum"))->integer(0);
  });

  ASSERT_TRUE(seen);
  EXPECT_EQ(*seen, 2);
  EXPECT_EQ(sum(), 2);
}

// Refused before it asked anything, after it asked, by a rule of the database, and after it wrote
// what others had left: each takes back its own and nothing else.
TEST_P(LeftToTheEndTest, ThoseWhoShareACommitLoseOnlyWhatTheyLeftThemselves) {
  ASSERT_TRUE(database_->transaction([](Session& session) { return mark(session, -1, 0); }));

  in_many_threads([&](int writer, int round) {
    const Status written = database_->transaction([&](Session& session) -> Status {
      TRY(mark(session, writer, round));
      TRY(add(session, 1));
      if (writer == 1) return Error{ErrorCode::forbidden, "not today"};
      if (writer == 3) return mark(session, -1, 0);
      if (writer % 2 == 1) TRY(session.query("SELECT 1"));
      if (writer == 5) TRY(endings(session).write(session));
      if (writer % 2 == 1) return Error{ErrorCode::forbidden, "not today"};
      if (writer == 2) TRY(session.query("SELECT COUNT(*) FROM mark"));
      if (writer == 4) TRY(session.execute("UPDATE mark SET id = id WHERE id = ''"));
      return ok();
    });
    EXPECT_EQ(static_cast<bool>(written), writer % 2 == 0);
  });

  EXPECT_EQ(marks(), 1 + kAdders / 2 * kTurns);
  EXPECT_EQ(sum(), kAdders / 2 * kTurns);
}

INSTANTIATE_TEST_SUITE_P(Databases, LeftToTheEndTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::db
