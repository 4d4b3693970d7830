#include "host/access/accounts.hpp"

#include <algorithm>

#include "base/core/bytes.hpp"
#include "base/crypto/hash.hpp"
#include "base/crypto/seal.hpp"
#include "host/access/audit_log.hpp"
#include "host/access/role_catalogue.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kNameBytesMax = 200;
constexpr std::size_t kRolesMax = 20;

Status check_new_user(const NewUser& user) {
  const auto refuse = [](const char* why) { return Error{ErrorCode::invalid_argument, why}; };
  if (user.email.find('@') == std::string::npos || user.email.size() > 254) {
    return refuse("email: not an e-mail address");
  }
  if (user.name.empty() || user.name.size() > kNameBytesMax || !is_utf8(user.name)) {
    return refuse("name: 1 to 200 bytes are wanted");
  }
  if (user.roles.empty() || user.roles.size() > kRolesMax) return refuse("roles: at least one");
  return ok();
}

User read_user(const db::Row& row) {
  return {row.text(0), row.text(1), row.text(2), {}, row.integer(3) != 0};
}

}  // namespace

std::string Accounts::normalised_email(std::string email) {
  std::transform(email.begin(), email.end(), email.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return email;
}

Result<User> Accounts::with_roles(db::Session& session, User user) {
  for (const db::Row& row : TRY(session.query(
           "SELECT role FROM account_user_role WHERE user_id = $1 ORDER BY role", {user.id}))) {
    user.roles.push_back(row.text(0));
  }
  return user;
}

Status Accounts::prepare() {
  return parts_.database.transaction(
      [](db::Session& session) -> Status { return store_builtin_roles(session); });
}

Result<std::string> Accounts::hash_of(const std::string& password) {
  if (password.size() < kPasswordBytesMin || password.size() > kPasswordBytesMax) {
    return Error{ErrorCode::invalid_argument, "password: at least 10 characters are wanted"};
  }
  const std::lock_guard lock(hashing_);
  return crypto::hash_password(password, parts_.random);
}

Result<User> Accounts::add_user(const Principal& actor, const NewUser& wanted) {
  TRY(require_right(actor, "users.manage"));
  TRY(check_new_user(wanted));
  const std::string hash = TRY(hash_of(wanted.password));
  const User user{parts_.ids.next(), wanted.name, normalised_email(wanted.email), wanted.roles};
  return parts_.database.transaction([&](db::Session& session) -> Result<User> {
    const auto taken =
        TRY(session.query_row("SELECT id FROM account_user WHERE email = $1", {user.email}));
    if (taken) return Error{ErrorCode::conflict, "a user with this e-mail address exists"};
    TRY(session.insert_rows("account_user",
                            {"id", "email", "name", "password_hash", "created_at_ms"},
                            {{user.id, user.email, user.name, hash, parts_.clock.now_ms()}}));
    for (const std::string& role : user.roles) {
      TRY(check_may_give(session, actor, role));
      TRY(session.insert_rows("account_user_role", {"user_id", "role"}, {{user.id, role}},
                              "ON CONFLICT DO NOTHING"));
    }
    TRY(AuditLog(parts_.clock)
            .append(session, audit_actor(actor),
                    {{"create", "user", user.id, {{"roles", user.roles}}}}));
    return user;
  });
}

Result<std::vector<User>> Accounts::users(Which which) {
  return parts_.database.read([&](db::Session& session) -> Result<std::vector<User>> {
    std::vector<User> users;
    for (const db::Row& row :
         TRY(session.query("SELECT id, name, email, disabled FROM account_user ORDER BY email"))) {
      if (which == Which::enabled && row.integer(3) != 0) continue;
      users.push_back(TRY(with_roles(session, read_user(row))));
    }
    return users;
  });
}

Result<User> Accounts::user(const std::string& id) {
  return parts_.database.read([&](db::Session& session) -> Result<User> {
    const auto row = TRY(session.query_row(
        "SELECT id, name, email, disabled FROM account_user WHERE id = $1", {id}));
    if (!row) return Error{ErrorCode::not_found, "no such user"};
    return with_roles(session, read_user(*row));
  });
}

Result<std::optional<User>> Accounts::user_by_email(const std::string& email) {
  return parts_.database.read([&](db::Session& session) -> Result<std::optional<User>> {
    const auto row =
        TRY(session.query_row("SELECT id, name, email, disabled FROM account_user WHERE email = $1",
                              {normalised_email(email)}));
    if (!row) return std::optional<User>();
    User user = TRY(with_roles(session, read_user(*row)));
    return std::optional<User>(std::move(user));
  });
}

Result<Principal> Accounts::act_as(const std::string& user_id) {
  return parts_.database.read([&](db::Session& session) -> Result<Principal> {
    const auto row = TRY(session.query_row(
        "SELECT id, name, email FROM account_user WHERE id = $1 AND disabled = 0", {user_id}));
    if (!row) return Error{ErrorCode::unauthenticated, "no such user"};
    Principal principal{PrincipalKind::user, row->text(0), row->text(1), "", row->text(2)};
    principal.rights = TRY(rights_of(session, user_id));
    principal.team = TRY(team_of(session, user_id));
    return principal;
  });
}

Result<Json> Accounts::preferences(const std::string& user_id) {
  return parts_.database.read([&](db::Session& session) -> Result<Json> {
    const auto row =
        TRY(session.query_row("SELECT preferences FROM account_user WHERE id = $1", {user_id}));
    if (!row) return Error{ErrorCode::not_found, "no such user"};
    return parse_json(row->text(0));
  });
}

Status Accounts::keep_preferences(const std::string& user_id, const Json& preferences) {
  const std::string text = to_text(preferences);
  if (!preferences.is_object() || text.size() > kPreferencesBytesMax) {
    return Error{ErrorCode::invalid_argument, "preferences are an object of at most 64 KiB"};
  }
  return parts_.database.transaction([&](db::Session& session) -> Status {
    TRY(session.execute("UPDATE account_user SET preferences = $1 WHERE id = $2", {text, user_id}));
    return ok();
  });
}

}  // namespace kontor::host
