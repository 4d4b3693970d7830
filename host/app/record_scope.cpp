#include "host/app/record_scope.hpp"

#include <algorithm>

namespace kontor::host {

namespace {

constexpr const char* kOwner = "owner";

bool has_owner(const Entity& entity) {
  const Field* const field = entity.find(kOwner);
  return field != nullptr && field->type == FieldType::reference && field->target == "user";
}

// A plugin reads and writes the fields it contributed, in every record.
bool is_own_field(const Principal& principal, const Field* field) {
  return field != nullptr && principal.kind == PrincipalKind::plugin &&
         field->plugin == principal.id;
}

}  // namespace

Scope relation_of(const Principal& principal, const Entity& entity, const Record& record) {
  if (!has_owner(entity)) return Scope::all;
  const auto owner = record.fields.find(kOwner);
  if (owner == record.fields.end() || !owner->is_string()) return Scope::all;
  return relation_to(principal, owner->get_ref<const std::string&>());
}

bool may_touch(const Principal& principal, const Entity& entity, Verb verb, const Record& record) {
  const auto scope = principal.rights->scope(entity.name, verb);
  return scope && *scope >= relation_of(principal, entity, record);
}

Result<Scope> readable_scope(const Principal& principal, const Entity& entity,
                             const std::vector<std::string>& touched) {
  TRY(require(principal, entity.name, Verb::read));
  Scope scope = *principal.rights->scope(entity.name, Verb::read);
  for (const std::string& name : touched) {
    const Field* const field = entity.find(name);
    if (field == nullptr || is_own_field(principal, field)) continue;  // id, version, times
    const auto readable = principal.rights->field_scope(entity.name, Verb::read, name);
    if (!readable) {
      TRY(require_field(principal, entity.name, Verb::read, name));
    } else {
      scope = std::min(scope, *readable);
    }
  }
  return scope;
}

Result<Scope> searched_scope(const Principal& principal, const Entity& entity) {
  TRY(require(principal, entity.name, Verb::read));
  Scope scope = *principal.rights->scope(entity.name, Verb::read);
  for (const auto* fields : {&entity.fields, &entity.switched_off}) {
    for (const Field& field : *fields) {
      const bool searched = field.searchable || field.type == FieldType::phone;
      if (!searched || !field.plugin.empty()) continue;
      const auto readable = principal.rights->field_scope(entity.name, Verb::read, field.name);
      if (!readable)
        return Error{ErrorCode::forbidden,
                     "full-text search of " + entity.name +
                         " needs the right to read every field it looks into, also " + field.name};
      scope = std::min(scope, *readable);
    }
  }
  return scope;
}

std::vector<std::string> fields_of_filter(const Filter& filter) {
  std::vector<std::string> fields;
  filter.for_each([&](const Condition& condition) { fields.push_back(condition.field); });
  return fields;
}

void narrow(const Principal& principal, const Entity& entity, Scope scope, Filter& filter) {
  if (scope == Scope::all) return;
  if (!has_owner(entity)) {
    filter.and_also(Filter::of({"id", FilterOp::in, Json::array()}));
    return;
  }
  Json owners = Json::array({principal.id});
  if (scope == Scope::team && principal.team) {
    for (const std::string& mate : *principal.team) {
      if (mate != principal.id) owners.push_back(mate);
    }
  }
  filter.and_also(Filter::of({kOwner, FilterOp::in, std::move(owners)}));
}

Status keep_owner_in_scope(const Principal& principal, const Entity& entity, Verb verb,
                           Json& changes) {
  const auto scope = principal.rights->scope(entity.name, verb);
  if (!scope || *scope == Scope::all || !changes.is_object()) return ok();
  if (!has_owner(entity)) {
    return Error{ErrorCode::forbidden,
                 entity.name + " records belong to nobody: the right to all of them is needed",
                 R"({"code":"outside-scope"})"};
  }
  const auto owner = changes.find(kOwner);
  if (owner == changes.end()) {
    if (verb == Verb::create) changes[kOwner] = principal.id;
    return ok();
  }
  const std::string wanted = owner->is_string() ? owner->get<std::string>() : std::string();
  if (relation_to(principal, wanted) <= *scope) return ok();
  return Error{ErrorCode::forbidden,
               "owner: is outside the records this " +
                   std::string(principal_kind_name(principal.kind)) + " may " +
                   std::string(verb_name(verb)),
               R"({"code":"outside-scope"})"};
}

}  // namespace kontor::host
