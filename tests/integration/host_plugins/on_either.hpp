#pragma once

#include "base/core/files.hpp"
#include "host/plugins/company_tables.hpp"
#include "tests/support/either_database.hpp"

namespace kontor::host {

// A fixture of a company whose suite runs on SQLite in its folder and on a PostgreSQL database of
// its own.
template <typename Company>
class OnEither : public Company, public ::testing::WithParamInterface<db::Dialect> {
 protected:
  std::string database_url() override {
    if (url_.empty())
      url_ = testing::copy_database(testing::model_database("company", GetParam(), prepare_company),
                                    this->data / "host.db");
    return url_;
  }
  // Every byte in the database's files, or every value in the database.
  std::string all_that_is_kept() {
    std::string all;
    if (GetParam() == db::Dialect::sqlite) {
      for (const auto& entry : std::filesystem::directory_iterator(this->data))
        if (entry.path().filename().string().starts_with("host.db"))
          all += read_file(entry.path(), std::size_t{64} << 20).value();
    } else {
      const auto dump = this->database->read([](db::Session& session) {
        return session.query_row("SELECT CAST(database_to_xml(true, false, '') AS TEXT)");
      });
      all = dump.value()->text(0);
    }
    EXPECT_NE(all.find("host_plugins"), std::string::npos) << "it looks where the data are";
    return all;
  }
  std::unique_ptr<db::Database> open_again() { return db::Database::open(database_url()).value(); }

 private:
  std::string url_;
};

}  // namespace kontor::host
