#include "host/app/records.hpp"

namespace kontor::host {

namespace {

Json activity_fields(const TimelineEntry& entry, TimeMs now_ms, bool is_new) {
  Json fields{
      {"subject_entity", entry.subject_entity}, {"subject", entry.subject}, {"kind", entry.kind}};
  const auto put = [&](const char* name, const std::string& text) {
    if (!text.empty()) fields[name] = text;
  };
  put("summary", entry.summary);
  put("body", entry.body);
  put("direction", entry.direction);
  put("state", entry.state);
  put("external_id", entry.external_id);
  if (entry.duration_s) fields["duration_s"] = *entry.duration_s;
  if (entry.occurred_at_ms || is_new) {
    fields["occurred_at"] = to_rfc3339(entry.occurred_at_ms.value_or(now_ms));
  }
  return fields;
}

}  // namespace

Result<RecordPage> Records::timeline(const Principal& principal, const std::string& entity,
                                     const std::string& id, const std::string& cursor, int limit,
                                     const std::string& purpose) {
  TRY(get(principal, entity, id, purpose));
  ListRequest request;
  request.entity = "activity";
  request.filter = Json::array({{{"field", "subject"}, {"op", "eq"}, {"value", id}},
                                {{"field", "subject_entity"}, {"op", "eq"}, {"value", entity}}});
  request.sort = "-occurred_at";
  request.cursor = cursor;
  request.limit = limit;
  return list(principal, request);
}

Result<std::string> Records::add_to_timeline(const Principal& principal,
                                             const TimelineEntry& entry) {
  const auto catalogue = parts_.definitions.now();
  TRY(catalogue->require(entry.subject_entity));
  TRY(require(principal, "activity", Verb::create));
  auto known = parts_.database.read([&](db::Session& session) {
    return store_.present(session, entry.subject_entity, {entry.subject});
  });
  if (TRY(std::move(known)).empty()) {
    return Error{ErrorCode::not_found, "there is no such " + entry.subject_entity};
  }
  std::optional<Record> earlier;
  if (!entry.external_id.empty()) {
    ListRequest request;
    request.entity = "activity";
    request.filter =
        Json::array({{{"field", "plugin"}, {"op", "eq"}, {"value", principal.id}},
                     {{"field", "external_id"}, {"op", "eq"}, {"value", entry.external_id}}});
    request.limit = 1;
    RecordPage page = TRY(list(Principal::system(), request));
    if (!page.records.empty()) earlier = std::move(page.records.front());
  }
  const Entity* const activity = TRY(catalogue->require("activity"));
  const SavePipeline steps = pipeline(*activity, principal);
  std::vector<PendingSave> batch(1);
  PendingSave& save = batch.front();
  save.changes = activity_fields(entry, parts_.clock.now_ms(), !earlier);
  save.changes["plugin"] = principal.id;
  save.after.entity = "activity";
  save.after.id = earlier ? earlier->id : parts_.ids.next();
  if (earlier) save.after = *earlier;
  save.before = std::move(earlier);
  steps.validate(batch);
  TRY(steps.run_hooks(batch));
  if (save.problem) return *save.problem;
  const Status written = parts_.database.transaction([&](db::Session& session) -> Status {
    TRY(steps.write(session, batch));
    if (save.problem) return *save.problem;
    return ok();
  });
  if (!written) return written.error();
  parts_.outbox.announce();
  return save.after.id;
}

}  // namespace kontor::host
