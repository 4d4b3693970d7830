#include "base/db/sqlite_database.hpp"

#include "base/db/pooled_database.hpp"
#include "base/db/sqlite_connection.hpp"

namespace kontor::db {

namespace {

constexpr std::size_t kReadersMax = 16;

// `checkpointer`: of a writer's commits; null for none.
std::unique_ptr<ConnectionPool> pool(const std::string& path, SqliteConnection::Use use,
                                     std::size_t connections_max, Checkpointer* checkpointer) {
  const auto open = [path, use, checkpointer]() -> Result<std::unique_ptr<Connection>> {
    std::unique_ptr<SqliteConnection> connection = TRY(SqliteConnection::open(path, use));
    if (checkpointer != nullptr) checkpointer->attach(connection->handle());
    return std::unique_ptr<Connection>(std::move(connection));
  };
  return std::make_unique<ConnectionPool>(open, connections_max);
}

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const std::string& path) {
  PooledDatabase::Pools pools;
  if (path != ":memory:") {
    pools.checkpointer = std::make_unique<Checkpointer>(path);
    pools.readers = pool(path, SqliteConnection::Use::reader, kReadersMax, nullptr);
  }
  pools.writers = pool(path, SqliteConnection::Use::writer, 1, pools.checkpointer.get());
  // The writer makes the file and its WAL before any reader comes.
  TRY(pools.writers->take());
  return std::unique_ptr<Database>(
      std::make_unique<PooledDatabase>(Dialect::sqlite, std::move(pools)));
}

}  // namespace kontor::db
