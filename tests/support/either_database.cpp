#include "tests/support/either_database.hpp"

#include <cstdlib>
#include <map>
#include <string_view>
#include <system_error>

#include "tests/support/postgres.hpp"

namespace kontor::testing {

namespace {

// The prepared databases of this process; removed at its end.
class Models {
 public:
  ~Models() {
    std::error_code ignored;
    for (const auto& [name, url] : urls_) {
      if (url.starts_with(kSqlite))
        std::filesystem::remove_all(sqlite_file(url).parent_path(), ignored);
    }
  }
  std::string& url(const std::string& name) { return urls_[name]; }

  static constexpr std::string_view kSqlite = "sqlite:";
  static std::filesystem::path sqlite_file(const std::string& url) {
    return url.substr(kSqlite.size());
  }

 private:
  std::map<std::string, std::string> urls_;
};

Models& models() {
  static Models all;
  return all;
}

}  // namespace

EitherDatabase::EitherDatabase() { open_copy({}); }

EitherDatabase::EitherDatabase(const std::string& name, const Prepare& prepare) {
  std::string& model =
      models().url(name + (GetParam() == db::Dialect::sqlite ? "/sqlite" : "/postgresql"));
  if (model.empty()) {
    open_copy({});
    const Status prepared = prepare(*database_);
    EXPECT_TRUE(prepared) << (prepared ? "" : prepared.error().message);
    database_.reset();  // SQLite moves its log into the file; PostgreSQL copies what nobody uses.
    model = url_;
    folder_.clear();
  }
  open_copy(model);
}

void EitherDatabase::open_copy(const std::string& model) {
  if (GetParam() == db::Dialect::sqlite) {
    char name[] = "/tmp/kontor-test-XXXXXX";
    folder_ = mkdtemp(name);
    const auto file = folder_ / "test.db";
    if (!model.empty()) std::filesystem::copy_file(Models::sqlite_file(model), file);
    url_ = std::string(Models::kSqlite) + file.string();
  } else {
    url_ = PostgresCluster::shared().create_database(model);
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
