#include "host/app/save_pipeline.hpp"

#include <algorithm>

#include "host/access/chain_heads.hpp"
#include "host/app/save_effects.hpp"
#include "host/app/tombstones.hpp"
#include "host/app/unique_values.hpp"
#include "host/core/pipeline.hpp"
#include "host/core/values.hpp"

namespace kontor::host {

namespace {

std::vector<std::string> differences(const Json& before, const Json& after) {
  std::vector<std::string> names;
  for (const auto& [name, value] : after.items()) {
    const auto old = before.find(name);
    if (old == before.end() || *old != value) names.push_back(name);
  }
  for (const auto& [name, value] : before.items()) {
    if (!after.contains(name)) names.push_back(name);
  }
  return names;
}

}  // namespace

Error stale_version(std::int64_t present) {
  return Error{ErrorCode::conflict, "somebody changed this record in the meantime",
               to_text(Json{{"status", 412}, {"code", "stale-version"}, {"version", present}})};
}

void SavePipeline::apply(PendingSave& save, const Json& changes) const {
  ChangeRules rules{parts_.phone, parts_.clock.now_ms(), !save.before};
  const bool person = actor_.kind == PrincipalKind::user || actor_.kind == PrincipalKind::token;
  if (person) rules.user_id = actor_.id;
  if (save.before) rules.before = &save.before->fields;
  rules.service = parts_.service.get();
  rules.catalogue = parts_.catalogue.get();
  const Status applied = apply_changes(entity_, changes, rules, save.after.fields);
  if (!applied) save.problem = applied.error();
}

void SavePipeline::validate(std::vector<PendingSave>& batch) const {
  for (PendingSave& save : batch) {
    if (save.problem) continue;
    if (save.before) save.after.fields = save.before->fields;
    apply(save, save.changes);
    if (!save.problem && save.before) {
      save.changed = differences(save.before->fields, save.after.fields);
    }
  }
}

bool SavePipeline::asks_hooks() const {
  return parts_.hooks != nullptr && parts_.hooks->wants(entity_.name);
}

Status SavePipeline::run_hooks(std::vector<PendingSave>& batch) const {
  if (!asks_hooks()) return ok();
  std::vector<PendingRecord> records;
  std::vector<PendingSave*> asked;
  for (PendingSave& save : batch) {
    if (!save.is_written()) continue;
    records.push_back({save.after.id, !save.before, save.after.fields});
    asked.push_back(&save);
  }
  if (asked.empty()) return ok();
  auto answers = TRY(parts_.hooks->before_save(entity_.name, records, actor_));
  if (answers.size() != asked.size()) {
    return Error{ErrorCode::internal, "the hooks answered for another number of records"};
  }
  for (std::size_t i = 0; i < asked.size(); ++i) {
    asked[i]->gaps = std::move(answers[i].gaps);
    if (answers[i].refusal) {
      asked[i]->problem = Error{ErrorCode::invalid_argument, *answers[i].refusal,
                                to_text(Json{{"code", "refused-by-add-on"}})};
    } else if (!answers[i].patch.is_null()) {
      apply(*asked[i], answers[i].patch);
    }
  }
  return ok();
}

Status SavePipeline::check(db::Session& session, std::vector<PendingSave>& batch) const {
  // A record that is to be restored brings all it has.
  for (PendingSave& save : batch) {
    if (!save.problem && !save.before && save.changed.empty())
      save.changed = differences(Json::object(), save.after.fields);
  }
  TRY(check_references(session, batch));
  TRY(check_subjects(session, batch));
  TRY(check_places(session, batch));
  if (parts_.tombstones != nullptr) TRY(parts_.tombstones->check(session, entity_, batch));
  return check_unique(session, parts_.store, entity_, batch);
}

Status SavePipeline::write(db::Session& session, std::vector<PendingSave>& batch,
                           const Json& context) const {
  const TimeMs now_ms = parts_.clock.now_ms();
  const Json none = Json::object();
  for (PendingSave& save : batch) {
    if (save.problem) continue;
    save.changed = differences(save.before ? save.before->fields : none, save.after.fields);
    if (!save.is_written()) continue;
    save.after.version = save.before ? save.before->version + 1 : 1;
    save.after.updated_at_ms = now_ms;
    if (save.after.created_at_ms == 0) save.after.created_at_ms = now_ms;
  }
  TRY(check(session, batch));
  // The chains' heads, which the trail goes behind. Of many records at once: so that the database
  // writes them while their trail is made, and nobody waits for it in between.
  if (batch.size() > 1) TRY(ChainHeads::of(session).look(session));
  ChainHeads::of(session).foresee(session);
  std::vector<const Record*> created;
  for (PendingSave& save : batch) {
    if (!save.is_written()) continue;
    if (!save.before) {
      created.push_back(&save.after);
      continue;
    }
    const bool kept = TRY(parts_.store.update(session, *save.before, save.after));
    if (!kept) save.problem = stale_version(save.before->version);
  }
  TRY(parts_.store.insert(session, entity_.name, created));
  if (!entity_.pipelines.empty()) TRY(write_stage_changes(session, batch));
  TRY(note_gaps(session, batch));
  TRY(write_effects(session, parts_, entity_, actor_, batch));
  return write_trail(session, batch, context);
}

Status SavePipeline::follow(db::Session& session, const Record& record) const {
  return write_effects_of(session, parts_, entity_, actor_, record);
}

// A stage reached on the way counts from the same moment; the first one of a new deal from
// its creation, the last ones of a closed deal from its closing.
Status SavePipeline::write_stage_changes(db::Session& session,
                                         const std::vector<PendingSave>& batch) const {
  std::vector<Record> rows;
  for (const PendingSave& save : batch) {
    if (!save.is_written() || !save.has_changed("stage")) continue;
    const Json& fields = save.after.fields;
    const Pipeline* const pipeline = pipeline_of(entity_.pipelines, fields);
    if (pipeline == nullptr) continue;
    const auto from = save.before ? save.before->fields.value("stage", "") : std::string();
    const std::string now =
        to_rfc3339(save.before ? save.after.updated_at_ms : save.after.created_at_ms);
    const std::string reached = fields.value("closed_at", now);
    for (const StageChange& change : stage_changes(*pipeline, from, fields.value("stage", "new"))) {
      const bool first = !save.before && change.position == 1;
      Record row;
      row.id = parts_.ids.next();
      row.entity = "stage_change";
      row.created_at_ms = row.updated_at_ms = save.after.updated_at_ms;
      row.fields = {{"deal", save.after.id},
                    {"pipeline", pipeline->name},
                    {"stage", change.stage},
                    {"position", change.position},
                    {"changed_at", first ? now : reached},
                    {"passed", change.passed}};
      if (change.position == 0) row.fields.erase("position");
      rows.push_back(std::move(row));
    }
  }
  std::vector<const Record*> made;
  made.reserve(rows.size());
  for (const Record& row : rows) made.push_back(&row);
  return parts_.store.insert(session, "stage_change", made);
}

Status SavePipeline::note_gaps(db::Session& session, const std::vector<PendingSave>& batch) const {
  std::vector<GapOfRecord> gaps;
  for (const PendingSave& save : batch) {
    if (!save.is_written()) continue;
    for (const HookGap& gap : save.gaps) gaps.push_back({save.after.id, gap});
  }
  if (gaps.empty()) return ok();
  return parts_.hooks->note_gaps(session, entity_.name, gaps);
}

Status SavePipeline::write_trail(db::Session& session, const std::vector<PendingSave>& batch,
                                 const Json& context) const {
  std::vector<AuditEntry> entries;
  std::vector<Outbox::NewEvent> events;
  const EventCause cause = cause_of(actor_);
  for (const PendingSave& save : batch) {
    if (!save.is_written()) continue;
    const Json changed = save.changed;
    Json detail = context.is_null() ? Json::object() : context;
    detail["fields"] = changed;
    entries.push_back(
        {save.before ? "update" : "create", entity_.name, save.after.id, std::move(detail)});
    Json payload = Json::object();
    payload["entity"] = entity_.name;
    payload["id"] = save.after.id;
    payload["version"] = save.after.version;
    payload["changed"] = changed;
    events.push_back({entity_.name + (save.before ? ".updated" : ".created"), payload, cause.origin,
                      cause.actor});
    if (entity_.name != "deal" || !save.has_changed("stage")) continue;
    const auto stage = save.after.fields.value("stage", "");
    payload["stage"] = stage;
    if (save.before) events.push_back({"deal.stage_changed", payload, cause.origin, cause.actor});
    if (stage == "won" || stage == "lost")
      events.push_back({"deal." + stage, payload, cause.origin, cause.actor});
  }
  if (entries.empty()) return ok();
  TRY(AuditLog(parts_.clock).append(session, audit_actor(actor_), entries));
  return parts_.outbox.append(session, events);
}

}  // namespace kontor::host
