#include "tests/support/either_database.hpp"

#include <cstdlib>
#include <system_error>

#include "tests/support/postgres.hpp"

namespace kontor::testing {

EitherDatabase::EitherDatabase() {
  if (GetParam() == db::Dialect::sqlite) {
    char name[] = "/tmp/kontor-test-XXXXXX";
    folder_ = mkdtemp(name);
    url_ = "sqlite:" + (folder_ / "test.db").string();
  } else {
    url_ = PostgresCluster::shared().create_database();
  }
  database_ = open_again();
}

EitherDatabase::~EitherDatabase() {
  database_.reset();
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

std::unique_ptr<db::Database> EitherDatabase::open_again() const {
  auto opened = db::Database::open(url_);
  if (!opened) {
    ADD_FAILURE() << opened.error().message;
    std::abort();
  }
  return std::move(*opened);
}

}  // namespace kontor::testing
