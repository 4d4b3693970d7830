#include "tests/support/either_database.hpp"

#include <cstdlib>
#include <map>
#include <string_view>
#include <system_error>

#include "tests/support/postgres.hpp"

namespace kontor::testing {

namespace {

constexpr std::string_view kSqlite = "sqlite:";

std::filesystem::path sqlite_file(const std::string& url) { return url.substr(kSqlite.size()); }

std::filesystem::path new_folder() {
  char name[] = "/tmp/kontor-test-XXXXXX";
  return mkdtemp(name);
}

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

 private:
  std::map<std::string, std::string> urls_;
};

std::unique_ptr<db::Database> opened(const std::string& url) {
  auto database = db::Database::open(url);
  if (!database) {
    ADD_FAILURE() << database.error().message;
    std::abort();
  }
  return std::move(*database);
}

std::string new_database(db::Dialect dialect) {
  if (dialect == db::Dialect::postgresql) return PostgresCluster::shared().create_database();
  return std::string(kSqlite) + (new_folder() / "test.db").string();
}

}  // namespace

const std::string& model_database(const std::string& name, db::Dialect dialect,
                                  const Prepare& prepare) {
  static Models models;
  std::string& url =
      models.url(name + (dialect == db::Dialect::sqlite ? "/sqlite" : "/postgresql"));
  if (url.empty()) {
    url = new_database(dialect);
    // Closed at once: SQLite moves its log into the file; PostgreSQL copies what nobody uses.
    const Status prepared = prepare(*opened(url));
    EXPECT_TRUE(prepared) << (prepared ? "" : prepared.error().message);
  }
  return url;
}

std::string copy_database(const std::string& model, const std::filesystem::path& file) {
  if (!model.starts_with(kSqlite)) return PostgresCluster::shared().create_database(model);
  std::filesystem::copy_file(sqlite_file(model), file);
  return std::string(kSqlite) + file.string();
}

EitherDatabase::EitherDatabase() : url_(new_database(GetParam())) {
  if (GetParam() == db::Dialect::sqlite) folder_ = sqlite_file(url_).parent_path();
  database_ = open_again();
}

EitherDatabase::EitherDatabase(const std::string& name, const Prepare& prepare) {
  const std::string& model = model_database(name, GetParam(), prepare);
  if (GetParam() == db::Dialect::sqlite) folder_ = new_folder();
  url_ = copy_database(model, folder_ / "test.db");
  database_ = open_again();
}

EitherDatabase::~EitherDatabase() {
  database_.reset();
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

std::unique_ptr<db::Database> EitherDatabase::open_again() const { return opened(url_); }

}  // namespace kontor::testing
