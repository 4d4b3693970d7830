#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "base/db/database.hpp"
#include "tests/support/either_database.hpp"

namespace kontor::db {
namespace {

class TransactionTest : public testing::EitherDatabase {
 protected:
  TransactionTest() {
    EXPECT_TRUE(database_->transaction([](Session& session) {
      return session.execute("CREATE TABLE counter (id TEXT PRIMARY KEY, value BIGINT NOT NULL)");
    }));
    EXPECT_TRUE(set("a", 0));
  }
  Result<std::int64_t> set(const std::string& id, std::int64_t value) {
    return database_->transaction([&](Session& session) {
      return session.execute("INSERT INTO counter VALUES ($1, $2)", {id, value});
    });
  }
  static Result<std::int64_t> value(Session& session) {
    return TRY(session.query_row("SELECT value FROM counter WHERE id = 'a'"))->integer(0);
  }
  Result<std::int64_t> value() {
    return database_->read([](Session& session) { return value(session); });
  }
};

TEST_P(TransactionTest, LeavesNothingBehindWhenTheWorkFails) {
  const Status failed = database_->transaction([](Session& session) -> Status {
    TRY(session.execute("UPDATE counter SET value = 1"));
    return Error{ErrorCode::forbidden, "changed my mind"};
  });

  EXPECT_EQ(failed.error().code, ErrorCode::forbidden);
  EXPECT_EQ(*value(), 0);
}

TEST_P(TransactionTest, LeavesNothingBehindWhenTheWorkThrows) {
  EXPECT_THROW(static_cast<void>(database_->transaction([](Session& session) -> Status {
                 TRY(session.execute("UPDATE counter SET value = 1"));
                 throw 1;
               })),
               int);

  EXPECT_EQ(*value(), 0);
}

TEST_P(TransactionTest, AFailedStatementFailsTheWholeEvenIfTheWorkLooksAway) {
  const Status failed = database_->transaction([](Session& session) -> Status {
    TRY(session.execute("UPDATE counter SET value = 1"));
    static_cast<void>(session.execute("INSERT INTO counter VALUES ('a', 2)"));
    return ok();
  });

  EXPECT_EQ(failed.error().code, ErrorCode::conflict);
  EXPECT_EQ(*value(), 0);
  EXPECT_TRUE(set("b", 1)) << "the connection must be good again";
}

TEST_P(TransactionTest, RefusesOneInsideAnother) {
  const Status nested = database_->transaction([&](Session&) -> Status {
    TRY(value());
    return ok();
  });

  EXPECT_EQ(nested.error().code, ErrorCode::internal);
}

TEST_P(TransactionTest, AReadSeesOneMomentAndDoesNotWaitForAWriter) {
  const Status status = database_->read([&](Session& session) -> Status {
    EXPECT_EQ(*value(session), 0);
    std::thread([&] { EXPECT_TRUE(set("b", 1)); }).join();
    const auto rows = TRY(session.query("SELECT id FROM counter"));
    EXPECT_EQ(rows.size(), 1U);
    return ok();
  });

  EXPECT_TRUE(status);
}

TEST_P(TransactionTest, ReadsCannotWrite) {
  EXPECT_FALSE(database_->read(
      [](Session& session) { return session.execute("UPDATE counter SET value = 5"); }));
}

// Read, then write what was read plus one: correct only if transactions behave as if one
// ran after the other.
TEST_P(TransactionTest, NoUpdateIsLostBetweenThreadsThatReadAndThenWrite) {
  constexpr int kThreads = 6;
  constexpr int kRounds = 20;
  const auto second = open_again();  // Another process on the same data.
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      Database& database = i % 2 == 0 ? *database_ : *second;
      for (int round = 0; round < kRounds; ++round) {
        const Status status = database.transaction([](Session& session) -> Status {
          const std::int64_t before = TRY(value(session));
          TRY(session.execute("UPDATE counter SET value = $1 WHERE id = 'a'", {before + 1}));
          return ok();
        });
        EXPECT_TRUE(status) << status.error().message;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(*value(), kThreads * kRounds);
}

TEST_P(TransactionTest, WhatWasCommittedIsThereAfterARestart) {
  ASSERT_TRUE(set("b", 7));

  database_ = open_again();

  const auto row = database_->read([](Session& session) {
    return session.query_row("SELECT value FROM counter WHERE id = 'b'");
  });
  ASSERT_TRUE(row);
  EXPECT_EQ((*row)->integer(0), 7);
}

INSTANTIATE_TEST_SUITE_P(Databases, TransactionTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::db
