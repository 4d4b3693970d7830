#include "host/access/rights.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace kontor::host {

namespace {

constexpr std::array<Verb, 4> kVerbs{Verb::read, Verb::create, Verb::update, Verb::remove};
constexpr std::array<Scope, 3> kScopes{Scope::own, Scope::team, Scope::all};
constexpr std::string_view kAny = "*";
constexpr std::size_t kEntitiesMax = 200;
constexpr std::size_t kFieldsMax = 500;
constexpr std::size_t kRightNameBytesMax = 100;

Error wrong_rights(const std::string& why) {
  return Error{ErrorCode::invalid_argument, "rights: " + why, R"({"code":"wrong-rights"})"};
}

Result<std::string> name_of(const Json& json) {
  if (json.is_string()) {
    const auto& text = json.get_ref<const std::string&>();
    if (!text.empty() && text.size() <= kRightNameBytesMax) return text;
  }
  return wrong_rights("a name is text of 1 to 100 bytes");
}

Result<Scope> parse_scope(const Json& json) {
  for (const Scope scope : kScopes) {
    if (json == scope_name(scope)) return scope;
  }
  return wrong_rights("a scope is own, team or all");
}

}  // namespace

std::string_view verb_name(Verb verb) {
  switch (verb) {
    case Verb::read:
      return "read";
    case Verb::create:
      return "create";
    case Verb::update:
      return "update";
    case Verb::remove:
      return "delete";
  }
  return "";
}

Result<Verb> parse_verb(std::string_view name) {
  for (const Verb verb : kVerbs) {
    if (verb_name(verb) == name) return verb;
  }
  return Error{ErrorCode::invalid_argument, "unknown verb " + std::string(name.substr(0, 40))};
}

std::string_view scope_name(Scope scope) {
  switch (scope) {
    case Scope::own:
      return "own";
    case Scope::team:
      return "team";
    case Scope::all:
      return "all";
  }
  return "";
}

Rights Rights::everything() {
  Rights rights;
  for (const Verb verb : kVerbs) rights.allow(std::string(kAny), verb);
  rights.allow_named(std::string(kAny));
  return rights;
}

Result<Rights> Rights::parse(const Json& json) {
  Rights rights;
  if (!json.is_object()) return wrong_rights("an object is wanted");
  const Json records = json.value("records", Json::object());
  const Json named = json.value("rights", Json::array());
  if (!records.is_object() || !named.is_array()) {
    return wrong_rights("records is an object, rights a list");
  }
  if (records.size() > kEntitiesMax || named.size() > kFieldsMax) return wrong_rights("too many");
  for (const auto& [entity, verbs] : records.items()) {
    TRY(name_of(entity));
    if (!verbs.is_object()) return wrong_rights("each entity has an object of verbs");
    for (const auto& [name, fields] : verbs.items()) {
      const Verb verb = TRY(parse_verb(name));
      TRY(rights.parse_grants(entity, verb, fields));
    }
  }
  for (const Json& right : named) rights.allow_named(TRY(name_of(right)));
  return rights;
}

Status Rights::parse_grants(const std::string& entity, Verb verb, const Json& json) {
  const auto take = [&](Scope scope, const Json& fields) -> Status {
    if (fields == kAny) {
      allow(entity, verb, scope);
      return ok();
    }
    if (!fields.is_array() || fields.size() > kFieldsMax) {
      return wrong_rights("fields are \"*\" or a list");
    }
    for (const Json& field : fields) allow_field(entity, verb, TRY(name_of(field)), scope);
    return ok();
  };
  if (json.is_array() && !json.empty() && json.front().is_object()) {
    for (const Json& grant : json) {
      if (!grant.is_object()) return wrong_rights("a grant is an object");
      const Scope scope = TRY(parse_scope(grant.value("scope", Json())));
      TRY(take(scope, grant.value("fields", Json())));
    }
    return ok();
  }
  return take(Scope::all, json);
}

Json Rights::to_json() const {
  const auto fields_json = [](const Fields& fields) {
    return fields.all ? Json(kAny) : Json(fields.names);
  };
  Json records = Json::object();
  for (const auto& [entity, verbs] : records_) {
    for (const auto& [verb, grants] : verbs) {
      Json& place = records[entity][std::string(verb_name(verb))];
      if (grants.size() == 1 && grants.contains(Scope::all)) {
        place = fields_json(grants.at(Scope::all));
        continue;
      }
      place = Json::array();
      for (const auto& [scope, fields] : grants) {
        place.push_back({{"scope", scope_name(scope)}, {"fields", fields_json(fields)}});
      }
    }
  }
  return {{"records", std::move(records)}, {"rights", named_}};
}

void Rights::Fields::add(const Fields& other) {
  all = all || other.all;
  names.insert(other.names.begin(), other.names.end());
}

bool Rights::Fields::covers(const Fields& other) const {
  if (all) return true;
  return !other.all &&
         std::includes(names.begin(), names.end(), other.names.begin(), other.names.end());
}

void Rights::allow(const std::string& entity, Verb verb, Scope scope) {
  records_[entity][verb][scope].all = true;
}

void Rights::allow_field(const std::string& entity, Verb verb, const std::string& field,
                         Scope scope) {
  records_[entity][verb][scope].names.insert(field);
}

void Rights::allow_named(const std::string& right) { named_.insert(right); }

const Rights::Grants* Rights::find(std::string_view entity, Verb verb) const {
  const auto verbs = records_.find(entity);
  if (verbs == records_.end()) return nullptr;
  const auto grants = verbs->second.find(verb);
  return grants == verbs->second.end() ? nullptr : &grants->second;
}

Rights::Fields Rights::effective(std::string_view entity, Verb verb, Scope relation) const {
  Fields fields;
  for (const std::string_view place : {entity, kAny}) {
    const Grants* const grants = find(place, verb);
    if (grants == nullptr) continue;
    for (auto grant = grants->lower_bound(relation); grant != grants->end(); ++grant) {
      fields.add(grant->second);
    }
  }
  return fields;
}

bool Rights::may_field(std::string_view entity, Verb verb, std::string_view field,
                       Scope relation) const {
  return effective(entity, verb, relation).has(field);
}

bool Rights::may_named(std::string_view right) const {
  return named_.contains(right) || named_.contains(kAny);
}

std::optional<Scope> Rights::scope(std::string_view entity, Verb verb) const {
  std::optional<Scope> widest;
  for (const std::string_view place : {entity, kAny}) {
    const Grants* const grants = find(place, verb);
    if (grants == nullptr || grants->empty()) continue;
    const Scope last = grants->rbegin()->first;
    if (!widest || last > *widest) widest = last;
  }
  return widest;
}

std::optional<Scope> Rights::field_scope(std::string_view entity, Verb verb,
                                         std::string_view field) const {
  std::optional<Scope> widest;
  for (const Scope relation : kScopes) {
    if (may_field(entity, verb, field, relation)) widest = relation;
  }
  return widest;
}

std::optional<Scope> Rights::every_field_scope(std::string_view entity, Verb verb) const {
  std::optional<Scope> widest;
  for (const Scope relation : kScopes) {
    if (effective(entity, verb, relation).all) widest = relation;
  }
  return widest;
}

void Rights::add(const Rights& other) {
  for (const auto& [entity, verbs] : other.records_) {
    for (const auto& [verb, grants] : verbs) {
      for (const auto& [scope, fields] : grants) records_[entity][verb][scope].add(fields);
    }
  }
  named_.insert(other.named_.begin(), other.named_.end());
}

Rights::Fields Rights::both(const Fields& a, const Fields& b) {
  if (a.all) return b;
  if (b.all) return a;
  Fields common;
  for (const std::string& name : a.names) {
    if (b.names.contains(name)) common.names.insert(name);
  }
  return common;
}

Rights Rights::intersect(const Rights& other) const {
  Rights common;
  std::set<std::string> entities;
  for (const auto& [entity, ignored] : records_) entities.insert(entity);
  for (const auto& [entity, ignored] : other.records_) entities.insert(entity);
  for (const std::string& entity : entities) {
    for (const Verb verb : kVerbs) {
      // From the widest on, so that a narrower grant is kept only where it says more.
      for (auto scope = kScopes.rbegin(); scope != kScopes.rend(); ++scope) {
        Fields fields =
            both(effective(entity, verb, *scope), other.effective(entity, verb, *scope));
        if (common.effective(entity, verb, *scope).covers(fields)) continue;
        common.records_[entity][verb][*scope] = std::move(fields);
      }
    }
  }
  for (const std::string& right : named_) {
    if (other.may_named(right)) common.named_.insert(right);
  }
  for (const std::string& right : other.named_) {
    if (may_named(right)) common.named_.insert(right);
  }
  return common;
}

bool Rights::covers(const Rights& other) const {
  for (const auto& [entity, verbs] : other.records_) {
    for (const auto& [verb, grants] : verbs) {
      for (const auto& [scope, fields] : grants) {
        if (!effective(entity, verb, scope).covers(fields)) return false;
      }
    }
  }
  for (const std::string& right : other.named_) {
    if (!may_named(right)) return false;
  }
  return true;
}

}  // namespace kontor::host
