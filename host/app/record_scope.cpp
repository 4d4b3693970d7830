#include "host/app/record_scope.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "host/app/record_links.hpp"

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

namespace {

// Records of such kinds are shared, or their owner's alone.
bool may_be_private(const Principal& principal, const Entity& entity) {
  if (principal.kind == PrincipalKind::system || !has_owner(entity)) return false;
  const Field* const shared = entity.find("shared");
  return shared != nullptr && shared->type == FieldType::boolean && shared->plugin.empty();
}

bool is_anothers_own(const Principal& principal, const Entity& entity, const Record& record) {
  if (!may_be_private(principal, entity) || record.fields.value("shared", false)) return false;
  const auto owner = record.fields.find(kOwner);
  return owner != record.fields.end() && *owner != Json(principal.id);
}

// Shared, one's own or nobody's.
Filter shared_with(const Principal& principal) {
  Filter any;
  any.kind = Filter::Kind::any;
  any.parts = {Filter::of({"shared", FilterOp::eq, true}),
               Filter::of({kOwner, FilterOp::eq, principal.id}),
               Filter::of({kOwner, FilterOp::is_null, true})};
  return any;
}

}  // namespace

bool depends_on_parents(const Principal& principal, const Entity& entity) {
  const bool person =
      principal.kind == PrincipalKind::user || principal.kind == PrincipalKind::token;
  if (!person || has_owner(entity) || parents_of(entity.name).empty()) return false;
  for (const Verb verb : {Verb::read, Verb::create, Verb::update, Verb::remove}) {
    if (principal.rights->may(entity.name, verb) &&
        !principal.rights->may_every_field(entity.name, verb))
      return true;
  }
  return false;
}

Status place(db::Session& session, const RecordStore& store, const Catalogue& catalogue,
             const Principal& principal, const Entity& entity,
             const std::vector<Record*>& records) {
  if (records.empty() || !depends_on_parents(principal, entity)) return ok();
  for (Record* record : records) record->owners_above.clear();
  for (const RecordParent& parent : parents_of(entity.name)) {
    std::map<std::string, std::map<std::string, std::vector<Record*>>> wanted;  // By kind and id.
    for (Record* record : records) {
      const Entity* const kind = catalogue.find(parent_kind(parent, *record));
      if (kind != nullptr && has_owner(*kind))
        wanted[kind->name][record->fields.value(parent.field, "")].push_back(record);
    }
    for (const auto& [kind, by_id] : wanted) {
      std::vector<std::string> ids;
      for (const auto& [id, hanging] : by_id) ids.push_back(id);
      for (const auto& [id, owner] : TRY(store.owners(session, kind, ids))) {
        for (Record* record : by_id.at(id)) record->owners_above.push_back(owner);
      }
    }
  }
  return ok();
}

Scope relation_of(const Principal& principal, const Entity& entity, const Record& record) {
  if (!has_owner(entity)) {
    Scope nearest = Scope::all;
    for (const std::string& owner : record.owners_above)
      nearest = std::min(nearest, relation_to(principal, owner));
    return nearest;
  }
  const auto owner = record.fields.find(kOwner);
  if (owner == record.fields.end() || !owner->is_string()) return Scope::all;
  return relation_to(principal, owner->get_ref<const std::string&>());
}

bool may_touch(const Principal& principal, const Entity& entity, Verb verb, const Record& record) {
  if (is_anothers_own(principal, entity, record)) return false;
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

namespace {

// Hangs on a record that one of them owns.
Filter hanging_on(const Catalogue& catalogue, const Entity& entity, const Json& owners) {
  Filter any;
  any.kind = Filter::Kind::any;
  for (const RecordParent& parent : parents_of(entity.name)) {
    for (const auto& [name, kind] : catalogue.entities()) {
      if (!has_owner(kind) || (!parent.entity.empty() && parent.entity != name)) continue;
      Filter owned = Filter::of({parent.field, FilterOp::in, owners, Condition::Of::owner, name});
      if (parent.entity.empty()) owned.and_also(Filter::of({"subject_entity", FilterOp::eq, name}));
      any.parts.push_back(std::move(owned));
    }
  }
  return any;
}

}  // namespace

void narrow(const Principal& principal, const Catalogue& catalogue, const Entity& entity,
            Scope scope, Filter& filter) {
  if (may_be_private(principal, entity)) filter.and_also(shared_with(principal));
  if (scope == Scope::all) return;
  Json owners = Json::array({principal.id});
  if (scope == Scope::team && principal.team) {
    for (const std::string& mate : *principal.team) {
      if (mate != principal.id) owners.push_back(mate);
    }
  }
  if (has_owner(entity))
    filter.and_also(Filter::of({kOwner, FilterOp::in, std::move(owners)}));
  else
    filter.and_also(hanging_on(catalogue, entity, owners));
}

FilterContext with_others(const Principal& principal, const Catalogue& catalogue,
                          FilterContext context) {
  const FilterContext plain = context;
  context.others = [&principal, &catalogue, plain](const std::string& name,
                                                   const std::string& field,
                                                   const Json& filter) -> Result<OtherRecords> {
    const Entity* const entity = TRY(catalogue.require(name));
    Filter parsed = TRY(parse_filter(filter, *entity, plain));
    OtherRecords others{*entity, field, std::move(parsed), {}};
    others.asked = filter_json(others.filter);
    std::vector<std::string> touched = fields_of_filter(others.filter);
    touched.push_back(field);
    const Scope scope = TRY(readable_scope(principal, *entity, touched));
    narrow(principal, catalogue, *entity, scope, others.filter);
    return others;
  };
  return context;
}

Status keep_owner_in_scope(const Principal& principal, const Entity& entity, Verb verb,
                           Json& changes) {
  const auto scope = principal.rights->scope(entity.name, verb);
  if (!scope || *scope == Scope::all || !changes.is_object()) return ok();
  if (!has_owner(entity)) {
    if (!parents_of(entity.name).empty()) return ok();
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
