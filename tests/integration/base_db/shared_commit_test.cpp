#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "base/db/change_log.hpp"
#include "base/db/database.hpp"
#include "tests/support/either_database.hpp"

namespace kontor::db {
namespace {

constexpr int kWriters = 8;
constexpr std::chrono::seconds kPatience{60};

class SharedCommitTest : public testing::EitherDatabase {
 protected:
  SharedCommitTest() {
    database_->take_turns();
    EXPECT_TRUE(database_->transaction([](Session& session) {
      return session.execute("CREATE TABLE mark (id TEXT PRIMARY KEY, value BIGINT NOT NULL)");
    }));
  }
  static std::string id_of(int writer, int round) {
    return std::to_string(writer) + "." + std::to_string(round);
  }
  static Status put(Session& session, const std::string& id) {
    return session.later("INSERT INTO mark VALUES ($1, 1)", {id});
  }
  std::int64_t marks() {
    const auto count = database_->read([](Session& session) -> Result<std::int64_t> {
      return TRY(session.query_row("SELECT COUNT(*) FROM mark"))->integer(0);
    });
    return count ? *count : -1;
  }
  // Runs `write` for (writer, round) in as many threads as writers, round after round, until one
  // has written in the thread of another one.
  template <typename Write>
  int rounds_until_shared(const Write& write) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    std::atomic<bool> shared = false;
    int rounds = 0;
    while (!shared && std::chrono::steady_clock::now() < end) {
      std::vector<std::thread> threads;
      threads.reserve(kWriters);
      for (int writer = 0; writer < kWriters; ++writer) {
        threads.emplace_back([&, writer, round = rounds] {
          write(writer, round, [&, mine = std::this_thread::get_id()] {
            if (std::this_thread::get_id() != mine) shared = true;
          });
        });
      }
      for (std::thread& thread : threads) thread.join();
      ++rounds;
    }
    EXPECT_TRUE(shared) << "no two transactions ever shared a commit";
    return rounds;
  }
};

TEST_P(SharedCommitTest, ManyWritersShareACommitAndEachIsThereWhenItReturns) {
  const auto second = open_again();  // As another process sees it.
  const int rounds = rounds_until_shared([&](int writer, int round, const auto& look) {
    const std::string id = id_of(writer, round);
    const Status written = database_->transaction([&](Session& session) {
      look();
      return put(session, id);
    });
    EXPECT_TRUE(written) << written.error().message;
    const auto seen = second->read([&](Session& session) {
      return session.query_row("SELECT 1 FROM mark WHERE id = $1", {id});
    });
    ASSERT_TRUE(seen);
    EXPECT_TRUE(seen->has_value());
  });

  EXPECT_EQ(marks(), kWriters * rounds);
}

TEST_P(SharedCommitTest, OneThatIsRefusedOrThrowsOrBreaksARuleTakesNobodyWithIt) {
  const int rounds = rounds_until_shared([&](int writer, int round, const auto& look) {
    const std::string id = id_of(writer, round);
    const auto write = [&](auto&& end) {
      return database_->transaction([&](Session& session) -> Status {
        look();
        TRY(put(session, id));
        return end(session);
      });
    };
    if (writer % 4 == 1) {
      const Status refused = write([](Session&) -> Status {
        return Error{ErrorCode::forbidden, "not today"};
      });
      EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
    } else if (writer % 4 == 2) {
      EXPECT_THROW(static_cast<void>(write([](Session&) -> Status { throw 7; })), int);
    } else if (writer % 4 == 3) {
      const Status twice = write([&](Session& session) { return put(session, id); });
      EXPECT_EQ(twice.error().code, ErrorCode::conflict);
    } else {
      EXPECT_TRUE(write([](Session&) { return ok(); }));
    }
  });

  EXPECT_EQ(marks(), kWriters / 4 * rounds);
}

class Told final : public ChangeLog {
 public:
  Status about_to_commit(Session& session, const Changes& changes) override {
    TRY(session.query("SELECT 1"));
    const std::lock_guard lock(mutex_);
    for (const Change& change : changes.list) ids_.push_back(Row(change.parameters).text(0));
    return ok();
  }
  std::vector<std::string> ids() {
    const std::lock_guard lock(mutex_);
    return ids_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> ids_;
};

TEST_P(SharedCommitTest, ManyRowsOfWhichOneBreaksARuleTakeNobodyWithThem) {
  constexpr std::int64_t kMany = 200;
  const int rounds = rounds_until_shared([&](int writer, int round, const auto& look) {
    const std::string id = id_of(writer, round);
    std::vector<std::vector<Value>> rows;
    for (std::int64_t i = 0; i < kMany; ++i) rows.push_back({id + "." + std::to_string(i), i});
    const bool breaks = writer % 2 == 1;
    if (breaks) rows.back() = rows.front();
    const Status written = database_->transaction([&](Session& session) -> Status {
      look();
      TRY(put(session, id));
      return session.insert_rows("mark", {"id", "value"}, rows);
    });
    if (breaks) {
      EXPECT_EQ(written.error().code, ErrorCode::conflict);
    } else {
      EXPECT_TRUE(written) << written.error().message;
    }
  });

  EXPECT_EQ(marks(), kWriters / 2 * rounds * (kMany + 1));
}

TEST_P(SharedCommitTest, TheLogHearsOfWhatWasKeptAndOfNothingElse) {
  Told told;
  database_->tell(told);
  const int rounds = rounds_until_shared([&](int writer, int round, const auto& look) {
    const Status written = database_->transaction([&](Session& session) -> Status {
      look();
      TRY(put(session, id_of(writer, round)));
      if (writer % 2 == 1) return Error{ErrorCode::forbidden, "not today"};
      return ok();
    });
    EXPECT_EQ(static_cast<bool>(written), writer % 2 == 0);
  });

  const auto ids = told.ids();
  EXPECT_EQ(ids.size(), static_cast<std::size_t>(kWriters / 2 * rounds));
  EXPECT_EQ(marks(), kWriters / 2 * rounds);
}

TEST_P(SharedCommitTest, AStatementPutOffFailsItsTransactionAtTheLatestAtTheCommit) {
  const auto write = [&](const std::string& id) {
    return database_->transaction([&](Session& session) { return put(session, id); });
  };
  ASSERT_TRUE(write("a"));

  EXPECT_EQ(write("a").error().code, ErrorCode::conflict);
  EXPECT_EQ(database_
                ->transaction([&](Session& session) -> Status {
                  TRY(put(session, "b"));
                  return session.later("INSERT INTO mark VALUES ($1, 1)", {std::string("\xff")});
                })
                .error()
                .code,
            ErrorCode::invalid_argument);
  EXPECT_TRUE(write("c")) << "the connection must be good again";
  EXPECT_EQ(marks(), 2);
}

TEST_P(SharedCommitTest, WhatWasPutOffIsSeenByTheNextStatement) {
  const auto counted = database_->transaction([](Session& session) -> Result<std::int64_t> {
    for (int i = 0; i < 100; ++i) TRY(put(session, std::to_string(i)));
    return TRY(session.query_row("SELECT COUNT(*) FROM mark"))->integer(0);
  });

  ASSERT_TRUE(counted);
  EXPECT_EQ(*counted, 100);
}

// More than are usual where few share the processors.
TEST_P(SharedCommitTest, ReadersWhoAreSlowDoNotHoldUpTheOthers) {
  constexpr int kSlow = 14;
  std::mutex mutex;
  std::condition_variable came;
  int together = 0;
  std::vector<std::thread> threads;
  threads.reserve(kSlow);
  for (int i = 0; i < kSlow; ++i) {
    threads.emplace_back([&] {
      EXPECT_TRUE(database_->read([&](Session& session) -> Status {
        TRY(session.query_row("SELECT COUNT(*) FROM mark"));
        std::unique_lock lock(mutex);
        ++together;
        came.notify_all();
        EXPECT_TRUE(came.wait_for(lock, kPatience, [&] { return together == kSlow; }));
        return ok();
      }));
    });
  }
  for (std::thread& thread : threads) thread.join();
}

INSTANTIATE_TEST_SUITE_P(Databases, SharedCommitTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::db
