#include "host/app/unique_values.hpp"

#include <map>

namespace kontor::host {

namespace {

Error not_unique(const Field& field, const std::string& holder) {
  return Error{ErrorCode::conflict, field.name + ": another record has this value",
               to_text(Json{{"code", "not-unique"}, {"field", field.name}, {"record", holder}})};
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
    std::map<std::string, std::string> holders;
    for (PendingSave& save : batch) {
      if (!brings(save, field.name)) continue;
      const Json& value = save.after.fields[field.name];
      const auto [first, is_first] = holders.emplace(to_text(value), save.after.id);
      if (!is_first) {
        save.problem = not_unique(field, first->second);
        continue;
      }
      RecordQuery query{Filter::of({field.name, FilterOp::eq, value}), {}, {}, {}, 2};
      const RecordPage page = TRY(store.list(session, entity, query));
      for (const Record& holder : page.records) {
        if (holder.id != save.after.id) save.problem = not_unique(field, holder.id);
      }
    }
  }
  return ok();
}

}  // namespace kontor::host
