#include <algorithm>
#include <map>
#include <set>

#include "host/app/record_links.hpp"
#include "host/app/record_scope.hpp"
#include "host/app/save_pipeline.hpp"

// What a record that is written points to: it is there, and the writer may write beside it.
namespace kontor::host {

namespace {

Result<std::set<std::string>> present_users(db::Session& session,
                                            const std::vector<std::string>& ids) {
  std::vector<db::Value> values(ids.begin(), ids.end());
  std::set<std::string> present;
  for (const db::Row& row : TRY(session.query(
           "SELECT id FROM account_user WHERE id IN " + db::placeholders(1, ids.size()), values))) {
    present.insert(row.text(0));
  }
  return present;
}

}  // namespace

Status SavePipeline::check_references(db::Session& session, std::vector<PendingSave>& batch) const {
  const auto parents = parents_of(entity_.name);
  for (const Field& field : entity_.fields) {
    if (field.type != FieldType::reference || !field.plugin.empty()) continue;
    std::set<std::string> wanted;
    for (const PendingSave& save : batch) {
      if (save.is_written() && save.has_changed(field.name) &&
          save.after.fields.contains(field.name)) {
        wanted.insert(save.after.fields[field.name].get<std::string>());
      }
    }
    if (wanted.empty()) continue;
    const std::vector<std::string> ids(wanted.begin(), wanted.end());
    std::set<std::string> present;
    const bool hangs = std::any_of(parents.begin(), parents.end(), [&](const RecordParent& parent) {
      return parent.field == field.name;
    });
    const Entity* const target = hangs ? parts_.catalogue->find(field.target) : nullptr;
    if (field.target == "user") {
      present = TRY(present_users(session, ids));
    } else if (target != nullptr) {
      present = TRY(seen(session, *target, wanted));
    } else {
      present = TRY(parts_.store.present(session, field.target, ids));
    }
    for (PendingSave& save : batch) {
      if (!save.is_written() || !save.has_changed(field.name)) continue;
      const auto value = save.after.fields.find(field.name);
      if (value == save.after.fields.end() || present.contains(value->get<std::string>())) continue;
      save.problem =
          Error{ErrorCode::invalid_argument, field.name + ": there is no such " + field.target,
                to_text(Json{{"field", field.name}})};
    }
  }
  return ok();
}

// Those of the records that there are, and that the actor may see: whoever may not see a record
// can neither write beside it nor learn that it is there.
Result<std::set<std::string>> SavePipeline::seen(db::Session& session, const Entity& entity,
                                                 const std::set<std::string>& wanted) const {
  const std::vector<std::string> ids(wanted.begin(), wanted.end());
  const bool person = actor_.kind == PrincipalKind::user || actor_.kind == PrincipalKind::token;
  if (!person || actor_.rights->scope(entity.name, Verb::read) == Scope::all)
    return parts_.store.present(session, entity.name, ids);
  std::set<std::string> visible;
  auto found = TRY(parts_.store.find_all(session, entity.name, ids));
  std::vector<Record*> each;
  for (Record& record : found) each.push_back(&record);
  TRY(place(session, parts_.store, *parts_.catalogue, actor_, entity, each));
  for (const Record& record : found) {
    if (may_touch(actor_, entity, Verb::read, record)) visible.insert(record.id);
  }
  return visible;
}

// What a timeline's entry or a task is about: a record of any kind.
Status SavePipeline::check_subjects(db::Session& session, std::vector<PendingSave>& batch) const {
  if (entity_.find("subject_entity") == nullptr || !parts_.catalogue) return ok();
  const auto text = [](const PendingSave& save, const char* name) {
    const auto value = save.after.fields.find(name);
    return value != save.after.fields.end() ? value->get<std::string>() : std::string();
  };
  const auto refuse = [](PendingSave& save, const std::string& field, const std::string& why) {
    save.problem = Error{ErrorCode::invalid_argument, field + ": " + why,
                         to_text(Json{{"field", field}, {"code", kNoSubject}})};
  };
  std::map<std::string, std::vector<PendingSave*>> by_entity;
  for (PendingSave& save : batch) {
    if (!save.is_written() || !(save.has_changed("subject") || save.has_changed("subject_entity")))
      continue;
    const std::string of = text(save, "subject_entity");
    // The host's own tasks may be about what is no record, such as a licence.
    if (of.empty() && actor_.kind == PrincipalKind::system) continue;
    if (of.empty() != text(save, "subject").empty())
      refuse(save, "subject", "is wanted together with subject_entity");
    else if (!of.empty())
      by_entity[of].push_back(&save);
  }
  for (const auto& [of, saves] : by_entity) {
    const Entity* const entity = parts_.catalogue->find(of);
    std::set<std::string> wanted;
    for (const PendingSave* save : saves) wanted.insert(text(*save, "subject"));
    std::set<std::string> present;
    if (entity != nullptr) present = TRY(seen(session, *entity, wanted));
    for (PendingSave* save : saves) {
      if (entity == nullptr)
        refuse(*save, "subject_entity", "there is no such kind of record");
      else if (!present.contains(text(*save, "subject")))
        refuse(*save, "subject", "there is no such " + of);
    }
  }
  return ok();
}

// What hangs on other records stays within the scope its writer has.
Status SavePipeline::check_places(db::Session& session, std::vector<PendingSave>& batch) const {
  if (!depends_on_parents(actor_, entity_)) return ok();
  std::vector<Record*> moved;
  for (PendingSave& save : batch) {
    if (save.is_written()) moved.push_back(&save.after);
  }
  TRY(place(session, parts_.store, *parts_.catalogue, actor_, entity_, moved));
  for (PendingSave& save : batch) {
    const Verb verb = save.before ? Verb::update : Verb::create;
    if (!save.is_written() || may_touch(actor_, entity_, verb, save.after)) continue;
    save.problem = Error{ErrorCode::forbidden,
                         "it would hang on records outside those this " +
                             std::string(principal_kind_name(actor_.kind)) + " may " +
                             std::string(verb_name(verb)) + " " + entity_.name + " records of",
                         R"({"code":"outside-scope"})"};
  }
  return ok();
}

}  // namespace kontor::host
