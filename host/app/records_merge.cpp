#include <algorithm>

#include "host/app/record_links.hpp"
#include "host/app/records.hpp"

// Several records of one person or company become one. One transaction: a host killed in it
// has merged nothing.
namespace kontor::host {

namespace {

constexpr std::size_t kMergedMax = 20;

Error refuse_merge(const std::string& why) {
  return Error{ErrorCode::invalid_argument, "merge: " + why, R"({"code":"merge-refused"})"};
}

Status check_merge(const std::string& id, const std::vector<std::string>& others) {
  if (others.empty() || others.size() > kMergedMax)
    return refuse_merge("1 to " + std::to_string(kMergedMax) + " others are possible");
  for (const std::string& other : others) {
    if (other == id) return refuse_merge("a record cannot be merged into itself");
    if (std::count(others.begin(), others.end(), other) > 1)
      return refuse_merge("an id stands twice");
  }
  return ok();
}

// What the surviving record lacks and a merged one has; earlier ones first.
void fill_gaps(const Entity& entity, const Record& from, const Json& have, Json& changes) {
  for (const Field& field : entity.fields) {
    const bool writable = !field.read_only && !field.unique && field.plugin.empty();
    if (!writable || have.contains(field.name) || changes.contains(field.name)) continue;
    auto found = from.fields.find(field.name);
    if (found == from.fields.end() && field.type == FieldType::phone)
      found = from.fields.find(field.name + "_entered");
    if (found != from.fields.end()) changes[field.name] = *found;
  }
}

}  // namespace

Result<Record> Records::merge(const Principal& principal, const std::string& entity,
                              const std::string& id, const std::vector<std::string>& others,
                              const Json& changes) {
  const auto catalogue = parts_.definitions.now();
  const Entity* const definition = TRY(catalogue->require(entity));
  TRY(check_writable(principal, *definition, Verb::update, changes));
  TRY(check_writable(principal, *definition, Verb::remove, Json::object()));
  TRY(check_merge(id, others));
  const SavePipeline steps = pipeline(*definition, principal);
  // Hooks are asked outside any transaction. So the merge is tried first and taken back, they see
  // what came of it, and it holds if that is still what comes of it.
  const bool hooked = is_hooked(entity);
  std::vector<PendingSave> tried;
  bool rehearses = hooked;
  const auto work = [&](db::Session& session) -> Result<Record> {
    auto survivor = TRY(store_.find(session, entity, id));
    if (!survivor) return Error{ErrorCode::not_found, "there is no such " + entity};
    Json gaps = changes;
    TRY(check_writable(principal, *definition, Verb::update, *survivor, gaps));
    Json nothing = Json::object();
    std::vector<std::string> living;
    for (const std::string& other : others) {
      const auto into = TRY(store_.merged_into(session, entity, other));
      if (into && *into == id) continue;
      const auto record = TRY(store_.find(session, entity, other));
      if (!record) return Error{ErrorCode::not_found, "there is no such " + entity + ": " + other};
      TRY(check_writable(principal, *definition, Verb::remove, *record, nothing));
      fill_gaps(*definition, *record, survivor->fields, gaps);
      living.push_back(other);
    }
    if (living.empty()) return std::move(*survivor);
    std::int64_t moved = 0;
    for (const std::string& other : living) {
      for (const auto& pointer : pointers_to(*catalogue, entity))
        moved += TRY(store_.repoint(session, pointer, other, id, parts_.clock.now_ms()));
      for (const char* speaking : {"activity", "task"})
        moved +=
            TRY(store_.repoint(session, {speaking, "subject"}, other, id, parts_.clock.now_ms()));
      TRY(store_.remove(session, entity, other, {}, parts_.clock.now_ms()));
      TRY(store_.keep_merge(session, entity, other, id, parts_.clock.now_ms()));
    }
    // Read again: a record of this kind may have pointed to a merged one.
    survivor = TRY(store_.find(session, entity, id));
    std::vector<PendingSave> batch(1);
    batch[0].after = *survivor;
    batch[0].before = std::move(survivor);
    batch[0].changes = std::move(gaps);
    steps.validate(batch);
    if (rehearses && !batch[0].problem) {
      tried = std::move(batch);
      return Error{ErrorCode::conflict, "a trial is taken back"};
    }
    if (hooked && !batch[0].problem) {
      if (tried.empty() || tried[0].before->version != batch[0].before->version ||
          tried[0].before->fields != batch[0].before->fields ||
          tried[0].changes != batch[0].changes)
        return stale_version(batch[0].before->version);
      batch = tried;
    }
    if (!batch[0].problem) TRY(steps.write(session, batch));
    if (batch[0].problem) return *batch[0].problem;
    TRY(write_trail(session, principal, "merge", entity, id,
                    {{"merged", living}, {"moved", moved}}));
    const Entity* const line = catalogue->find("order_line");
    if (entity != "order" || line == nullptr) return std::move(batch[0].after);
    for (const Record& moved_line : TRY(store_.find_by_key(session, line->name, "order", {id})))
      TRY(pipeline(*line, principal).follow(session, moved_line));
    return TRY(store_.find(session, entity, id)).value();
  };
  if (rehearses) {
    auto trial = parts_.database.transaction(work);
    if (trial) hide_fields(principal, *definition, *trial);  // Merged before.
    if (trial || tried.empty()) return trial;
    rehearses = false;
    TRY(steps.run_hooks(tried));
    if (tried[0].problem) return *tried[0].problem;
  }
  auto merged = parts_.database.transaction(work);
  Record record = TRY(std::move(merged));
  parts_.outbox.announce();
  hide_fields(principal, *definition, record);
  return record;
}

}  // namespace kontor::host
