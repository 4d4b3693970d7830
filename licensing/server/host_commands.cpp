// Who may call the server: kontor-seats host add | list | revoke | rebind.

#include "base/core/clock.hpp"
#include "base/core/random.hpp"
#include "licensing/server/commands.hpp"
#include "licensing/server/gatekeeper.hpp"
#include "licensing/server/told.hpp"

namespace kontor::licensing {

namespace {

constexpr std::size_t kNameBytesMax = 100;

Result<std::unique_ptr<db::Database>> open_accounts(const Settings& settings) {
  auto database = TRY(db::Database::open(settings.database_url()));
  TRY(migrate_hosts(*database));
  return database;
}

Status check_name(const std::string& name) {
  const bool fits =
      !name.empty() && name.size() <= kNameBytesMax &&
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-_") == std::string::npos;
  if (fits) return ok();
  return Error{ErrorCode::invalid_argument,
               "a host's name has 1 to 100 of a-z, 0-9, dot, hyphen and underscore"};
}

Result<NewHost> added(const Settings& settings, const std::string& name, const std::string& role) {
  TRY(check_name(name));
  const HostRole parsed = TRY(parse_host_role(role));
  const auto database = TRY(open_accounts(settings));
  SystemRandom random;
  NewHost made = make_host(name, parsed, random, SystemClock().now_ms());
  TRY(database->transaction(
      [&](db::Session& session) { return HostStore(session).add(made.account); }));
  return made;
}

Status changed(const Settings& settings, const std::function<Status(HostStore&)>& change) {
  const auto database = TRY(open_accounts(settings));
  return database->transaction([&](db::Session& session) {
    HostStore store(session);
    return change(store);
  });
}

}  // namespace

int add_host(const Settings& settings, const std::string& name, const std::string& role,
             Output output) {
  const auto made = added(settings, name, role);
  if (!made) return tell(output, made.error());
  return tell(output, "token of " + name + ", shown only now: " + made->token,
              {{"name", name}, {"role", role}, {"token", made->token}});
}

int list_hosts(const Settings& settings, Output output) {
  const auto database = open_accounts(settings);
  if (!database) return tell(output, database.error());
  const auto accounts =
      (*database)->read([](db::Session& session) { return HostStore(session).all(); });
  if (!accounts) return tell(output, accounts.error());
  std::string text = accounts->empty() ? "nobody may call this server yet" : "";
  Json list = Json::array();
  for (const HostAccount& account : *accounts) {
    const std::string state = account.revoked_at_ms        ? "revoked"
                              : account.device_key.empty() ? "no device yet"
                                                           : "bound to its device";
    if (!text.empty()) text += "\n";
    text += account.name + "  " + std::string(name_of(account.role)) + "  " + state;
    list.push_back({{"name", account.name},
                    {"role", name_of(account.role)},
                    {"state", state},
                    {"added_at", to_rfc3339(account.added_at_ms)}});
  }
  return tell(output, text, {{"hosts", std::move(list)}});
}

int revoke_host(const Settings& settings, const std::string& name, Output output) {
  const Status done = changed(
      settings, [&](HostStore& store) { return store.revoke(name, SystemClock().now_ms()); });
  if (!done) return tell(output, done.error());
  return tell(output, "the token of " + name + " ends within seconds", {{"revoked", name}});
}

int rebind_host(const Settings& settings, const std::string& name, Output output) {
  const Status done = changed(settings, [&](HostStore& store) { return store.unbind(name); });
  if (!done) return tell(output, done.error());
  return tell(output, "the next device that uses the token of " + name + " is bound to it",
              {{"unbound", name}});
}

}  // namespace kontor::licensing
