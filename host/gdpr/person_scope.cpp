#include "host/gdpr/person_scope.hpp"

#include <set>

#include "host/app/record_links.hpp"

namespace kontor::host {

namespace {

constexpr int kMentionsAtOnce = 200;

bool is_contact(const Field& field) {
  return field.personal_data == "contact" &&
         (field.type == FieldType::email || field.type == FieldType::phone);
}

}  // namespace

Result<std::vector<std::string>> ids_of_person(db::Session& session, const std::string& person) {
  std::vector<std::string> ids{person};
  for (const db::Row& row : TRY(session.query(
           "SELECT merged_id FROM record_merge WHERE entity = 'person' AND into_id = $1",
           {person}))) {
    ids.push_back(row.text(0));
  }
  return ids;
}

std::vector<RecordStore::Follower> mentions_of_person(const Catalogue& catalogue) {
  std::vector<RecordStore::Follower> mentions = pointers_to(catalogue, "person");
  mentions.push_back({"activity", "subject"});
  mentions.push_back({"task", "subject"});
  return mentions;
}

bool is_personal(const Field& field) { return !field.personal_data.empty(); }

Result<std::vector<Record>> PersonRecords::people(const std::vector<std::string>& ids) const {
  return database.read([&](db::Session& session) -> Result<std::vector<Record>> {
    std::vector<Record> found;
    for (const std::string& id : ids) {
      auto record = TRY(store.find(session, "person", id));
      if (!record) record = TRY(store.find_deleted(session, "person", id));
      if (record) found.push_back(std::move(*record));
    }
    return found;
  });
}

Status PersonRecords::each_where(const std::string& entity, const std::string& field,
                                 const std::vector<std::string>& values, bool deleted,
                                 const Visit& visit) const {
  const Entity* known = catalogue.find(entity);
  if (known == nullptr) {
    const auto hidden = catalogue.hidden().find(entity);
    if (hidden == catalogue.hidden().end()) return ok();
    known = &hidden->second;
  }
  RecordQuery query;
  query.filter = Filter::of({field, FilterOp::in, Json(values)});
  query.sort = "created_at";
  query.limit = kMentionsAtOnce;
  query.deleted = deleted;
  do {
    auto read =
        database.read([&](db::Session& session) { return store.list(session, *known, query); });
    const RecordPage page = TRY(std::move(read));
    for (const Record& record : page.records) TRY(visit({entity, field}, record));
    query.cursor = page.next;
  } while (!query.cursor.empty());
  return ok();
}

Status PersonRecords::mentions(const std::vector<std::string>& ids, const Visit& visit) const {
  std::set<std::string> seen;
  const Visit once = [&](const RecordStore::Follower& mention, const Record& record) -> Status {
    if (!seen.insert(record.id).second) return ok();
    return visit(mention, record);
  };
  for (const bool deleted : {false, true}) {
    for (const auto& mention : mentions_of_person(catalogue))
      TRY(each_where(mention.entity, mention.field, ids, deleted, once));
  }
  return ok();
}

Status PersonRecords::same_contact(const std::vector<Record>& people, const Visit& visit) const {
  const Entity* const person = catalogue.find("person");
  if (person == nullptr) return ok();
  std::set<std::string> seen;
  for (const auto& [name, entity] : catalogue.entities()) {
    if (name == "person") continue;
    for (const Field& field : entity.fields) {
      if (!is_contact(field)) continue;
      std::vector<std::string> values;
      for (const Record& one : people) {
        for (const Field& own : person->fields) {
          const auto value = one.fields.find(own.name);
          if (!is_contact(own) || own.type != field.type || value == one.fields.end()) continue;
          values.push_back(value->get<std::string>());
        }
      }
      if (values.empty()) continue;
      TRY(each_where(name, field.name, values, /*deleted=*/false,
                     [&](const RecordStore::Follower& mention, const Record& record) -> Status {
                       if (!seen.insert(record.id).second) return ok();
                       return visit(mention, record);
                     }));
    }
  }
  return ok();
}

}  // namespace kontor::host
