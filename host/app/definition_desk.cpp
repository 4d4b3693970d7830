#include "host/app/definition_desk.hpp"

#include <algorithm>

#include "host/store/definition_store.hpp"
#include "host/store/record_tables.hpp"

namespace kontor::host {

namespace {

constexpr const char* kRight = "definitions.manage";

const Entity* entity_at(const Catalogue& catalogue, const std::string& name) {
  if (const Entity* const shown = catalogue.find(name)) return shown;
  const auto found = catalogue.hidden().find(name);
  return found == catalogue.hidden().end() ? nullptr : &found->second;
}

Error no_definition(const std::string& entity, const std::string& field) {
  return Error{ErrorCode::not_found, "there is no " + entity.substr(0, 63) +
                                         (field.empty() ? "" : "." + field.substr(0, 63))};
}

Adjustment& adjustment_at(CompanyDefinitions& company, const std::string& entity,
                          const std::string& field) {
  for (Adjustment& known : company.adjustments) {
    if (known.entity == entity && known.field == field) return known;
  }
  company.adjustments.push_back({entity, field, Json::object()});
  return company.adjustments.back();
}

Error in_use(const std::string& field, std::int64_t count) {
  return Error{ErrorCode::conflict,
               field + ": " + std::to_string(count) +
                   " records have a value; say values=erase to give them up",
               to_text(Json{{"code", "in-use"}, {"count", count}})};
}

Error still_used(const std::string& what, std::int64_t count) {
  return Error{ErrorCode::conflict,
               what + ": " + std::to_string(count) + " records have it; change them first",
               to_text(Json{{"code", "in-use"}, {"count", count}})};
}

const Pipeline* pipeline_in(const Entity& entity, const std::string& name) {
  const auto found = std::ranges::find(entity.pipelines, name, &Pipeline::name);
  return found == entity.pipelines.end() ? nullptr : &*found;
}

}  // namespace

Result<std::int64_t> DefinitionDesk::records_where(const Entity& entity, Filter filter) {
  return parts_.database.read([&](db::Session& session) -> Result<std::int64_t> {
    RecordQuery query{std::move(filter), {}, {}, {}, 1};
    query.total = true;
    return TRY(parts_.records.store().list(session, entity, query)).total->count;
  });
}

// Deals stand in its stages: one that goes must be empty.
Status DefinitionDesk::check_stages(const Entity& present, const Pipeline& pipeline,
                                    const Pipeline* next) {
  for (const Stage& stage : pipeline.stages) {
    if (next != nullptr && next->find(stage.name) != nullptr) continue;
    std::vector<Filter> both{Filter::of({"pipeline", FilterOp::eq, pipeline.name}),
                             Filter::of({"stage", FilterOp::eq, stage.name})};
    const std::int64_t used = TRY(records_where(present, Filter::all_of(std::move(both))));
    if (used > 0) return still_used("stage " + stage.name, used);
  }
  return ok();
}

Status DefinitionDesk::check_choices(const Entity& present, const Field& field,
                                     const Json& choices) {
  const FilterOp op = field.type == FieldType::multi_choice ? FilterOp::has : FilterOp::eq;
  for (const Choice& choice : field.choices) {
    const bool stays = std::any_of(choices.begin(), choices.end(), [&](const Json& kept) {
      return kept.value("value", "") == choice.value;
    });
    if (stays) continue;
    const std::int64_t used =
        TRY(records_where(present, Filter::of({field.name, op, choice.value})));
    if (used > 0) return still_used("choice " + choice.value, used);
  }
  return ok();
}

Result<Entity> DefinitionDesk::change(const Principal& principal, const std::string& entity,
                                      const std::string& field, CompanyDefinitions next,
                                      const Step& step) {
  const auto catalogue = TRY(parts_.definitions.preview(next));
  const Entity* const changed = entity_at(*catalogue, entity);
  if (changed == nullptr) return no_definition(entity, "");
  const EventCause cause = cause_of(principal);
  const Status written = parts_.database.transaction([&](db::Session& session) -> Status {
    TRY(prepare_table(session, *changed));
    TRY(step(session, *catalogue));
    const Json detail{{"field", field}};
    TRY(AuditLog(parts_.clock)
            .append(session, audit_actor(principal), {{"define", entity, "", detail}}));
    return parts_.outbox.append(session, {{"definition.changed",
                                           {{"entity", entity}, {"field", field}},
                                           cause.origin,
                                           cause.actor}});
  });
  if (!written) return written.error();
  // Tables first: a reader with the new catalogue finds every column.
  parts_.records.store().adopt(*catalogue);
  TRY(parts_.definitions.configure(std::move(next)));
  parts_.outbox.announce();
  return *changed;
}

Result<Entity> DefinitionDesk::add_entity(const Principal& principal, const Json& body) {
  TRY(require_right(principal, kRight));
  Entity entity = TRY(Entity::parse(body));
  entity.custom = true;
  const std::lock_guard lock(mutex_);
  CompanyDefinitions next = parts_.definitions.company();
  next.entities.push_back(entity);
  return change(principal, entity.name, "", std::move(next),
                [&](db::Session& session, const Catalogue&) {
                  return DefinitionStore::keep_entity(session, body, entity.name);
                });
}

Result<Entity> DefinitionDesk::add_field(const Principal& principal, const std::string& entity,
                                         const Json& body) {
  TRY(require_right(principal, kRight));
  Field field = TRY(Field::parse(body));
  const std::string name = field.name;
  const std::lock_guard lock(mutex_);
  if (entity_at(*parts_.definitions.now(), entity) == nullptr) return no_definition(entity, "");
  CompanyDefinitions next = parts_.definitions.company();
  next.fields.push_back({entity, std::move(field)});
  return change(principal, entity, name, std::move(next),
                [&](db::Session& session, const Catalogue&) {
                  return DefinitionStore::keep_field(session, entity, body, name);
                });
}

Result<Entity> DefinitionDesk::adjust(const Principal& principal, const std::string& entity,
                                      const std::string& field, const Json& change_asked) {
  TRY(require_right(principal, kRight));
  const std::lock_guard lock(mutex_);
  const auto catalogue = parts_.definitions.now();
  const Entity* const present = entity_at(*catalogue, entity);
  if (present == nullptr) return no_definition(entity, "");
  CompanyDefinitions next = parts_.definitions.company();
  Adjustment& adjustment = adjustment_at(next, entity, field);
  adjustment.change.update(change_asked);
  const Adjustment kept = adjustment;
  const Field* const known = present->find(field);
  if (known != nullptr) {
    const auto after = TRY(parts_.definitions.preview(next));
    const Entity* const changed = entity_at(*after, entity);
    const Field* const then = changed == nullptr ? nullptr : changed->find(field);
    if (then != nullptr && then->required && !change_asked.value("required", true))
      return Error{ErrorCode::invalid_argument,
                   entity + "." + field + ": the product needs this field; it stays required",
                   R"({"code":"definition-refused"})"};
    if (change_asked.contains("choices"))
      TRY(check_choices(*present, *known, change_asked["choices"]));
  }
  return change(principal, entity, field, std::move(next),
                [&](db::Session& session, const Catalogue&) {
                  return DefinitionStore::keep_adjustment(session, kept);
                });
}

Result<Entity> DefinitionDesk::remove_field(const Principal& principal, const std::string& entity,
                                            const std::string& name, Values values) {
  TRY(require_right(principal, kRight));
  const std::lock_guard lock(mutex_);
  const auto catalogue = parts_.definitions.now();
  const Entity* const present = entity_at(*catalogue, entity);
  const Field* field = present == nullptr ? nullptr : present->find(name);
  if (field == nullptr && present != nullptr) field = present->find_switched_off(name);
  CompanyDefinitions next = parts_.definitions.company();
  const auto own = std::erase_if(next.fields, [&](const CompanyDefinitions::CustomField& known) {
    return known.entity == entity && known.field.name == name;
  });
  if (field == nullptr || own == 0) return no_definition(entity, name);
  std::erase_if(next.adjustments, [&](const Adjustment& known) {
    return known.entity == entity && known.field == name;
  });
  if (values == Values::keep) {
    const auto used = parts_.database.read([&](db::Session& session) {
      return parts_.records.store().count_set(session, *present, *field);
    });
    if (!used) return used.error();
    if (*used > 0) return in_use(name, *used);
  }
  return change(principal, entity, name, std::move(next),
                [&](db::Session& session, const Catalogue&) -> Status {
                  TRY(empty_field(session, *present, *field));
                  for (const char* companion : {"_entered", "_flag", "_extension"}) {
                    const Field* const beside = present->find(name + companion);
                    if (beside != nullptr) TRY(empty_field(session, *present, *beside));
                  }
                  return DefinitionStore::forget_field(session, entity, name);
                });
}

Result<Entity> DefinitionDesk::set_pipeline(const Principal& principal, const std::string& entity,
                                            const Json& body) {
  TRY(require_right(principal, kRight));
  Pipeline pipeline = TRY(Pipeline::parse(body));
  const std::string name = pipeline.name;
  const std::lock_guard lock(mutex_);
  const auto catalogue = parts_.definitions.now();
  const Entity* const present = entity_at(*catalogue, entity);
  if (present == nullptr) return no_definition(entity, "");
  if (const Pipeline* const known = pipeline_in(*present, name))
    TRY(check_stages(*present, *known, &pipeline));
  CompanyDefinitions next = parts_.definitions.company();
  std::erase_if(next.pipelines, [&](const CompanyDefinitions::CustomPipeline& known) {
    return known.entity == entity && known.pipeline.name == name;
  });
  next.pipelines.push_back({entity, std::move(pipeline)});
  return change(principal, entity, "pipeline", std::move(next),
                [&](db::Session& session, const Catalogue&) {
                  return DefinitionStore::keep_pipeline(session, entity, body, name);
                });
}

Result<Entity> DefinitionDesk::remove_pipeline(const Principal& principal,
                                               const std::string& entity, const std::string& name) {
  TRY(require_right(principal, kRight));
  const std::lock_guard lock(mutex_);
  const auto catalogue = parts_.definitions.now();
  const Entity* const present = entity_at(*catalogue, entity);
  const Pipeline* const known = present == nullptr ? nullptr : pipeline_in(*present, name);
  CompanyDefinitions next = parts_.definitions.company();
  const auto own = std::erase_if(next.pipelines, [&](const auto& each) {
    return each.entity == entity && each.pipeline.name == name;
  });
  if (known == nullptr) return no_definition(entity, name);
  if (own == 0)
    return Error{ErrorCode::conflict, "pipeline " + name.substr(0, 63) + " is built in and stays",
                 R"({"code":"built-in"})"};
  const auto after = TRY(parts_.definitions.preview(next));
  const Entity* const changed = entity_at(*after, entity);
  TRY(check_stages(*present, *known, changed == nullptr ? nullptr : pipeline_in(*changed, name)));
  return change(principal, entity, "pipeline", std::move(next),
                [&](db::Session& session, const Catalogue&) {
                  return DefinitionStore::forget_pipeline(session, entity, name);
                });
}

}  // namespace kontor::host
