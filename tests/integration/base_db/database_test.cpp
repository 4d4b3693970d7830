#include "base/db/database.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/either_database.hpp"

namespace kontor::db {
namespace {

class DatabaseTest : public testing::EitherDatabase {
 protected:
  DatabaseTest() {
    EXPECT_TRUE(
        execute("CREATE TABLE thing (id TEXT PRIMARY KEY, size BIGINT, weight DOUBLE PRECISION)"));
  }
  Result<std::int64_t> execute(std::string_view sql, const std::vector<Value>& parameters = {}) {
    return database_->transaction(
        [&](Session& session) { return session.execute(sql, parameters); });
  }
  std::vector<Row> query(std::string_view sql, const std::vector<Value>& parameters = {}) {
    auto rows = database_->read([&](Session& session) { return session.query(sql, parameters); });
    EXPECT_TRUE(rows) << rows.error().message;
    return rows ? *rows : std::vector<Row>();
  }
};

TEST_P(DatabaseTest, ReadsBackEveryKindOfValueAsItWasWritten) {
  ASSERT_TRUE(execute("INSERT INTO thing VALUES ($1, $2, $3)",
                      {"räksmörgås", std::int64_t{9'007'199'254'740'993}, 0.1}));
  ASSERT_TRUE(
      execute("INSERT INTO thing VALUES ($1, $2, $3)", {"", std::monostate{}, std::monostate{}}));

  const auto rows = query("SELECT id, size, weight FROM thing ORDER BY id");

  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].at(0), Value(std::string()));
  EXPECT_TRUE(rows[0].is_null(1));
  EXPECT_TRUE(rows[0].is_null(2));
  EXPECT_EQ(rows[1].at(0), Value(std::string("räksmörgås")));
  EXPECT_EQ(rows[1].at(1), Value(std::int64_t{9'007'199'254'740'993}));
  EXPECT_EQ(rows[1].at(2), Value(0.1));
}

TEST_P(DatabaseTest, ComputedColumnsKeepTheirKind) {
  ASSERT_TRUE(execute("INSERT INTO thing VALUES ('a', 5000000000, 1.5), ('b', 7, 2.0)"));

  const auto rows = query(
      "SELECT count(*), sum(size), sum(weight), max(id), 'x' || id FROM thing "
      "GROUP BY id ORDER BY id");

  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].at(0), Value(std::int64_t{1}));
  EXPECT_EQ(rows[0].at(1), Value(std::int64_t{5'000'000'000}));
  EXPECT_EQ(rows[0].at(2), Value(1.5));
  EXPECT_EQ(rows[1].at(2), Value(2.0));
  EXPECT_EQ(rows[0].at(3), Value(std::string("a")));
  EXPECT_EQ(rows[0].at(4), Value(std::string("xa")));
}

TEST_P(DatabaseTest, ParametersGoByNumberInAnyOrderAndMoreThanOnce) {
  ASSERT_TRUE(execute("INSERT INTO thing (size, id) VALUES ($2, $1)", {"a", std::int64_t{1}}));

  const auto rows = query("SELECT size FROM thing WHERE id = $2 OR (id = $2 AND size = $1)",
                          {std::int64_t{1}, "a"});

  ASSERT_EQ(rows.size(), 1U);
}

TEST_P(DatabaseTest, RefusesTextWithNulOrNotUtf8AndNumbersThatAreNone) {
  const std::vector<Value> bad = {std::string("a\0b", 3), std::string("\xff"),
                                  std::numeric_limits<double>::quiet_NaN()};
  for (const Value& value : bad) {
    const auto refused = execute("INSERT INTO thing (id) VALUES ($1)", {value});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
  }
}

TEST_P(DatabaseTest, NamesAViolatedConstraintAConflictAndWrongSqlInternal) {
  ASSERT_TRUE(execute("INSERT INTO thing (id) VALUES ('a')"));

  EXPECT_EQ(execute("INSERT INTO thing (id) VALUES ('a')").error().code, ErrorCode::conflict);
  EXPECT_EQ(execute("INSERT INTO nothing VALUES (1)").error().code, ErrorCode::internal);
  EXPECT_EQ(execute("INSERT INTO thing (id) VALUES ($1)").error().code, ErrorCode::internal);
  EXPECT_EQ(execute("SELECT 1; SELECT 2").error().code, ErrorCode::internal);
}

TEST_P(DatabaseTest, MatchesLikeByCase) {
  ASSERT_TRUE(execute("INSERT INTO thing (id) VALUES ('Anna')"));

  EXPECT_EQ(query("SELECT id FROM thing WHERE id LIKE 'An%'").size(), 1U);
  EXPECT_EQ(query("SELECT id FROM thing WHERE id LIKE 'an%'").size(), 0U);
}

TEST_P(DatabaseTest, SaysHowManyRowsChangedAndReturnsThem) {
  ASSERT_TRUE(execute("INSERT INTO thing VALUES ('a', 1, 0), ('b', 2, 0), ('c', 3, 0)"));

  EXPECT_EQ(*execute("UPDATE thing SET size = size + 1 WHERE size >= $1", {std::int64_t{2}}), 2);
  const auto returned = database_->transaction([](Session& session) {
    return session.query_row("UPDATE thing SET size = 10 WHERE id = 'a' RETURNING size");
  });

  ASSERT_TRUE(returned);
  ASSERT_TRUE(*returned);
  EXPECT_EQ((*returned)->integer(0), 10);
}

INSTANTIATE_TEST_SUITE_P(Databases, DatabaseTest, testing::both_databases(),
                         testing::database_name);

TEST(DatabaseUrlTest, RefusesWhatItCannotOpen) {
  EXPECT_EQ(Database::open("mysql://x").error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(Database::open("sqlite:").error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(Database::open("postgresql://user@host name/x").error().code,
            ErrorCode::invalid_argument);
  EXPECT_EQ(Database::open("sqlite:/no/such/folder/x.db").error().code, ErrorCode::unavailable);
  EXPECT_EQ(Database::open("postgresql://nobody@127.0.0.1:1/x").error().code,
            ErrorCode::unavailable);
}

TEST(MemoryDatabaseTest, ReadsSeeWhatWasWritten) {
  auto database = Database::open("sqlite::memory:");
  ASSERT_TRUE(database);
  ASSERT_TRUE((*database)->transaction(
      [](Session& session) { return session.execute("CREATE TABLE thing (id TEXT)"); }));

  EXPECT_TRUE(
      (*database)->read([](Session& session) { return session.query("SELECT id FROM thing"); }));
}

}  // namespace
}  // namespace kontor::db
