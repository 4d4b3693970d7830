#include "base/db/copy.hpp"

#include "base/db/sqlite_connection.hpp"

namespace kontor::db {

namespace {

constexpr int kCopyAttemptsMax = 3;

}  // namespace

Status copy_database(const std::string& url, const std::filesystem::path& file) {
  constexpr std::string_view kScheme = "sqlite:";
  if (!url.starts_with(kScheme))
    return Error{ErrorCode::invalid_argument, "only an SQLite database can be copied this way"};
  if (std::filesystem::exists(file))
    return Error{ErrorCode::conflict, file.string() + " exists already"};
  const auto connection =
      TRY(SqliteConnection::open(url.substr(kScheme.size()), SqliteConnection::Use::writer));
  for (int attempt = 1;; ++attempt) {
    const auto copied = connection->execute("VACUUM INTO $1", {file.string()});
    if (copied) return ok();
    // Somebody writes without a pause: a moment later there is one. What is half copied goes.
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
    if (copied.error().code != ErrorCode::unavailable || attempt == kCopyAttemptsMax)
      return copied.error();
  }
}

}  // namespace kontor::db
