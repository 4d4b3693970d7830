#include "host/gdpr/erase_records.hpp"

#include <algorithm>

#include "host/app/record_links.hpp"
#include "host/gdpr/person_scope.hpp"

namespace kontor::host {

namespace {

constexpr const char* kErased = "erased";
constexpr std::size_t kTracesAtOnce = 500;

// What only speaks of a person goes with them.
bool goes_along(const std::string& entity) {
  return entity == "activity" || entity == "contact_role" || entity == "task";
}

void count_one(Json& counts, const std::string& entity) {
  counts[entity] = counts.value(entity, std::int64_t{0}) + 1;
}

// The pointers and everything with a class; a required text says so instead.
Json without_person(const Entity& entity, const std::vector<std::string>& ids, const Json& fields) {
  Json changes = Json::object();
  for (const Field& field : entity.fields) {
    const auto value = fields.find(field.name);
    if (value == fields.end() || !field.plugin.empty()) continue;
    const bool points =
        value->is_string() && std::find(ids.begin(), ids.end(), *value) != ids.end();
    if (!is_personal(field) && !points) continue;
    const bool text = field.type == FieldType::text || field.type == FieldType::long_text;
    changes[field.name] = field.required && text ? Json(kErased) : Json();
  }
  return changes;
}

}  // namespace

Status RecordEraser::purge(const std::string& entity, const std::string& id) {
  return database.transaction([&](db::Session& session) -> Status {
    TRY(records.store().purge(session, entity, id, followers_of(entity)));
    return ok();
  });
}

// Past the plugins' hooks: nobody may refuse it.
Status RecordEraser::clear(const Entity& entity, const std::vector<std::string>& ids,
                           const Record& record) {
  const Principal system = Principal::system();
  const SavePipeline steps = records.pipeline(entity, system);
  const Status cleared = database.transaction([&](db::Session& session) -> Status {
    std::vector<PendingSave> batch(1);
    batch[0].before = TRY(records.store().find(session, entity.name, record.id));
    if (!batch[0].before) return Error{ErrorCode::not_found, "it is deleted"};
    batch[0].after = *batch[0].before;
    batch[0].changes = without_person(entity, ids, batch[0].before->fields);
    steps.validate(batch);
    if (!batch[0].problem) TRY(steps.write(session, batch));
    if (batch[0].problem) return *batch[0].problem;
    return ok();
  });
  if (cleared || cleared.error().code == ErrorCode::unavailable) return cleared;
  // Deleted already, or nothing without the person: a lead that is a name and a number.
  return purge(entity.name, record.id);
}

// Keys of backups, and values that undoing an import would bring back.
Status RecordEraser::forget_traces(db::Session& session,
                                   const std::vector<std::string>& records_of) {
  for (std::size_t at = 0; at < records_of.size(); at += kTracesAtOnce) {
    const auto begin = records_of.begin() + static_cast<std::ptrdiff_t>(at);
    const std::size_t count = std::min(kTracesAtOnce, records_of.size() - at);
    const std::vector<db::Value> ids(begin, begin + static_cast<std::ptrdiff_t>(count));
    const std::string list = db::placeholders(1, count);
    TRY(session.execute("DELETE FROM person_key WHERE person_id IN " + list, ids));
    TRY(session.execute("DELETE FROM import_change WHERE record_id IN " + list, ids));
    TRY(session.execute("DELETE FROM import_kept WHERE record_id IN " + list, ids));
    TRY(session.execute("DELETE FROM user_notice WHERE record_id IN " + list, ids));
    TRY(session.execute(
        "UPDATE import_row SET record_id = '', reason = '' WHERE record_id IN " + list, ids));
  }
  return ok();
}

Status RecordEraser::finish(db::Session& session, const AuditActor& actor,
                            const std::string& person, const std::string& erasure,
                            const std::vector<std::string>& ids, Json& counts) {
  const auto catalogue = records.definitions().now();
  const Entity* const entity = TRY(catalogue->require("person"));
  const RecordStore& store = records.store();
  const AuditLog log(clock);
  std::int64_t forgotten = 0;
  for (const std::string& id : ids) {
    auto record = TRY(store.find(session, "person", id));
    if (!record) record = TRY(store.find_deleted(session, "person", id));
    std::vector<std::string> marks;
    if (record) marks = tombstones.marks_of(*entity, record->fields);
    TRY(tombstones.leave(session, id, erasure, marks, clock.now_ms()));
    if (TRY(store.purge(session, "person", id, followers_of("person"))))
      count_one(counts, "person");
    forgotten += TRY(log.erase(session, actor, id));
  }
  TRY(session.execute("DELETE FROM record_merge WHERE entity = 'person' AND into_id = $1",
                      {person}));
  counts["audit_entries"] = forgotten;
  return ok();
}

Result<Json> RecordEraser::erase(const AuditActor& actor, const std::string& person,
                                 const std::string& erasure, const Also& also) {
  const auto catalogue = records.definitions().now();
  const PersonRecords scope{*catalogue, database, records.store()};
  auto known = database.read([&](db::Session& session) { return ids_of_person(session, person); });
  const std::vector<std::string> ids = TRY(std::move(known));
  const auto people = TRY(scope.people(ids));
  Json counts = Json::object();
  std::vector<std::pair<RecordStore::Follower, Record>> found;
  const auto note = [&](const RecordStore::Follower& mention, const Record& record) -> Status {
    found.emplace_back(mention, record);
    return ok();
  };
  TRY(scope.mentions(ids, note));
  TRY(scope.same_contact(people, note));
  for (const auto& [mention, record] : found) {
    const Entity* const entity = catalogue->find(mention.entity);
    if (entity == nullptr || entity->engine_only || goes_along(mention.entity) ||
        record.deleted_at_ms) {
      TRY(purge(mention.entity, record.id));
    } else {
      TRY(clear(*entity, ids, record));
    }
    count_one(counts, mention.entity);
  }
  // A deal that lost its pointer is nobody's trace.
  std::vector<std::string> traces = ids;
  traces.reserve(ids.size() + found.size());
  for (const auto& each : found) {
    const Entity* const entity = catalogue->find(each.first.entity);
    const bool personal = entity == nullptr || goes_along(entity->name) ||
                          std::any_of(entity->fields.begin(), entity->fields.end(), is_personal);
    if (personal) traces.push_back(each.second.id);
  }
  const Json before = counts;
  const Status done = database.transaction([&](db::Session& session) -> Status {
    counts = before;  // A transaction may run more than once.
    TRY(finish(session, actor, person, erasure, ids, counts));
    TRY(forget_traces(session, traces));
    TRY(AuditLog(clock).append(session, actor,
                               {{"person.erase", "person", "", {{"erasure", erasure}}}}));
    TRY(outbox.append(session, {{"person.purged", {{"entity", "person"}, {"id", person}}}}));
    return also ? also(session, counts) : ok();
  });
  if (!done) return done.error();
  outbox.announce();
  return counts;
}

}  // namespace kontor::host
