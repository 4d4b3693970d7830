#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/db/database.hpp"

namespace kontor::testing {

// Fills a fresh database with what every test of a suite begins with: its tables.
using Prepare = std::function<Status(db::Database&)>;

// The URL of a database that `prepare` filled, made once a process for each name and dialect:
// nobody opens it, tests have copies.
const std::string& model_database(const std::string& name, db::Dialect dialect,
                                  const Prepare& prepare);
// A copy of a model, where it is SQLite in `file`; its URL.
std::string copy_database(const std::string& model, const std::filesystem::path& file);

// Fixture of suites that run on SQLite (a file) and on PostgreSQL. Each test has a fresh,
// empty database:
//
//   class SeatTest : public EitherDatabase {};
//   INSTANTIATE_TEST_SUITE_P(Databases, SeatTest, both_databases(), database_name);
//   TEST_P(SeatTest, Counts) { db::Database& database = *database_; … }
class EitherDatabase : public ::testing::TestWithParam<db::Dialect> {
 protected:
  EitherDatabase();
  // On a copy of that model.
  EitherDatabase(const std::string& name, const Prepare& prepare);
  ~EitherDatabase() override;

  // One more handle on the same database, as another process or a restart would have.
  std::unique_ptr<db::Database> open_again() const;

  std::string url_;
  std::unique_ptr<db::Database> database_;

 private:
  std::filesystem::path folder_;
};

inline auto both_databases() {
  return ::testing::Values(db::Dialect::sqlite, db::Dialect::postgresql);
}

inline std::string database_name(const ::testing::TestParamInfo<db::Dialect>& info) {
  return info.param == db::Dialect::sqlite ? "Sqlite" : "Postgresql";
}

}  // namespace kontor::testing
