#include "base/db/postgresql_database.hpp"

#include <Poco/URI.h>

#include "base/db/pooled_database.hpp"
#include "base/db/postgresql_connection.hpp"

namespace kontor::db {

namespace {

constexpr std::size_t kConnectionsMax = 16;
constexpr int kPortDefault = 5432;

// Poco separates by white space and has no quoting.
bool plain(const std::string& text) {
  return !text.empty() && text.find_first_of(" \t\r\n;='\\") == std::string::npos;
}

Result<std::string> connect_text(const std::string& url) {
  try {
    const Poco::URI uri(url);
    const std::string& login = uri.getUserInfo();
    const std::size_t colon = login.find(':');
    const std::string user = login.substr(0, colon);
    const std::string password = colon == std::string::npos ? "" : login.substr(colon + 1);
    std::string host;
    Poco::URI::decode(uri.getHost(), host);
    const std::string name = uri.getPath().substr(uri.getPath().empty() ? 0 : 1);
    if (!plain(user) || !plain(host) || !plain(name) || (!password.empty() && !plain(password))) {
      return Error{ErrorCode::invalid_argument,
                   "a PostgreSQL URL is postgresql://user:password@host:port/name"};
    }
    const int port = uri.getPort() == 0 ? kPortDefault : uri.getPort();
    std::string text =
        "host=" + host + " port=" + std::to_string(port) + " user=" + user + " dbname=" + name;
    if (!password.empty()) text += " password=" + password;
    return text;
  } catch (const Poco::Exception&) {
    return Error{ErrorCode::invalid_argument, "the database URL cannot be read"};
  }
}

}  // namespace

Result<std::unique_ptr<Database>> open_postgresql(const std::string& url) {
  const std::string connect = TRY(connect_text(url));
  PooledDatabase::Pools pools;
  pools.writers = std::make_unique<ConnectionPool>(
      [connect] { return PostgresqlConnection::open(connect); }, kConnectionsMax);
  TRY(pools.writers->take());
  return std::unique_ptr<Database>(
      std::make_unique<PooledDatabase>(Dialect::postgresql, std::move(pools)));
}

}  // namespace kontor::db
