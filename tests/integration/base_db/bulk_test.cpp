#include <gtest/gtest.h>

#include "base/db/database.hpp"
#include "tests/support/either_database.hpp"

namespace kontor::db {
namespace {

class BulkTest : public testing::EitherDatabase {
 protected:
  BulkTest() {
    EXPECT_TRUE(database_->transaction([](Session& session) {
      return session.execute("CREATE TABLE thing (id TEXT PRIMARY KEY, size BIGINT, note TEXT)");
    }));
  }
  Status insert(std::int64_t from, std::int64_t to, std::string_view suffix = {}) {
    std::vector<std::vector<Value>> rows;
    for (std::int64_t i = from; i < to; ++i) {
      rows.push_back({"id" + std::to_string(i), i, std::monostate{}});
    }
    return database_->transaction([&](Session& session) {
      return session.insert_rows("thing", {"id", "size", "note"}, rows, suffix);
    });
  }
  std::int64_t count() {
    return (*database_->read(
                [](Session& session) { return session.query_row("SELECT count(*) FROM thing"); }))
        ->integer(0);
  }
};

TEST_P(BulkTest, InsertsAnyNumberOfRows) {
  ASSERT_TRUE(insert(0, 0));
  ASSERT_TRUE(insert(0, 1));
  ASSERT_TRUE(insert(1, 1000));

  EXPECT_EQ(count(), 1000);
}

TEST_P(BulkTest, InsertsAllRowsOrNone) {
  ASSERT_TRUE(insert(500, 501));

  EXPECT_EQ(insert(0, 1000).error().code, ErrorCode::conflict);
  EXPECT_EQ(count(), 1);
}

TEST_P(BulkTest, LeavesOutWhatIsThereWhenToldSo) {
  ASSERT_TRUE(insert(500, 501));

  ASSERT_TRUE(insert(0, 1000, "ON CONFLICT DO NOTHING"));

  EXPECT_EQ(count(), 1000);
}

// PostgreSQL takes some rows as arrays and many as a copy; what is quoted, escaped or empty there
// comes back as it was.
TEST_P(BulkTest, KeepsOddTextsNumbersAndNullsAsTheyAre) {
  const std::vector<std::string> texts{
      "",     "NULL", "null", "{}", "a,b", "\"", "\\",    "\\\"",    "line\nfeed", "\ttab",
      "\r\n", "\\N",  "\\.",  " ",  "'",   "$1", "Ström", "Жданова", "a\\tb",      "{\"a\":[1,2]}"};
  const std::vector<std::string> columns{"id", "size", "note"};
  for (const int times : {1, 5}) {
    std::vector<std::vector<Value>> rows;
    for (int time = 0; time < times; ++time) {
      for (const std::string& text : texts) {
        const auto number = static_cast<std::int64_t>(rows.size());
        rows.push_back({text + std::to_string(times) + "." + std::to_string(number),
                        number % 2 == 0 ? Value(number) : Value(), text});
      }
    }
    rows.push_back({"least" + std::to_string(times), std::int64_t{INT64_MIN}, std::monostate{}});
    rows.push_back({"most" + std::to_string(times), std::int64_t{INT64_MAX}, std::monostate{}});

    const Status kept = database_->transaction(
        [&](Session& session) { return session.insert_rows("thing", columns, rows); });

    ASSERT_TRUE(kept) << kept.error().message;
    for (const std::vector<Value>& row : rows) {
      const auto found = database_->read([&](Session& session) {
        return session.query_row("SELECT id, size, note FROM thing WHERE id = $1", {row[0]});
      });
      ASSERT_TRUE(found && *found);
      for (std::size_t column = 0; column < columns.size(); ++column)
        EXPECT_EQ((*found)->at(column), row[column]) << std::get<std::string>(row[0]);
    }
  }
}

TEST_P(BulkTest, ManyRowsStandBetweenWhatWasWrittenBeforeAndAfterThem) {
  std::vector<std::vector<Value>> rows;
  for (std::int64_t i = 0; i < 1000; ++i) rows.push_back({"id" + std::to_string(i), i});

  const auto changed = database_->transaction([&](Session& session) -> Result<std::int64_t> {
    TRY(session.later("INSERT INTO thing (id, size) VALUES ('first', -1)"));
    TRY(session.insert_rows("thing", {"id", "size"}, rows));
    TRY(session.later("UPDATE thing SET note = 'seen' WHERE size < 0"));
    TRY(session.insert_rows("thing", {"size", "id"}, {{std::int64_t{-2}, "last"}}));
    return session.execute("DELETE FROM thing WHERE size >= 0 OR note = 'seen'");
  });

  ASSERT_TRUE(changed) << changed.error().message;
  EXPECT_EQ(*changed, 1001);
  EXPECT_EQ(count(), 1);
}

// What a column lacks in all rows stays NULL, and rows keep their order.
TEST_P(BulkTest, TakesColumnsThatAreEmptyInEveryRow) {
  const Status kept = database_->transaction([](Session& session) {
    return session.insert_rows(
        "thing", {"id", "size", "note"},
        {{"b", std::monostate{}, std::monostate{}}, {"a", std::monostate{}, std::monostate{}}});
  });

  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_EQ(count(), 2);
}

TEST_P(BulkTest, RefusesARowOfAnotherLength) {
  const Status status = database_->transaction([](Session& session) {
    return session.insert_rows("thing", {"id", "size"}, {{"a", std::int64_t{1}, "x"}});
  });

  EXPECT_EQ(status.error().code, ErrorCode::internal);
}

TEST_P(BulkTest, FindsRowsByALongList) {
  ASSERT_TRUE(insert(0, 2000));
  std::vector<Value> wanted;
  for (int i = 0; i < 2500; i += 5) wanted.emplace_back("id" + std::to_string(i));

  const auto rows = database_->read([&](Session& session) {
    return session.query("SELECT id FROM thing WHERE id IN " + placeholders(1, wanted.size()),
                         wanted);
  });

  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->size(), 400U);
}

INSTANTIATE_TEST_SUITE_P(Databases, BulkTest, testing::both_databases(), testing::database_name);

}  // namespace
}  // namespace kontor::db
