#include "host/app/access_report.hpp"

#include "host/app/record_scope.hpp"

namespace kontor::host {

namespace {

Json principal_json(const Principal& principal) {
  return {{"kind", principal_kind_name(principal.kind)},
          {"id", principal.id},
          {"name", principal.name}};
}

// Fields of this record under the verb: "*" or names.
Json fields_under(const Rights& rights, const Entity& entity, Verb verb, Scope relation) {
  Json names = Json::array();
  for (const Field& field : entity.fields) {
    if (rights.may_field(entity.name, verb, field.name, relation)) names.push_back(field.name);
  }
  if (names.size() == entity.fields.size()) return "*";
  return names;
}

bool gives(const Rights& rights, const std::string& entity, Verb verb, Scope relation) {
  const auto scope = rights.scope(entity, verb);
  return scope && *scope >= relation;
}

}  // namespace

Result<AccessReport::Subject> AccessReport::subject(const Principal& asker, const std::string& kind,
                                                    const std::string& id) {
  const bool oneself = kind == "user" && id == asker.id && asker.kind != PrincipalKind::plugin;
  if (!oneself) TRY(require_right(asker, "users.manage"));
  Subject subject;
  if (kind == "user") {
    subject.principal = TRY(accounts_.act_as(id));
    subject.sources = TRY(accounts_.sources_of_user(id));
  } else if (kind == "token") {
    subject.principal = TRY(accounts_.act_as_token(id));
    subject.sources = TRY(accounts_.sources_of_token(id));
  } else if (kind == "plugin") {
    subject.principal = TRY(plugins_(id));
    subject.sources = {
        {"permissions in the manifest that an administrator accepted", *subject.principal.rights}};
  } else {
    return Error{ErrorCode::invalid_argument, "kind: user, token or plugin"};
  }
  return subject;
}

Result<Json> AccessReport::rights(const Principal& asker, const std::string& kind,
                                  const std::string& id) {
  const Subject of = TRY(subject(asker, kind, id));
  Json sources = Json::array();
  for (const RightsSource& source : of.sources) {
    sources.push_back({{"because", source.because}, {"rights", source.rights.to_json()}});
  }
  Json answer{{"principal", principal_json(of.principal)},
              {"effective", of.principal.rights->to_json()},
              {"sources", std::move(sources)}};
  answer["team"] = of.principal.team ? Json(*of.principal.team) : Json::array();
  return answer;
}

Result<Json> AccessReport::record(const Principal& asker, const std::string& kind,
                                  const std::string& id, const std::string& entity,
                                  const std::string& record_id) {
  const Subject of = TRY(subject(asker, kind, id));
  // Of a record that the asker may not read, nothing is told.
  TRY(records_.get(asker, entity, record_id));
  Record record = TRY(records_.get(Principal::system(), entity, record_id));
  const auto catalogue = records_.definitions().now();
  const Entity* const definition = TRY(catalogue->require(entity));
  TRY(records_.place(of.principal, *definition, record));
  const Scope relation = relation_of(of.principal, *definition, record);
  Json verbs = Json::object();
  for (const Verb verb : {Verb::read, Verb::update, Verb::remove}) {
    Json because = Json::array();
    for (const RightsSource& source : of.sources) {
      if (gives(source.rights, entity, verb, relation)) because.push_back(source.because);
    }
    const bool allowed = gives(*of.principal.rights, entity, verb, relation);
    verbs[std::string(verb_name(verb))] = {
        {"allowed", allowed},
        {"fields", fields_under(*of.principal.rights, *definition, verb, relation)},
        {"because", std::move(because)}};
  }
  return Json{{"principal", principal_json(of.principal)},
              {"relation", scope_name(relation)},
              {"verbs", std::move(verbs)}};
}

}  // namespace kontor::host
