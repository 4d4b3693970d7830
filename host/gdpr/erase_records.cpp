#include "host/gdpr/erase_records.hpp"

#include <algorithm>

#include "host/app/record_links.hpp"
#include "host/gdpr/redacted_text.hpp"
#include "host/store/record_layout.hpp"
#include "host/store/record_tables.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kTracesAtOnce = 500;

void count_one(Json& counts, const std::string& entity) {
  counts[entity] = counts.value(entity, std::int64_t{0}) + 1;
}

bool is_text(const Field& field) {
  return field.type == FieldType::text || field.type == FieldType::long_text;
}

// What goes out of a record that stays.
struct Clearing {
  Json changes = Json::object();
  bool personal = false;  // More than the pointers.
};

// The pointers; of a record about them also everything with a class, where a required text says so
// instead, and their name in what else is written there.
Clearing without_person(const Entity& entity, const Subject& subject,
                        const std::vector<std::string>& names, bool theirs, const Json& fields) {
  Clearing clearing;
  for (const Field& field : entity.fields) {
    const auto value = fields.find(field.name);
    if (value == fields.end() || !field.plugin.empty()) continue;
    Json left = *value;
    if (field.type == FieldType::reference && subject.contains(*value)) {
      clearing.changes[field.name] = nullptr;
      continue;
    }
    if (!theirs) continue;
    if (is_personal(field))
      left = field.required && is_text(field) ? Json(kErased) : Json();
    else if (field.type == FieldType::file)
      left = nullptr;
    else if (is_text(field) && !field.read_only)
      left = redacted_text(value->get<std::string>(), names);
    if (left == *value) continue;
    clearing.changes[field.name] = std::move(left);
    clearing.personal = true;
  }
  return clearing;
}

}  // namespace

// In one step with its traces: what was cleared already is not found again after a kill -9.
Status RecordEraser::purge(db::Session& session, const std::string& entity, const std::string& id) {
  TRY(records.store().purge(session, entity, id, followers_of(entity)));
  records.forget(id);
  return forget_traces(session, {id});
}

// Fields that were switched off keep their values, though nobody sees them.
Status RecordEraser::empty_switched_off(db::Session& session, const Entity& entity,
                                        const std::string& id) {
  Entity off;
  off.name = entity.name;
  for (const Field& field : entity.switched_off)
    if (is_personal(field) && field.plugin.empty()) off.fields.push_back(field);
  if (off.fields.empty()) return ok();
  const RecordLayout rows(off);
  // An opt-in field that was never in use has no column.
  const auto present = TRY(columns_of_table(session, rows.table()));
  std::string set;
  for (const auto& column : rows.columns())
    if (present.contains(column.name))
      set += (set.empty() ? "" : ", ") + sql_name(column.name) + " = NULL";
  if (set.empty()) return ok();
  TRY(session.execute("UPDATE " + rows.table() + " SET " + set + " WHERE id = $1", {id}));
  return ok();
}

// Past the plugins' hooks: nobody may refuse it.
Result<bool> RecordEraser::clear(db::Session& session, const Entity& entity, const Subject& subject,
                                 const std::vector<std::string>& names, const Record& record,
                                 bool theirs) {
  const Principal system = Principal::system();
  std::vector<PendingSave> batch(1);
  PendingSave& save = batch.front();
  save.before = TRY(records.store().find(session, entity.name, record.id));
  if (!save.before) return false;
  if (theirs) TRY(empty_switched_off(session, entity, record.id));
  const Clearing clearing = without_person(entity, subject, names, theirs, save.before->fields);
  if (clearing.changes.empty()) return false;
  save.after = *save.before;
  save.changes = clearing.changes;
  const SavePipeline steps = records.pipeline(entity, system);
  steps.validate(batch);
  if (!save.problem) TRY(steps.write(session, batch));
  records.forget(record.id);
  // Nothing without the person: a lead that is a name and a number.
  if (save.problem) {
    TRY(purge(session, entity.name, record.id));
  } else if (clearing.personal) {
    TRY(forget_traces(session, {record.id}));
  }
  return true;
}

Result<bool> RecordEraser::treat(db::Session& session, const Catalogue& catalogue,
                                 const Subject& subject, const std::vector<std::string>& names,
                                 const PersonRecords::Found& found) {
  const std::string& kind = found.record.entity;
  const Entity* entity = catalogue.find(kind);
  const auto hidden = catalogue.hidden().find(kind);
  if (entity == nullptr && hidden != catalogue.hidden().end()) entity = &hidden->second;
  const bool goes = entity == nullptr || entity->engine_only || found.record.deleted_at_ms ||
                    (found.theirs && !found.hangs && goes_with_person(*entity));
  if (!goes) return clear(session, *entity, subject, names, found.record, found.theirs);
  TRY(purge(session, kind, found.record.id));
  return true;
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

// The subject's own records: a person goes, whoever else stays in the counts as nobody.
Status RecordEraser::finish(db::Session& session, const AuditActor& actor, const Subject& subject,
                            const std::string& erasure, Json& counts) {
  const auto catalogue = records.definitions().now();
  const Entity* const entity = TRY(catalogue->require(subject.entity));
  const RecordStore& store = records.store();
  const AuditLog log(clock);
  const auto names = subject.names(*catalogue);
  std::int64_t forgotten = 0;
  for (const std::string& id : subject.ids) {
    auto record = TRY(store.find(session, entity->name, id));
    if (!record) record = TRY(store.find_deleted(session, entity->name, id));
    std::vector<std::string> marks;
    if (record) marks = tombstones.marks_of(*entity, record->fields);
    TRY(tombstones.leave(session, id, erasure, marks, clock.now_ms()));
    const bool stays = record && !record->deleted_at_ms && entity->name != "person";
    const bool gone = stays
                          ? TRY(clear(session, *entity, subject, names, *record, /*theirs=*/true))
                          : TRY(store.purge(session, entity->name, id, followers_of(entity->name)));
    if (gone) count_one(counts, entity->name);
    forgotten += TRY(log.erase(session, actor, id));
  }
  TRY(session.execute("DELETE FROM record_merge WHERE entity = $1 AND into_id = $2",
                      {entity->name, subject.ids.front()}));
  TRY(forget_traces(session, subject.ids));
  counts["audit_entries"] = forgotten;
  return ok();
}

Result<Json> RecordEraser::erase(const AuditActor& actor, const std::string& person,
                                 const std::string& erasure, const Also& also) {
  const auto catalogue = records.definitions().now();
  const PersonRecords scope{*catalogue, database, records.store()};
  const Subject subject = TRY(scope.subject(person));
  const auto names = subject.names(*catalogue);
  std::vector<PersonRecords::Found> all;
  TRY(scope.each(subject, [&](const PersonRecords::Found& found) -> Status {
    all.push_back(found);
    return ok();
  }));
  Json before = Json::object();
  // What hangs on a record comes before it: the pointer that leads there goes last, so that a
  // kill -9 leaves nothing that is not found again.
  for (auto found = all.rbegin(); found != all.rend(); ++found) {
    const auto treated = database.transaction(
        [&](db::Session& session) { return treat(session, *catalogue, subject, names, *found); });
    if (!treated) return treated.error();
    if (*treated) count_one(before, found->record.entity);
  }
  Json counts;
  const Status done = database.transaction([&](db::Session& session) -> Status {
    counts = before;  // A transaction may run more than once.
    TRY(finish(session, actor, subject, erasure, counts));
    TRY(AuditLog(clock).append(session, actor,
                               {{"person.erase", subject.entity, "", {{"erasure", erasure}}}}));
    if (subject.entity == "person")
      TRY(outbox.append(session, {{"person.purged", {{"entity", "person"}, {"id", person}}}}));
    return also ? also(session, counts) : ok();
  });
  if (!done) return done.error();
  outbox.announce();
  return counts;
}

}  // namespace kontor::host
