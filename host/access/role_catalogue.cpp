#include "host/access/role_catalogue.hpp"

#include <algorithm>

namespace kontor::host {

namespace {

constexpr std::size_t kScopesMax = 50;

Rights sales() {
  Rights rights;
  for (const Verb verb : {Verb::read, Verb::create, Verb::update, Verb::remove}) {
    rights.allow("*", verb);
  }
  for (const char* right : {"imports.run", "plugins.use"}) rights.allow_named(right);
  return rights;
}

Rights reader() {
  Rights rights;
  rights.allow("*", Verb::read);
  return rights;
}

Status allow_scope(const std::string& entity, const std::string& verbs, Rights& rights) {
  if (verbs == "write" || verbs == "*") {
    for (const Verb verb : {Verb::create, Verb::update, Verb::remove}) rights.allow(entity, verb);
    if (verbs == "*") rights.allow(entity, Verb::read);
    return ok();
  }
  rights.allow(entity, TRY(parse_verb(verbs)));
  return ok();
}

}  // namespace

const std::vector<std::string>& named_rights() {
  static const std::vector<std::string> names = {
      "users.manage",    "imports.run",   "exports.run", "plugins.use",    "plugins.manage",
      "seats.manage",    "market.order",  "audit.read",  "privacy.manage", "definitions.manage",
      "webhooks.manage", "backup.manage", "events.read"};
  return names;
}

Status store_builtin_roles(db::Session& session) {
  const std::vector<std::vector<db::Value>> rows = {
      {std::string("administrator"), to_text(Rights::everything().to_json())},
      {std::string("sales"), to_text(sales().to_json())},
      {std::string("reader"), to_text(reader().to_json())}};
  return session.insert_rows("account_role", {"name", "rights"}, rows, "ON CONFLICT DO NOTHING");
}

Status check_may_give(db::Session& session, const Principal& actor, const std::string& role) {
  const auto row =
      TRY(session.query_row("SELECT rights FROM account_role WHERE name = $1", {role}));
  if (!row) return Error{ErrorCode::invalid_argument, "no role named " + role.substr(0, 60)};
  const Json stored = TRY(parse_json(row->text(0)));
  const Rights rights = TRY(Rights::parse(stored));
  if (actor.rights->covers(rights)) return ok();
  return Error{ErrorCode::forbidden, "the role " + role + " may do more than you may",
               R"({"code":"beyond-own-rights"})"};
}

Result<Rights> rights_of_scopes(const std::vector<std::string>& scopes) {
  if (scopes.empty() || scopes.size() > kScopesMax) {
    return Error{ErrorCode::invalid_argument, "a token needs 1 to 50 scopes"};
  }
  Rights rights;
  const auto& named = named_rights();
  for (const std::string& scope : scopes) {
    const auto colon = scope.find(':');
    if (scope == "*") {
      rights.add(Rights::everything());
    } else if (std::find(named.begin(), named.end(), scope) != named.end()) {
      rights.allow_named(scope);
    } else if (colon != std::string::npos && colon > 0) {
      const std::string entity = scope.substr(0, colon);
      TRY(allow_scope(entity == "records" ? "*" : entity, scope.substr(colon + 1), rights));
    } else {
      return Error{ErrorCode::invalid_argument, "unknown scope " + scope.substr(0, 60)};
    }
  }
  return rights;
}

}  // namespace kontor::host
