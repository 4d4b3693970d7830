#include "base/db/database.hpp"

#include "base/db/postgresql_database.hpp"
#include "base/db/sqlite_database.hpp"

namespace kontor::db {

Result<std::unique_ptr<Database>> Database::open(const std::string& url) {
  constexpr std::string_view sqlite = "sqlite:";
  if (url.starts_with(sqlite) && url.size() > sqlite.size()) {
    return open_sqlite(url.substr(sqlite.size()));
  }
  if (url.starts_with("postgresql://") || url.starts_with("postgres://")) {
    return open_postgresql(url);
  }
  return Error{ErrorCode::invalid_argument, "a database URL begins with sqlite: or postgresql://"};
}

}  // namespace kontor::db
