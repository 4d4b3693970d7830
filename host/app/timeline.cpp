#include <map>
#include <set>

#include "host/app/record_links.hpp"
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
  TRY(look_at(principal, entity, id, purpose));
  // Who joins has not been asked about the purpose.
  std::set<std::string> subjects;
  if (purpose.empty()) subjects = TRY(joined_timelines(entity, id));
  ListRequest request;
  request.entity = "activity";
  request.filter = Json::array({{{"field", "subject"}, {"op", "eq"}, {"value", id}},
                                {{"field", "subject_entity"}, {"op", "eq"}, {"value", entity}}});
  if (!subjects.empty()) {
    subjects.insert(id);
    request.filter = Json::array({{{"field", "subject"}, {"op", "in"}, {"value", subjects}}});
  }
  request.sort = "-occurred_at";
  request.cursor = cursor;
  request.limit = limit;
  return list(principal, request);
}

// The newest ones, where there are more than a filter holds.
Result<std::set<std::string>> Records::joined_timelines(const std::string& entity,
                                                        const std::string& id) {
  const auto sources = timeline_sources(entity);
  std::set<std::string> joined;
  if (sources.empty()) return joined;
  const int most = static_cast<int>((kInValuesMax - 1) / sources.size());
  const Status read = parts_.database.read([&](db::Session& session) -> Status {
    for (const TimelineSource& source : sources) {
      for (std::string& subject :
           TRY(store_.values_by(session, source.entity, source.wanted, source.field, id, most)))
        joined.insert(std::move(subject));
    }
    return ok();
  });
  TRY(read);
  return joined;
}

Result<std::string> Records::add_to_timeline(const Principal& principal,
                                             const TimelineEntry& entry) {
  auto added = TRY(add_all_to_timelines(principal, {entry}));
  return std::move(added.front());
}

// What this principal has added under the same names, by name.
Result<std::map<std::string, Record>> Records::added_before(
    const Principal& principal, const std::vector<TimelineEntry>& entries) {
  std::set<std::string> names;
  for (const TimelineEntry& entry : entries)
    if (!entry.external_id.empty()) names.insert(entry.external_id);
  std::map<std::string, Record> found;
  if (names.empty()) return found;
  ListRequest request;
  request.entity = "activity";
  request.filter = Json::array({{{"field", "plugin"}, {"op", "eq"}, {"value", principal.id}},
                                {{"field", "external_id"}, {"op", "in"}, {"value", names}}});
  request.limit = kListLimitMax;
  RecordPage page = TRY(list(Principal::system(), request));
  for (Record& record : page.records) {
    const std::string name = record.fields.value("external_id", "");
    found.emplace(name, std::move(record));
  }
  return found;
}

Result<std::vector<Result<std::string>>> Records::add_all_to_timelines(
    const Principal& principal, const std::vector<TimelineEntry>& entries) {
  if (entries.size() > static_cast<std::size_t>(kListLimitMax))
    return Error{ErrorCode::invalid_argument, "too many entries at once"};
  TRY(require(principal, "activity", Verb::create));
  const auto catalogue = parts_.definitions.now();
  for (const TimelineEntry& entry : entries) TRY(catalogue->require(entry.subject_entity));
  auto earlier = TRY(added_before(principal, entries));
  const Entity* const activity = TRY(catalogue->require("activity"));
  const SavePipeline steps = pipeline(*activity, principal);
  std::vector<PendingSave> batch;
  std::vector<std::size_t> places(entries.size());  // In the batch.
  std::map<std::string, std::size_t> named;
  for (std::size_t i = entries.size(); i-- > 0;) {
    const TimelineEntry& entry = entries[i];
    if (const auto later = named.find(entry.external_id); later != named.end()) {
      places[i] = later->second;
      continue;
    }
    places[i] = batch.size();
    if (!entry.external_id.empty()) named[entry.external_id] = batch.size();
    const auto before = earlier.find(entry.external_id);
    PendingSave& save = batch.emplace_back();
    save.changes = activity_fields(entry, parts_.clock.now_ms(), before == earlier.end());
    save.changes["plugin"] = principal.id;
    save.after.entity = "activity";
    if (before == earlier.end()) {
      save.after.id = parts_.ids.next();
    } else {
      save.after = before->second;
      save.before = std::move(before->second);
    }
  }
  steps.validate(batch);
  TRY(steps.run_hooks(batch));
  const std::vector<PendingSave> prepared = batch;  // The transaction may run more than once.
  TRY(parts_.database.transaction([&](db::Session& session) {
    batch = prepared;
    return steps.write(session, batch);
  }));
  parts_.outbox.announce();
  std::vector<Result<std::string>> answers;
  answers.reserve(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const PendingSave& save = batch[places[i]];
    if (save.problem && save.problem->detail.find(kNoSubject) != std::string::npos) {
      answers.emplace_back(
          Error{ErrorCode::not_found, "there is no such " + entries[i].subject_entity});
    } else if (save.problem) {
      answers.emplace_back(*save.problem);
    } else {
      answers.emplace_back(save.after.id);
    }
  }
  return answers;
}

}  // namespace kontor::host
