#include "host/app/definition_desk.hpp"
#include "host/app/record_links.hpp"
#include "host/store/definition_store.hpp"

// A kind of record that a company made for itself and needs no more.
namespace kontor::host {

namespace {

Error records_in_use(const std::string& entity, std::int64_t count) {
  return Error{ErrorCode::conflict,
               entity + ": there are " + std::to_string(count) +
                   " records of this kind; say values=erase to give them and their timelines up",
               to_text(Json{{"code", "in-use"}, {"count", count}})};
}

// Fields of others that point to it; the timeline is no such field, it goes along.
Status check_nothing_points_to(const Catalogue& catalogue, const std::string& entity) {
  Json fields = Json::array();
  for (const auto& pointer : pointers_to(catalogue, entity))
    if (pointer.entity != entity) fields.push_back(pointer.entity + "." + pointer.field);
  if (fields.empty()) return ok();
  return Error{ErrorCode::conflict,
               entity + ": remove what points to it first: " + fields[0].get<std::string>(),
               to_text(Json{{"code", "still-referred-to"}, {"fields", fields}})};
}

template <typename Items>
void forget_of(Items& items, const std::string& entity) {
  std::erase_if(items, [&](const auto& item) { return item.entity == entity; });
}

}  // namespace

Status DefinitionDesk::purge_views(db::Session& session, const std::string& entity) {
  RecordStore& store = parts_.records.store();
  for (const char* kind : {"view", "segment", "report"}) {
    for (const Record& view : TRY(store.find_by_key(session, kind, "of", {entity})))
      TRY(store.purge(session, kind, view.id, {}));
  }
  return ok();
}

Result<std::int64_t> DefinitionDesk::remove_entity(const Principal& principal,
                                                   const std::string& entity, Values values) {
  TRY(require_right(principal, "definitions.manage"));
  const std::lock_guard lock(mutex_);
  CompanyDefinitions next = parts_.definitions.company();
  const auto own =
      std::erase_if(next.entities, [&](const Entity& known) { return known.name == entity; });
  if (own == 0)
    return Error{ErrorCode::not_found,
                 "there is no kind of record of your own named " + entity.substr(0, 63)};
  forget_of(next.fields, entity);
  forget_of(next.pipelines, entity);
  forget_of(next.adjustments, entity);
  TRY(check_nothing_points_to(*parts_.definitions.now(), entity));
  const auto catalogue = TRY(parts_.definitions.preview(next));
  const RecordStore& store = parts_.records.store();
  const EventCause cause = cause_of(principal);
  const auto removed =
      parts_.database.transaction([&](db::Session& session) -> Result<std::int64_t> {
        const auto count = TRY(store.count_rows(session, entity));
        if (values == Values::keep && count > 0) return records_in_use(entity, count);
        const auto purged = TRY(store.purge_all(session, entity, followers_of(entity)));
        TRY(purge_views(session, entity));
        TRY(DefinitionStore::forget_entity(session, entity));
        const Json detail{{"removed", true}, {"records", purged}};
        TRY(AuditLog(parts_.clock)
                .append(session, audit_actor(principal), {{"define", entity, "", detail}}));
        TRY(parts_.outbox.append(session, {{"definition.changed",
                                            {{"entity", entity}, {"field", ""}, {"removed", true}},
                                            cause.origin,
                                            cause.actor}}));
        return purged;
      });
  if (!removed) return removed.error();
  TRY(parts_.definitions.configure(std::move(next)));
  parts_.outbox.announce();
  return *removed;
}

}  // namespace kontor::host
