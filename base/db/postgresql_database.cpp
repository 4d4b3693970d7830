#include "base/db/postgresql_database.hpp"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <string_view>

#include "base/db/pooled_database.hpp"
#include "base/db/postgresql_connection.hpp"

namespace kontor::db {

namespace {

constexpr std::size_t kConnectionsMax = 16;
constexpr std::string_view kPortDefault = "5432";

// Poco separates by white space and has no quoting.
bool plain(const std::string& text) {
  return !text.empty() && text.find_first_of(" \t\r\n;='\\") == std::string::npos;
}

std::string decoded(std::string_view text) {
  std::string plain_text;
  Poco::URI::decode(std::string(text), plain_text);
  return plain_text;
}

// The text up to `separator`, which is taken off `rest` with it; all of it without one.
std::string_view cut(std::string_view& rest, char separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view head = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return head;
}

// Not Poco::URI: it writes the host in lower case, and a socket's folder has upper case.
Result<std::string> connect_text(std::string_view url) {
  url.remove_prefix(url.find("//") + 2);
  std::string_view address = cut(url, '/');
  std::string_view login = cut(address, '@');
  try {
    const std::string name = decoded(url);
    const std::string user = decoded(cut(login, ':'));
    const std::string password = decoded(login);
    const std::string host = decoded(cut(address, ':'));
    const std::string port = address.empty() ? std::string(kPortDefault) : std::string(address);
    if (plain(name) && plain(user) && plain(host) && (password.empty() || plain(password)) &&
        port.size() <= 5 && port.find_first_not_of("0123456789") == std::string::npos) {
      return "host=" + host + " port=" + port + " user=" + user + " dbname=" + name +
             (password.empty() ? "" : " password=" + password);
    }
  } catch (const Poco::Exception&) {
    // A percent sign without its digits: refused below.
  }
  return Error{ErrorCode::invalid_argument,
               "a PostgreSQL URL is postgresql://user:password@host:port/name, special characters "
               "percent-encoded, and no white space or ; = ' in any part"};
}

}  // namespace

Result<std::unique_ptr<Database>> open_postgresql(const std::string& url) {
  const std::string connect = TRY(connect_text(url));
  const auto open = [connect] { return PostgresqlConnection::open(connect); };
  PooledDatabase::Pools pools;
  pools.writers = std::make_unique<ConnectionPool>(open, kConnectionsMax);
  // So that whoever writes for others does not stand in line with those who read.
  pools.turns = std::make_unique<ConnectionPool>(open, 1);
  TRY(pools.writers->take());
  return std::unique_ptr<Database>(
      std::make_unique<PooledDatabase>(Dialect::postgresql, std::move(pools)));
}

}  // namespace kontor::db
