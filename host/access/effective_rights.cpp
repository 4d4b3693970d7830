#include <map>

#include "host/access/accounts.hpp"
#include "host/access/role_catalogue.hpp"

namespace kontor::host {

namespace {

Result<std::map<std::string, Rights>> roles_of(db::Session& session, const std::string& user_id) {
  std::map<std::string, Rights> roles;
  for (const db::Row& row : TRY(session.query(
           R"sql(SELECT r.name, r.rights FROM account_user_role u
                 JOIN account_role r ON r.name = u.role WHERE u.user_id = $1)sql",
           {user_id}))) {
    const Json stored = TRY(parse_json(row.text(1)));
    roles.emplace(row.text(0), TRY(Rights::parse(stored)));
  }
  return roles;
}

}  // namespace

Result<std::shared_ptr<const Rights>> Accounts::rights_of(db::Session& session,
                                                          const std::string& user_id) {
  auto rights = std::make_shared<Rights>();
  for (const auto& [name, role] : TRY(roles_of(session, user_id))) rights->add(role);
  return std::shared_ptr<const Rights>(std::move(rights));
}

Result<std::shared_ptr<const std::vector<std::string>>> Accounts::team_of(
    db::Session& session, const std::string& user_id) {
  std::vector<std::string> mates;
  for (const db::Row& row : TRY(session.query(
           R"sql(SELECT DISTINCT other.user_id FROM account_team_member mine
                 JOIN account_team_member other ON other.team_id = mine.team_id
                 WHERE mine.user_id = $1 ORDER BY 1)sql",
           {user_id}))) {
    mates.push_back(row.text(0));
  }
  return std::make_shared<const std::vector<std::string>>(std::move(mates));
}

Result<std::vector<RightsSource>> Accounts::sources_of_user(const std::string& user_id) {
  return parts_.database.read([&](db::Session& session) -> Result<std::vector<RightsSource>> {
    std::vector<RightsSource> sources;
    for (auto& [name, role] : TRY(roles_of(session, user_id))) {
      sources.push_back({"role " + name, role});
    }
    return sources;
  });
}

Result<std::vector<RightsSource>> Accounts::sources_of_token(const std::string& token_id) {
  return parts_.database.read([&](db::Session& session) -> Result<std::vector<RightsSource>> {
    const auto row = TRY(
        session.query_row("SELECT user_id, scopes FROM account_token WHERE id = $1", {token_id}));
    if (!row) return Error{ErrorCode::not_found, "no such token"};
    const Json stored = TRY(parse_json(row->text(1)));
    const Rights scopes = TRY(rights_of_scopes(stored.get<std::vector<std::string>>()));
    std::vector<RightsSource> sources;
    for (auto& [name, role] : TRY(roles_of(session, row->text(0)))) {
      sources.push_back({"role " + name + " of the owner, narrowed by the token's scopes",
                         role.intersect(scopes)});
    }
    return sources;
  });
}

}  // namespace kontor::host
