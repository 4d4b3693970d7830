#include "host/api/answers/account_answers.hpp"

#include "base/core/shape.hpp"

namespace kontor::host::answers {

using namespace shape;

namespace {

// "*" or the names of fields.
Json names_or_all() { return {{"oneOf", Json::array({Json{{"const", "*"}}, list_of(text())})}}; }

// Entity, verb, and then fields, of all records or by scope; and the named rights.
Json rights() {
  const Json grant =
      object({{"scope", one_of({"own", "team", "all"})}, {"fields", names_or_all()}});
  const Json fields{{"anyOf", Json::array({names_or_all(), list_of(grant)})}};
  return object({{"records", map_of(map_of(fields))}, {"rights", list_of(text())}});
}

Json signed_in_user() {
  return object({{"id", text()}, {"name", text()}, {"email", text()}, {"roles", list_of(text())}});
}

Json principal() {
  return object(
      {{"kind", one_of({"user", "token", "plugin", "system"})}, {"id", text()}, {"name", text()}});
}

}  // namespace

Json login() { return object({{"user", signed_in_user()}, {"csrf", text()}}); }

Json session() {
  return object({{"user", signed_in_user()}, {"rights", rights()}, {"csrf?", text()}});
}

Json sessions() {
  return only("sessions", object({{"id", text()},
                                  {"method", text()},
                                  {"peer", text()},
                                  {"agent", text()},
                                  {"created_at", moment()},
                                  {"seen_at", moment()},
                                  {"present", flag()}}));
}

Json preferences() { return object({{"preferences", map_of(any())}}); }

Json second_factor_begun() { return object({{"secret", text()}, {"uri", text()}}); }

Json recovery_codes() { return only("recovery_codes", text()); }

Json security_keys() {
  return only("keys", object({{"id", text()},
                              {"name", text()},
                              {"site", text()},
                              {"created_at", moment()},
                              {"used_at", or_null(moment())}}));
}

Json security_key_begun() {
  return object(
      {{"challenge", text()}, {"site", text()}, {"user", text()}, {"known", list_of(text())}});
}

Json security_key_added() { return object({{"id", text()}, {"recovery_codes", list_of(text())}}); }

Json token_issued() { return object({{"id", text()}, {"token", text()}}); }

Json calendar_address() { return object({{"id", text()}, {"path", text()}, {"url", text()}}); }

Json calendar_addresses() {
  return only("addresses", object({{"id", text()}, {"created_at", moment()}}));
}

Json tokens() {
  return only("tokens", object({{"id", text()},
                                {"name", text()},
                                {"scopes", list_of(text())},
                                {"created_at", moment()},
                                {"expires_at", or_null(moment())}}));
}

Json user() { return with(signed_in_user(), {{"disabled", flag()}}); }

Json users() {
  // Colleagues see names alone.
  return only("users", object({{"id", text()},
                               {"name", text()},
                               {"email?", text()},
                               {"roles?", list_of(text())},
                               {"disabled?", flag()}}));
}

Json role() { return object({{"name", text()}, {"rights", rights()}, {"users", count()}}); }
Json roles() { return only("roles", role()); }

Json team() { return object({{"id", text()}, {"name", text()}, {"members", list_of(text())}}); }
Json teams() { return only("teams", team()); }

Json rights_and_why() {
  const Json source = object({{"because", text()}, {"rights", rights()}});
  return object({{"principal", principal()},
                 {"effective", rights()},
                 {"sources", list_of(source)},
                 {"team", list_of(text())}});
}

Json rights_on_record() {
  const Json verb =
      object({{"allowed", flag()}, {"fields", names_or_all()}, {"because", list_of(text())}});
  return object({{"principal", principal()},
                 {"relation", one_of({"own", "team", "all"})},
                 {"verbs", map_of(verb)}});
}

Json audit_page() {
  const Json entry = object({{"sequence", count()},
                             {"at", moment()},
                             {"actor", object({{"kind", text()}, {"id", text()}})},
                             {"action", text()},
                             {"entity", text()},
                             {"record", text()},
                             {"detail", any()},
                             {"erased", flag()}});
  return object({{"entries", list_of(entry)}, {"next", or_null(count())}});
}

Json audit_head() {
  return object({{"intact", flag()}, {"sequence", count()}, {"hash", text()}, {"erased", count()}});
}

}  // namespace kontor::host::answers
