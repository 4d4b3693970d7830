#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/db/database.hpp"
#include "tests/support/either_database.hpp"

namespace kontor::db {
namespace {

constexpr const char* kCount = "SELECT COUNT(*) FROM thing";

// Reads of one query, and what is asked early or sent before anybody hears of it.
class GlanceTest : public testing::EitherDatabase {
 protected:
  GlanceTest() {
    EXPECT_TRUE(database_->transaction([](Session& session) {
      return session.execute("CREATE TABLE thing (id BIGINT PRIMARY KEY, text TEXT NOT NULL)");
    }));
  }
  static Result<std::int64_t> count(Session& session) {
    return TRY(session.query_row(kCount))->integer(0);
  }
  std::int64_t things() { return *database_->glance(count); }
  static std::vector<std::vector<Value>> long_rows(std::int64_t begin, std::int64_t end) {
    std::vector<std::vector<Value>> rows;
    for (std::int64_t id = begin; id < end; ++id) rows.push_back({id, std::string(1000, 'x')});
    return rows;
  }
  static Status add(Session& session, const std::vector<std::vector<Value>>& rows) {
    return session.insert_rows("thing", {"id", "text"}, rows);
  }
};

TEST_P(GlanceTest, AnswersOneQuery) {
  ASSERT_TRUE(database_->transaction(
      [](Session& session) { return session.execute("INSERT INTO thing VALUES (1, 'a')"); }));

  EXPECT_EQ(things(), 1);
}

TEST_P(GlanceTest, RefusesASecondQuery) {
  const auto two = database_->glance([](Session& session) -> Result<std::int64_t> {
    TRY(count(session));
    return count(session);
  });

  EXPECT_EQ(two.error().code, ErrorCode::internal);
  EXPECT_EQ(things(), 0) << "the connection must be good again";
}

TEST_P(GlanceTest, ChangesNothing) {
  EXPECT_FALSE(database_->glance(
      [](Session& session) { return session.execute("INSERT INTO thing VALUES (1, 'a')"); }));
  EXPECT_FALSE(database_->glance(
      [](Session& session) { return session.later("INSERT INTO thing VALUES (1, 'a')"); }));
  const auto hidden = database_->glance([](Session& session) {
    return session.query("INSERT INTO thing VALUES (1, 'a') RETURNING id");
  });
  if (GetParam() == Dialect::postgresql) {
    EXPECT_FALSE(hidden) << "what is no transaction is read only";
    EXPECT_EQ(things(), 0);
  }
}

TEST_P(GlanceTest, WhatWasForeseenIsAskedAgainAfterAChange) {
  const Status status = database_->transaction([](Session& session) -> Status {
    session.foresee(kCount);
    TRY(session.execute("INSERT INTO thing VALUES (1, 'a')"));
    EXPECT_EQ(*count(session), 1);
    session.foresee(kCount);
    TRY(session.execute("INSERT INTO thing VALUES (2, 'b')"));
    TRY(session.later("INSERT INTO thing VALUES (3, 'c')"));
    EXPECT_EQ(*count(session), 3);
    session.foresee(kCount);
    TRY(session.execute("INSERT INTO thing VALUES (4, 'd')"));
    TRY(session.execute("DELETE FROM thing WHERE id = 4"));
    EXPECT_EQ(*count(session), 3);
    session.foresee("SELECT text FROM thing WHERE id = $1", {std::int64_t{1}});
    TRY(session.execute("UPDATE thing SET text = 'new' WHERE id = 1"));
    const auto row =
        TRY(session.query_row("SELECT text FROM thing WHERE id = $1", {std::int64_t{2}}));
    EXPECT_EQ(row->text(0), "b");
    return ok();
  });

  EXPECT_TRUE(status);
  EXPECT_EQ(things(), 3);
}

TEST_P(GlanceTest, AWrongForesightFailsAsAnyStatement) {
  const Status status = database_->transaction([](Session& session) -> Status {
    session.foresee("SELECT nonsense FROM nowhere");
    TRY(session.execute("INSERT INTO thing VALUES (1, 'a')"));
    return ok();
  });

  if (GetParam() == Dialect::postgresql) {
    EXPECT_EQ(status.error().code, ErrorCode::internal);
  }
  EXPECT_EQ(things(), status ? 1 : 0);
}

TEST_P(GlanceTest, ManyLongRowsArriveInOrder) {
  const Status status = database_->transaction([](Session& session) -> Status {
    TRY(add(session, long_rows(0, 700)));
    TRY(session.later("DELETE FROM thing WHERE id < 100"));
    TRY(add(session, long_rows(1000, 1700)));
    EXPECT_EQ(*count(session), 1300);
    return add(session, long_rows(2000, 2300));
  });

  EXPECT_TRUE(status) << status.error().message;
  EXPECT_EQ(things(), 1600);
}

TEST_P(GlanceTest, ARowAmongManyLongOnesThatFailsTakesAllWithIt) {
  const Status failed = database_->transaction([](Session& session) -> Status {
    TRY(add(session, long_rows(0, 700)));
    TRY(add(session, long_rows(699, 1400)));
    return add(session, long_rows(2000, 2700));
  });

  EXPECT_EQ(failed.error().code, ErrorCode::conflict);
  EXPECT_EQ(things(), 0);
  EXPECT_TRUE(database_->transaction([](Session& session) {
    return add(session, long_rows(0, 1));
  })) << "the connection must be good again";
}

TEST_P(GlanceTest, WorkThatGivesUpAfterManyLongRowsLeavesNothing) {
  const Status gave_up = database_->transaction([](Session& session) -> Status {
    TRY(add(session, long_rows(0, 700)));
    return Error{ErrorCode::forbidden, "changed my mind"};
  });

  EXPECT_EQ(gave_up.error().code, ErrorCode::forbidden);
  EXPECT_EQ(things(), 0);
}

TEST_P(GlanceTest, WhoTakesTurnsMayGiveUpAfterManyLongRowsToo) {
  database_->take_turns();
  for (std::int64_t round = 0; round < 3; ++round) {
    const Status gave_up = database_->transaction([](Session& session) -> Status {
      TRY(add(session, long_rows(1000, 1700)));
      return Error{ErrorCode::forbidden, "changed my mind"};
    });
    EXPECT_EQ(gave_up.error().code, ErrorCode::forbidden);
    EXPECT_TRUE(database_->transaction(
        [&](Session& session) { return add(session, long_rows(round * 100, round * 100 + 100)); }));
  }

  EXPECT_EQ(things(), 300);
}

INSTANTIATE_TEST_SUITE_P(Databases, GlanceTest, testing::both_databases(), testing::database_name);

}  // namespace
}  // namespace kontor::db
