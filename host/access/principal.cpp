#include "host/access/principal.hpp"

#include <algorithm>

namespace kontor::host {

namespace {

Error refuse(const Principal& principal, const std::string& what) {
  return Error{
      ErrorCode::forbidden,
      std::string(principal_kind_name(principal.kind)) + " " + principal.name + " may not " + what,
      R"({"code":"missing-right"})"};
}

}  // namespace

std::string_view principal_kind_name(PrincipalKind kind) {
  switch (kind) {
    case PrincipalKind::user:
      return "user";
    case PrincipalKind::token:
      return "token";
    case PrincipalKind::plugin:
      return "plugin";
    case PrincipalKind::system:
      return "system";
  }
  return "";
}

Principal Principal::system() {
  Principal principal;
  principal.id = "system";
  principal.name = "Kontor";
  principal.rights = std::make_shared<const Rights>(Rights::everything());
  return principal;
}

Principal Principal::plugin(std::string id, std::string name, Rights rights) {
  Principal principal;
  principal.kind = PrincipalKind::plugin;
  principal.id = std::move(id);
  principal.name = std::move(name);
  principal.rights = std::make_shared<const Rights>(std::move(rights));
  return principal;
}

Scope relation_to(const Principal& principal, std::string_view owner) {
  const bool person =
      principal.kind == PrincipalKind::user || principal.kind == PrincipalKind::token;
  if (owner.empty() || !person) return Scope::all;
  if (owner == principal.id) return Scope::own;
  const bool mate = principal.team && std::find(principal.team->begin(), principal.team->end(),
                                                owner) != principal.team->end();
  return mate ? Scope::team : Scope::all;
}

Status require(const Principal& principal, std::string_view entity, Verb verb) {
  if (principal.rights->may(entity, verb)) return ok();
  return refuse(principal, std::string(verb_name(verb)) + " " + std::string(entity) + " records");
}

Status require_field(const Principal& principal, std::string_view entity, Verb verb,
                     std::string_view field) {
  if (principal.rights->may_field(entity, verb, field)) return ok();
  return refuse(principal, std::string(verb_name(verb)) + " field " + std::string(field) + " of " +
                               std::string(entity));
}

Status require_right(const Principal& principal, std::string_view right) {
  if (principal.rights->may_named(right)) return ok();
  return refuse(principal, "use what needs the right " + std::string(right));
}

Principal with_token(Principal principal, const std::string& token) {
  if (token.empty()) return principal;
  principal.kind = PrincipalKind::token;
  principal.token = token;
  return principal;
}

AuditActor audit_actor(const Principal& principal) {
  return {std::string(principal_kind_name(principal.kind)), principal.id, principal.token};
}

}  // namespace kontor::host
