#include <algorithm>

#include "host/app/record_links.hpp"
#include "host/app/record_scope.hpp"
#include "host/app/records.hpp"

// Deleting, restoring, and taking away for good.
namespace kontor::host {

namespace {

bool is_follower(const std::vector<RecordStore::Follower>& followers,
                 const RecordStore::Follower& pointer) {
  return std::any_of(followers.begin(), followers.end(), [&](const auto& known) {
    return known.entity == pointer.entity && known.field == pointer.field;
  });
}

Error still_referred_to(const RecordStore::Follower& pointer) {
  return Error{ErrorCode::conflict,
               "a record of kind " + pointer.entity + " still refers to it (" + pointer.field + ")",
               R"({"code":"still-referred-to"})"};
}

Status check_unreferred(db::Session& session, const RecordStore& store, const Catalogue& catalogue,
                        const std::string& entity, const std::string& id) {
  const auto followers = followers_of(entity);
  for (const auto& pointer : pointers_to(catalogue, entity)) {
    if (is_follower(followers, pointer)) continue;
    const auto users = TRY(store.find_by_key(session, pointer.entity, pointer.field, {id}));
    // A record may well refer to itself.
    const bool others = std::any_of(users.begin(), users.end(), [&](const Record& user) {
      return pointer.entity != entity || user.id != id;
    });
    if (others) return still_referred_to(pointer);
  }
  return ok();
}

Error no_record(const std::string& entity) {
  return Error{ErrorCode::not_found, "there is no such " + entity};
}

}  // namespace

Status Records::write_trail(db::Session& session, const Principal& principal,
                            const std::string& action, const std::string& entity,
                            const std::string& id, Json detail) {
  const EventCause cause = cause_of(principal);
  Json payload{{"entity", entity}, {"id", id}};
  payload.update(detail);
  TRY(AuditLog(parts_.clock)
          .append(session, audit_actor(principal), {{action, entity, id, std::move(detail)}}));
  const std::string past = action == "delete"    ? ".deleted"
                           : action == "restore" ? ".restored"
                           : action == "merge"   ? ".merged"
                                                 : ".purged";
  return parts_.outbox.append(session,
                              {{entity + past, std::move(payload), cause.origin, cause.actor}});
}

Status Records::remove_in(db::Session& session, const Principal& principal,
                          const std::string& entity, const std::string& id,
                          std::optional<std::int64_t> version) {
  const auto catalogue = parts_.definitions.now();
  auto record = TRY(store_.find(session, entity, id));
  if (!record) return no_record(entity);
  Json nothing = Json::object();
  const Entity* const definition = TRY(catalogue->require(entity));
  TRY(host::place(session, store_, *catalogue, principal, *definition, {&*record}));
  TRY(check_writable(principal, *definition, Verb::remove, *record, nothing));
  if (version && *version != record->version) return stale_version(record->version);
  TRY(check_unreferred(session, store_, *catalogue, entity, id));
  TRY(store_.remove(session, entity, id, followers_of(entity), parts_.clock.now_ms()));
  TRY(pipeline(*definition, principal).follow(session, *record));
  return write_trail(session, principal, "delete", entity, id, Json::object());
}

Status Records::remove(const Principal& principal, const std::string& entity, const std::string& id,
                       std::optional<std::int64_t> version) {
  const auto catalogue = parts_.definitions.now();
  const Entity* const definition = TRY(catalogue->require(entity));
  TRY(check_writable(principal, *definition, Verb::remove, Json::object()));
  Status removed = parts_.database.transaction(
      [&](db::Session& session) { return remove_in(session, principal, entity, id, version); });
  if (!removed) return removed;
  parts_.outbox.announce();
  return ok();
}

Result<Record> Records::restore(const Principal& principal, const std::string& entity,
                                const std::string& id) {
  const auto catalogue = parts_.definitions.now();
  const Entity* const definition = TRY(catalogue->require(entity));
  TRY(check_writable(principal, *definition, Verb::create, Json::object()));
  const SavePipeline steps = pipeline(*definition, principal);
  auto restored = parts_.database.transaction([&](db::Session& session) -> Result<Record> {
    auto deleted = TRY(store_.find_deleted(session, entity, id));
    if (!deleted) {
      // Restoring twice is restoring once.
      auto living = TRY(store_.find(session, entity, id));
      if (living) TRY(host::place(session, store_, *catalogue, principal, *definition, {&*living}));
      if (living && may_touch(principal, *definition, Verb::read, *living))
        return std::move(*living);
      return no_record(entity);
    }
    TRY(host::place(session, store_, *catalogue, principal, *definition, {&*deleted}));
    if (!may_touch(principal, *definition, Verb::create, *deleted)) return no_record(entity);
    if (const auto into = TRY(store_.merged_into(session, entity, id)))
      return Error{ErrorCode::conflict, "it was merged into another record",
                   to_text(Json{{"code", "merged"}, {"into", *into}})};
    // What it refers to may be gone, and its unique values taken.
    std::vector<PendingSave> batch(1);
    batch[0].after = std::move(*deleted);
    TRY(steps.check(session, batch));
    if (batch[0].problem) return *batch[0].problem;
    TRY(store_.restore(session, entity, id, followers_of(entity)));
    TRY(steps.follow(session, batch[0].after));
    TRY(write_trail(session, principal, "restore", entity, id, Json::object()));
    auto record = TRY(store_.find(session, entity, id));
    if (!record) return no_record(entity);
    return std::move(*record);
  });
  Record record = TRY(std::move(restored));
  parts_.outbox.announce();
  hide_fields(principal, *definition, record);
  return record;
}

Status Records::purge(const Principal& principal, const std::string& entity,
                      const std::string& id) {
  const auto catalogue = parts_.definitions.now();
  const Entity* const definition = TRY(catalogue->require(entity));
  TRY(check_writable(principal, *definition, Verb::remove, Json::object()));
  Status purged = parts_.database.transaction([&](db::Session& session) -> Status {
    auto present = TRY(store_.find(session, entity, id));
    const bool living = present.has_value();
    if (!present) present = TRY(store_.find_deleted(session, entity, id));
    if (present && !may_touch(principal, *definition, Verb::remove, *present))
      return no_record(entity);
    TRY(check_unreferred(session, store_, *catalogue, entity, id));
    if (!TRY(store_.purge(session, entity, id, followers_of(entity)))) return no_record(entity);
    if (living) TRY(pipeline(*definition, principal).follow(session, *present));
    return write_trail(session, principal, "purge", entity, id, Json::object());
  });
  if (!purged) return purged;
  recent_.forget(id);
  parts_.outbox.announce();
  return ok();
}

}  // namespace kontor::host
