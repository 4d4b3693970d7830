#pragma once

#include "tests/support/either_database.hpp"
#include "tests/support/postgres.hpp"

namespace kontor::host {

// A fixture of a company whose suite runs on SQLite in its folder and on a PostgreSQL database of
// its own.
template <typename Company>
class OnEither : public Company, public ::testing::WithParamInterface<db::Dialect> {
 protected:
  std::string database_url() override {
    if (GetParam() == db::Dialect::sqlite) return Company::database_url();
    if (url_.empty()) url_ = testing::PostgresCluster::shared().create_database();
    return url_;
  }

 private:
  std::string url_;
};

}  // namespace kontor::host
