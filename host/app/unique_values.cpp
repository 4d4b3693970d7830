#include "host/app/unique_values.hpp"

#include <map>
#include <set>

namespace kontor::host {

namespace {

Error not_unique(const Field& field, const std::string& holder) {
  return Error{ErrorCode::conflict, field.name + ": another record has this value",
               to_text(Json{{"code", "not-unique"}, {"field", field.name}, {"record", holder}})};
}

// Records that have one of the values; of text all at once, as an import asks.
Result<std::vector<Record>> holders_of(db::Session& session, const RecordStore& store,
                                       const Entity& entity, const Field& field,
                                       const std::map<std::string, Json>& values) {
  std::vector<Record> found;
  std::vector<std::string> keys;
  for (const auto& [text, value] : values) {
    if (value.is_string() && field.type != FieldType::date) {
      keys.push_back(value.get<std::string>());
      continue;
    }
    RecordQuery query{Filter::of({field.name, FilterOp::eq, value}), {}, {}, {}, 2};
    RecordPage page = TRY(store.list(session, entity, query));
    for (Record& record : page.records) found.push_back(std::move(record));
  }
  for (Record& record : TRY(store.find_by_key(session, entity.name, field.name, keys)))
    found.push_back(std::move(record));
  return found;
}

// 5 and 5.0 are one number.
std::string same_text(const Json& value) {
  if (!value.is_number()) return to_text(value);
  const double number = value.get<double>();
  const bool whole = number >= -9e15 && number <= 9e15 &&
                     static_cast<double>(static_cast<std::int64_t>(number)) == number;
  return whole ? std::to_string(static_cast<std::int64_t>(number)) : to_text(value);
}

bool brings(const PendingSave& save, const std::string& field) {
  if (save.problem || !save.after.fields.contains(field)) return false;
  if (!save.before) return true;
  const auto before = save.before->fields.find(field);
  return before == save.before->fields.end() || *before != save.after.fields[field];
}

}  // namespace

Status check_unique(db::Session& session, const RecordStore& store, const Entity& entity,
                    std::vector<PendingSave>& batch) {
  for (const Field& field : entity.fields) {
    if (!field.unique || !field.plugin.empty()) continue;
    std::map<std::string, std::string> holders;  // Value → id of the first that brings it.
    std::map<std::string, Json> values;
    for (PendingSave& save : batch) {
      if (!brings(save, field.name)) continue;
      const Json& value = save.after.fields[field.name];
      const auto [first, is_first] = holders.emplace(same_text(value), save.after.id);
      if (!is_first) save.problem = not_unique(field, first->second);
      values.emplace(same_text(value), value);
    }
    std::map<std::string, std::set<std::string>> present;
    for (const Record& holder : TRY(holders_of(session, store, entity, field, values)))
      present[same_text(holder.fields.value(field.name, Json()))].insert(holder.id);
    for (PendingSave& save : batch) {
      if (!brings(save, field.name)) continue;
      for (const std::string& holder : present[same_text(save.after.fields[field.name])])
        if (holder != save.after.id) save.problem = not_unique(field, holder);
    }
  }
  return ok();
}

}  // namespace kontor::host
