#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/clock.hpp"
#include "base/db/database.hpp"

namespace kontor::licensing {

// What a caller of kontor-seats may do.
enum class HostRole {
  host,           // Claims, renews, releases for its users; sees the holders.
  administrator,  // Installs documents, assigns, forces releases, reads usage and audit.
};
std::string_view name_of(HostRole role);
Result<HostRole> parse_host_role(std::string_view text);

// A caller that is let in. Nobody else is.
struct HostAccount {
  std::string name;
  HostRole role = HostRole::host;
  std::string token_hash;  // SHA-256, hexadecimal.
  std::string device_key;  // Hexadecimal; empty: not bound yet.
  TimeMs added_at_ms = 0;
  std::optional<TimeMs> revoked_at_ms;
};

// The SQL of the accounts, inside the caller's transaction.
class HostStore {
 public:
  explicit HostStore(db::Session& session) : session_(session) {}
  // conflict when the name is taken.
  Status add(const HostAccount& account);
  Result<std::vector<HostAccount>> all();
  Result<std::optional<HostAccount>> find(std::string_view token_hash);
  Status revoke(std::string_view name, TimeMs now_ms);  // not_found without that name.
  // Binds the account to its first device; the device it is bound to afterwards.
  Result<std::string> bind(std::string_view name, std::string_view device_key);
  // Forgets the device: the next one that claims is bound.
  Status unbind(std::string_view name);

 private:
  db::Session& session_;
};

// The tables of this program beside the ledger's.
Status migrate_hosts(db::Database& database);
// Whether a newer kontor-seats has not yet served this database.
Result<bool> hosts_are_older(db::Database& database);

}  // namespace kontor::licensing
