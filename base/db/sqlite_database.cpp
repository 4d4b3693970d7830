#include "base/db/sqlite_database.hpp"

#include "base/db/pooled_database.hpp"
#include "base/db/sqlite_connection.hpp"

namespace kontor::db {

namespace {

constexpr std::size_t kReadersMax = 16;

std::unique_ptr<ConnectionPool> pool(const std::string& path, SqliteConnection::Use use,
                                     std::size_t connections_max) {
  return std::make_unique<ConnectionPool>([path, use] { return SqliteConnection::open(path, use); },
                                          connections_max);
}

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const std::string& path) {
  PooledDatabase::Pools pools;
  pools.writers = pool(path, SqliteConnection::Use::writer, 1);
  if (path != ":memory:") pools.readers = pool(path, SqliteConnection::Use::reader, kReadersMax);
  // The writer makes the file and its WAL before any reader comes.
  TRY(pools.writers->take());
  return std::unique_ptr<Database>(
      std::make_unique<PooledDatabase>(Dialect::sqlite, std::move(pools)));
}

}  // namespace kontor::db
