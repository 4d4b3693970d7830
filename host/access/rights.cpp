#include "host/access/rights.hpp"

#include <array>
#include <utility>

namespace kontor::host {

namespace {

constexpr std::array<Verb, 4> kVerbs{Verb::read, Verb::create, Verb::update, Verb::remove};
constexpr std::string_view kAny = "*";

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

Rights Rights::everything() {
  Rights rights;
  for (const Verb verb : kVerbs) rights.allow(std::string(kAny), verb);
  rights.allow_named(std::string(kAny));
  return rights;
}

Result<Rights> Rights::parse(const Json& json) {
  Rights rights;
  if (!json.is_object()) return Error{ErrorCode::invalid_argument, "rights must be an object"};
  const Json records = json.value("records", Json::object());
  for (const auto& [entity, verbs] : records.items()) {
    for (const auto& [name, fields] : verbs.items()) {
      const Verb verb = TRY(parse_verb(name));
      if (fields.is_string() && fields == kAny) {
        rights.allow(entity, verb);
      } else if (fields.is_array()) {
        for (const Json& field : fields) rights.allow_field(entity, verb, field.get<std::string>());
      } else {
        return Error{ErrorCode::invalid_argument, "fields are \"*\" or a list"};
      }
    }
  }
  for (const Json& right : json.value("rights", Json::array())) {
    rights.allow_named(right.get<std::string>());
  }
  return rights;
}

Json Rights::to_json() const {
  Json records = Json::object();
  for (const auto& [entity, verbs] : records_) {
    for (const auto& [verb, fields] : verbs) {
      records[entity][std::string(verb_name(verb))] = fields.all ? Json(kAny) : Json(fields.names);
    }
  }
  return {{"records", std::move(records)}, {"rights", named_}};
}

void Rights::allow(const std::string& entity, Verb verb) { records_[entity][verb].all = true; }

void Rights::allow_field(const std::string& entity, Verb verb, const std::string& field) {
  records_[entity][verb].names.insert(field);
}

void Rights::allow_named(const std::string& right) { named_.insert(right); }

const Rights::Fields* Rights::find(std::string_view entity, Verb verb) const {
  const auto verbs = records_.find(entity);
  if (verbs == records_.end()) return nullptr;
  const auto fields = verbs->second.find(verb);
  return fields == verbs->second.end() ? nullptr : &fields->second;
}

bool Rights::may(std::string_view entity, Verb verb) const {
  return find(entity, verb) != nullptr || find(kAny, verb) != nullptr;
}

bool Rights::may_field(std::string_view entity, Verb verb, std::string_view field) const {
  const Fields* const own = find(entity, verb);
  const Fields* const any = find(kAny, verb);
  return (own != nullptr && own->has(field)) || (any != nullptr && any->has(field));
}

bool Rights::may_every_field(std::string_view entity, Verb verb) const {
  const Fields* const own = find(entity, verb);
  const Fields* const any = find(kAny, verb);
  return (own != nullptr && own->all) || (any != nullptr && any->all);
}

bool Rights::may_named(std::string_view right) const {
  return named_.contains(right) || named_.contains(kAny);
}

void Rights::add(const Rights& other) {
  for (const auto& [entity, verbs] : other.records_) {
    for (const auto& [verb, fields] : verbs) {
      Fields& mine = records_[entity][verb];
      mine.all = mine.all || fields.all;
      mine.names.insert(fields.names.begin(), fields.names.end());
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

Rights::Fields Rights::effective(std::string_view entity, Verb verb) const {
  Fields fields;
  for (const std::string_view scope : {entity, kAny}) {
    const Fields* const found = find(scope, verb);
    if (found == nullptr) continue;
    fields.all = fields.all || found->all;
    fields.names.insert(found->names.begin(), found->names.end());
  }
  return fields;
}

Rights Rights::intersect(const Rights& other) const {
  Rights common;
  std::set<std::string> scopes;
  for (const auto& [entity, ignored] : records_) scopes.insert(entity);
  for (const auto& [entity, ignored] : other.records_) scopes.insert(entity);
  for (const std::string& entity : scopes) {
    for (const Verb verb : kVerbs) {
      if (!may(entity, verb) || !other.may(entity, verb)) continue;
      Fields fields = both(effective(entity, verb), other.effective(entity, verb));
      if (fields.all || !fields.names.empty()) common.records_[entity][verb] = std::move(fields);
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

}  // namespace kontor::host
