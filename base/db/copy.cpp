#include "base/db/copy.hpp"

#include "base/db/sqlite_connection.hpp"

namespace kontor::db {

Status copy_database(const std::string& url, const std::filesystem::path& file) {
  constexpr std::string_view kScheme = "sqlite:";
  if (!url.starts_with(kScheme))
    return Error{ErrorCode::invalid_argument, "only an SQLite database can be copied this way"};
  if (std::filesystem::exists(file))
    return Error{ErrorCode::conflict, file.string() + " exists already"};
  const auto connection =
      TRY(SqliteConnection::open(url.substr(kScheme.size()), SqliteConnection::Use::writer));
  TRY(connection->execute("VACUUM INTO $1", {file.string()}));
  return ok();
}

}  // namespace kontor::db
