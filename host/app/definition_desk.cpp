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

}  // namespace

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
  if (entity_at(*parts_.definitions.now(), entity) == nullptr) return no_definition(entity, "");
  CompanyDefinitions next = parts_.definitions.company();
  Adjustment& adjustment = adjustment_at(next, entity, field);
  adjustment.change.update(change_asked);
  const Adjustment kept = adjustment;
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
  // Deals stand in its stages: one that goes must be empty.
  for (const Pipeline& known : present->pipelines) {
    if (known.name != name) continue;
    for (const Stage& stage : known.stages) {
      if (pipeline.find(stage.name) != nullptr) continue;
      const auto used = parts_.database.read([&](db::Session& session) -> Result<Total> {
        std::vector<Filter> both{Filter::of({"pipeline", FilterOp::eq, name}),
                                 Filter::of({"stage", FilterOp::eq, stage.name})};
        RecordQuery query{Filter::all_of(std::move(both)), {}, {}, {}, 1};
        query.total = true;
        const RecordPage page = TRY(parts_.records.store().list(session, *present, query));
        return *page.total;
      });
      if (!used) return used.error();
      if (used->count > 0) return in_use("stage " + stage.name, used->count);
    }
  }
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

}  // namespace kontor::host
