#include "licensing/server/host_store.hpp"

#include "seats_server_migrations.hpp"

namespace kontor::licensing {

namespace {

constexpr std::string_view kColumns =
    "SELECT name, role, token_hash, device_key, added_at_ms, revoked_at_ms FROM seats_host ";

HostAccount account_of(const db::Row& row) {
  const auto role = parse_host_role(row.text(1));
  return {.name = row.text(0),
          .role = role ? *role : HostRole::host,
          .token_hash = row.text(2),
          .device_key = row.text(3),
          .added_at_ms = row.integer(4),
          .revoked_at_ms =
              row.is_null(5) ? std::optional<TimeMs>() : std::optional<TimeMs>(row.integer(5))};
}

Error no_such_host(std::string_view name) {
  return {ErrorCode::not_found, "there is no host '" + std::string(name) + "'"};
}

}  // namespace

std::string_view name_of(HostRole role) {
  return role == HostRole::administrator ? "administrator" : "host";
}

Result<HostRole> parse_host_role(std::string_view text) {
  if (text == "host") return HostRole::host;
  if (text == "administrator") return HostRole::administrator;
  return Error{ErrorCode::invalid_argument, "a role is host or administrator"};
}

Status HostStore::add(const HostAccount& account) {
  const std::int64_t added =
      TRY(session_.execute(R"sql(
      INSERT INTO seats_host (name, role, token_hash, device_key, added_at_ms)
      VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING)sql",
                           {account.name, std::string(name_of(account.role)), account.token_hash,
                            account.device_key, account.added_at_ms}));
  if (added == 1) return ok();
  return Error{ErrorCode::conflict, "there is a host '" + account.name + "' already"};
}

Result<std::vector<HostAccount>> HostStore::all() {
  const auto rows = TRY(session_.query(std::string(kColumns) + "ORDER BY name"));
  std::vector<HostAccount> accounts;
  accounts.reserve(rows.size());
  for (const db::Row& row : rows) accounts.push_back(account_of(row));
  return accounts;
}

Result<std::optional<HostAccount>> HostStore::find(std::string_view token_hash) {
  const auto row = TRY(session_.query_row(std::string(kColumns) + "WHERE token_hash = $1",
                                          {std::string(token_hash)}));
  if (!row) return std::optional<HostAccount>();
  return std::optional<HostAccount>(account_of(*row));
}

Status HostStore::revoke(std::string_view name, TimeMs now_ms) {
  const std::int64_t revoked = TRY(session_.execute(
      "UPDATE seats_host SET revoked_at_ms = $1 WHERE name = $2", {now_ms, std::string(name)}));
  if (revoked == 0) return no_such_host(name);
  return ok();
}

Result<std::string> HostStore::bind(std::string_view name, std::string_view device_key) {
  TRY(session_.execute("UPDATE seats_host SET device_key = $1 WHERE name = $2 AND device_key = ''",
                       {std::string(device_key), std::string(name)}));
  const auto row = TRY(
      session_.query_row("SELECT device_key FROM seats_host WHERE name = $1", {std::string(name)}));
  if (!row) return no_such_host(name);
  return row->text(0);
}

Status HostStore::unbind(std::string_view name) {
  const std::int64_t changed = TRY(session_.execute(
      "UPDATE seats_host SET device_key = '' WHERE name = $1", {std::string(name)}));
  if (changed == 0) return no_such_host(name);
  return ok();
}

Status migrate_hosts(db::Database& database) {
  return db::migrate(database, "seats_server", db::seats_server_migrations());
}

Result<bool> hosts_are_older(db::Database& database) {
  return db::is_older(database, "seats_server", db::seats_server_migrations());
}

}  // namespace kontor::licensing
