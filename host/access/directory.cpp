#include "host/access/directory.hpp"

#include "base/core/bytes.hpp"
#include "host/access/audit_log.hpp"
#include "host/access/role_catalogue.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kTeamNameBytesMax = 200;
constexpr std::size_t kRoleNameBytesMax = 60;

Status check_name(const std::string& name) {
  if (!name.empty() && name.size() <= kTeamNameBytesMax && is_utf8(name)) return ok();
  return Error{ErrorCode::invalid_argument, "name: 1 to 200 bytes are wanted"};
}

Status check_role_name(const std::string& name) {
  const bool plain =
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == std::string::npos;
  if (plain && !name.empty() && name.size() <= kRoleNameBytesMax) return ok();
  return Error{ErrorCode::invalid_argument,
               "a role's name has 1 to 60 small letters, digits, - and _"};
}

// Somebody who may do everything must be left, or nobody could ever mend the rights again.
Status check_administrator_left(db::Session& session) {
  for (const db::Row& row : TRY(session.query(
           R"sql(SELECT r.rights FROM account_role r WHERE EXISTS (
                   SELECT 1 FROM account_user_role x JOIN account_user u ON u.id = x.user_id
                   WHERE x.role = r.name AND u.disabled = 0))sql"))) {
    const Json stored = TRY(parse_json(row.text(0)));
    const Rights rights = TRY(Rights::parse(stored));
    if (rights.covers(Rights::everything())) return ok();
  }
  return Error{ErrorCode::conflict, "nobody would be left who may do everything",
               R"({"code":"last-administrator"})"};
}

Status set_members(db::Session& session, const std::string& team,
                   const std::vector<std::string>& members) {
  if (members.size() > Directory::kMembersMax) {
    return Error{ErrorCode::invalid_argument, "members: at most 500"};
  }
  TRY(session.execute("DELETE FROM account_team_member WHERE team_id = $1", {team}));
  for (const std::string& user : members) {
    const auto known = TRY(session.query_row("SELECT id FROM account_user WHERE id = $1", {user}));
    if (!known) return Error{ErrorCode::invalid_argument, "members: no such user"};
    TRY(session.insert_rows("account_team_member", {"team_id", "user_id"}, {{team, user}},
                            "ON CONFLICT DO NOTHING"));
  }
  return ok();
}

Result<Team> read_team(db::Session& session, const std::string& id) {
  const auto row = TRY(session.query_row("SELECT id, name FROM account_team WHERE id = $1", {id}));
  if (!row) return Error{ErrorCode::not_found, "no such team"};
  Team team{row->text(0), row->text(1), {}};
  for (const db::Row& member : TRY(session.query(
           "SELECT user_id FROM account_team_member WHERE team_id = $1 ORDER BY user_id", {id}))) {
    team.members.push_back(member.text(0));
  }
  return team;
}

Status check_free(db::Session& session, const std::string& name, const std::string& id) {
  const auto taken = TRY(
      session.query_row("SELECT id FROM account_team WHERE name = $1 AND id <> $2", {name, id}));
  if (!taken) return ok();
  return Error{ErrorCode::conflict, "a team of this name exists"};
}

}  // namespace

Status Directory::change(const Principal& actor, const AuditEntry& entry,
                         const std::function<Status(db::Session&)>& work) {
  TRY(require_right(actor, "users.manage"));
  const Status done = parts_.database.transaction([&](db::Session& session) -> Status {
    TRY(work(session));
    return AuditLog(parts_.clock).append(session, audit_actor(actor), {entry});
  });
  if (!done) return done.error();
  parts_.accounts.forget_principals();
  return ok();
}

Result<std::vector<Role>> Directory::roles() {
  return parts_.database.read([&](db::Session& session) -> Result<std::vector<Role>> {
    std::vector<Role> roles;
    for (const db::Row& row : TRY(session.query(
             R"sql(SELECT name, rights, (SELECT COUNT(*) FROM account_user_role WHERE role = name)
                   FROM account_role ORDER BY name)sql"))) {
      const Json stored = TRY(parse_json(row.text(1)));
      Rights rights = TRY(Rights::parse(stored));
      roles.push_back({row.text(0), std::move(rights), row.integer(2)});
    }
    return roles;
  });
}

Result<Role> Directory::put_role(const Principal& actor, const std::string& name,
                                 const Json& rights) {
  TRY(check_role_name(name));
  Rights parsed = TRY(Rights::parse(rights));
  Role role{name, std::move(parsed)};
  const Status done =
      change(actor, {"update", "role", name, {{"rights", role.rights.to_json()}}},
             [&](db::Session& session) -> Status {
               if (!actor.rights->covers(role.rights)) {
                 return Error{ErrorCode::forbidden, "the role would hold more than you may do",
                              R"({"code":"beyond-own-rights"})"};
               }
               const auto count = TRY(session.query_row("SELECT COUNT(*) FROM account_role"));
               if (count->integer(0) >= static_cast<std::int64_t>(kRolesMax)) {
                 return Error{ErrorCode::exhausted, "there may be 200 roles"};
               }
               TRY(session.execute(
                   R"sql(INSERT INTO account_role (name, rights) VALUES ($1, $2)
                  ON CONFLICT (name) DO UPDATE SET rights = excluded.rights)sql",
                   {name, to_text(role.rights.to_json())}));
               return check_administrator_left(session);
             });
  if (!done) return done.error();
  return role;
}

Status Directory::remove_role(const Principal& actor, const std::string& name) {
  return change(actor, {"delete", "role", name}, [&](db::Session& session) -> Status {
    const auto used =
        TRY(session.query_row("SELECT user_id FROM account_user_role WHERE role = $1", {name}));
    if (used) {
      return Error{ErrorCode::conflict, "somebody has this role; take it away first",
                   R"({"code":"role-in-use"})"};
    }
    const auto removed = TRY(session.execute("DELETE FROM account_role WHERE name = $1", {name}));
    if (removed == 0) return Error{ErrorCode::not_found, "no such role"};
    return ok();
  });
}

Result<std::vector<Team>> Directory::teams() {
  return parts_.database.read([&](db::Session& session) -> Result<std::vector<Team>> {
    std::vector<Team> teams;
    for (const db::Row& row : TRY(session.query("SELECT id FROM account_team ORDER BY name"))) {
      teams.push_back(TRY(read_team(session, row.text(0))));
    }
    return teams;
  });
}

Result<Team> Directory::add_team(const Principal& actor, const std::string& name,
                                 const std::vector<std::string>& members) {
  TRY(check_name(name));
  const Team team{parts_.ids.next(), name, members};
  const Status done =
      change(actor, {"create", "team", team.id, {{"members", members}}},
             [&](db::Session& session) -> Status {
               const auto count = TRY(session.query_row("SELECT COUNT(*) FROM account_team"));
               if (count->integer(0) >= static_cast<std::int64_t>(kTeamsMax)) {
                 return Error{ErrorCode::exhausted, "there may be 500 teams"};
               }
               TRY(check_free(session, name, team.id));
               TRY(session.insert_rows("account_team", {"id", "name", "created_at_ms"},
                                       {{team.id, name, parts_.clock.now_ms()}}));
               return set_members(session, team.id, members);
             });
  if (!done) return done.error();
  return team;
}

Result<Team> Directory::change_team(const Principal& actor, const std::string& id,
                                    const TeamChange& wanted) {
  if (wanted.name) TRY(check_name(*wanted.name));
  Team team;
  Json detail = Json::object();
  if (wanted.members) detail["members"] = *wanted.members;
  const Status done =
      change(actor, {"update", "team", id, detail}, [&](db::Session& session) -> Status {
        TRY(read_team(session, id));
        if (wanted.name) {
          TRY(check_free(session, *wanted.name, id));
          TRY(session.execute("UPDATE account_team SET name = $1 WHERE id = $2",
                              {*wanted.name, id}));
        }
        if (wanted.members) TRY(set_members(session, id, *wanted.members));
        team = TRY(read_team(session, id));
        return ok();
      });
  if (!done) return done.error();
  return team;
}

Status Directory::remove_team(const Principal& actor, const std::string& id) {
  return change(actor, {"delete", "team", id}, [&](db::Session& session) -> Status {
    TRY(session.execute("DELETE FROM account_team_member WHERE team_id = $1", {id}));
    const auto removed = TRY(session.execute("DELETE FROM account_team WHERE id = $1", {id}));
    if (removed == 0) return Error{ErrorCode::not_found, "no such team"};
    return ok();
  });
}

Result<User> Directory::change_user(const Principal& actor, const std::string& id,
                                    const UserChange& wanted) {
  if (wanted.name) TRY(check_name(*wanted.name));
  std::string hash;
  if (wanted.password) hash = TRY(parts_.accounts.hash_of(*wanted.password));
  Json detail = Json::object();
  if (wanted.roles) detail["roles"] = *wanted.roles;
  if (wanted.disabled) detail["disabled"] = *wanted.disabled;
  if (wanted.password) detail["password"] = "changed";
  const Status done =
      change(actor, {"update", "user", id, detail}, [&](db::Session& session) -> Status {
        const auto known =
            TRY(session.query_row("SELECT id FROM account_user WHERE id = $1", {id}));
        if (!known) return Error{ErrorCode::not_found, "no such user"};
        // Whoever could set the password of somebody with more rights would have these.
        for (const db::Row& row :
             TRY(session.query("SELECT role FROM account_user_role WHERE user_id = $1", {id}))) {
          TRY(check_may_give(session, actor, row.text(0)));
        }
        if (wanted.name) {
          TRY(session.execute("UPDATE account_user SET name = $1 WHERE id = $2",
                              {*wanted.name, id}));
        }
        if (wanted.roles) {
          if (wanted.roles->empty())
            return Error{ErrorCode::invalid_argument, "roles: at least one"};
          TRY(session.execute("DELETE FROM account_user_role WHERE user_id = $1", {id}));
          for (const std::string& role : *wanted.roles) {
            TRY(check_may_give(session, actor, role));
            TRY(session.insert_rows("account_user_role", {"user_id", "role"}, {{id, role}},
                                    "ON CONFLICT DO NOTHING"));
          }
        }
        if (wanted.disabled) {
          TRY(session.execute("UPDATE account_user SET disabled = $1 WHERE id = $2",
                              {std::int64_t{*wanted.disabled ? 1 : 0}, id}));
        }
        if (wanted.password) {
          TRY(session.execute(
              R"sql(UPDATE account_user SET password_hash = $1, failures = 0, locked_until_ms = 0
                WHERE id = $2)sql",
              {hash, id}));
        }
        if (wanted.password || wanted.disabled == true) {
          TRY(session.execute("DELETE FROM account_session WHERE user_id = $1", {id}));
        }
        return check_administrator_left(session);
      });
  if (!done) return done.error();
  return parts_.accounts.user(id);
}

}  // namespace kontor::host
