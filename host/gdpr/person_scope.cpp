#include "host/gdpr/person_scope.hpp"

#include <algorithm>
#include <utility>

#include "host/app/record_links.hpp"
#include "host/app/record_scope.hpp"

namespace kontor::host {

namespace {

constexpr int kMentionsAtOnce = 200;
constexpr std::size_t kNameBytesMin = 3;

Result<std::vector<std::string>> ids_of_person(db::Session& session, const std::string& person) {
  std::vector<std::string> ids{person};
  for (const db::Row& row : TRY(session.query(
           "SELECT merged_id FROM record_merge WHERE entity = 'person' AND into_id = $1",
           {person}))) {
    ids.push_back(row.text(0));
  }
  return ids;
}

Result<std::optional<Record>> find_any(db::Session& session, const RecordStore& store,
                                       const std::string& entity, const std::string& id) {
  auto record = TRY(store.find(session, entity, id));
  if (!record) record = TRY(store.find_deleted(session, entity, id));
  return record;
}

}  // namespace

bool Subject::contains(const Json& id) const {
  return id.is_string() && std::find(ids.begin(), ids.end(), id) != ids.end();
}

std::vector<std::string> Subject::names(const Catalogue& catalogue) const {
  std::set<std::string> known;
  for (const Record& record : records) {
    const Entity* const kind = catalogue.find(record.entity);
    if (kind == nullptr) continue;
    for (const Field& field : kind->fields) {
      const auto value = record.fields.find(field.name);
      if (!tells_name(field) || value == record.fields.end() || !value->is_string()) continue;
      auto name = value->get<std::string>();
      if (name.size() >= kNameBytesMin) known.insert(std::move(name));
    }
  }
  std::vector<std::string> names(known.begin(), known.end());
  std::stable_sort(names.begin(), names.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return names;
}

// A person, else whoever may be somebody; an id nobody has is a person who is gone.
Result<Subject> PersonRecords::subject(const std::string& id) const {
  return database.read([&](db::Session& session) -> Result<Subject> {
    Subject found;
    found.ids = TRY(ids_of_person(session, id));
    for (const std::string& each : found.ids)
      if (auto record = TRY(find_any(session, store, "person", each)))
        found.records.push_back(std::move(*record));
    if (!found.records.empty()) return found;
    for (const auto& [name, entity] : catalogue.entities()) {
      if (!may_be_somebody(entity)) continue;
      auto record = TRY(find_any(session, store, name, id));
      if (!record) continue;
      found.entity = name;
      found.records.push_back(std::move(*record));
      break;
    }
    return found;
  });
}

Result<Subject> readable_subject(const Principal& actor, Records& records, db::Database& database,
                                 const std::string& id) {
  const auto catalogue = records.definitions().now();
  Subject found = TRY((PersonRecords{*catalogue, database, records.store()}.subject(id)));
  const bool present = !found.records.empty() && found.records.front().id == id;
  // Whoever lives is read as ever.
  if (!present || !found.records.front().deleted_at_ms) {
    TRY(records.get(actor, found.entity, id));
    return found;
  }
  const auto merged = database.read(
      [&](db::Session& session) { return records.store().merged_into(session, found.entity, id); });
  if (!merged) return merged.error();
  if (*merged) return records.get(actor, found.entity, id).error();
  TRY(require(actor, found.entity, Verb::read));
  const Entity* const entity = TRY(catalogue->require(found.entity));
  if (!may_touch(actor, *entity, Verb::read, found.records.front()))
    return Error{ErrorCode::not_found, "there is no such " + found.entity};
  return found;
}

// One walk over all that speaks of somebody.
class PersonRecords::Walk {
 public:
  Walk(const PersonRecords& scope, const Subject& subject, const Visit& visit)
      : scope_(scope), subject_(subject), visit_(visit) {
    for (const std::string& id : subject.ids) seen_.insert(id);
  }

  Status run() {
    for (const bool deleted : {false, true}) {
      for (const auto& pointer : pointers_to(scope_.catalogue, subject_.entity))
        TRY(each_where(pointer, subject_.ids, deleted,
                       [&](const Record& record) { return take_pointer(pointer, record); }));
      TRY(speaking_of(subject_.ids, deleted, /*hangs=*/false));
    }
    for (const bool deleted : {false, true}) TRY(same_contact(deleted));
    // Those may have turned out to be about them.
    for (Found& found : std::exchange(mentions_, {})) TRY(take(found, Follow::no));
    while (!reached_.empty()) {
      const auto from = std::exchange(reached_, {});
      for (const bool deleted : {false, true}) TRY(hanging_on(from, deleted));
    }
    return ok();
  }

  Result<std::optional<std::string>> person() const {
    std::optional<std::string> found;
    for (const Record& own : subject_.records) {
      const Entity* const entity = kind(own.entity);
      for (const std::string& name : fields_about_person(*entity))
        if (own.fields.contains(name)) found = own.fields[name].get<std::string>();
    }
    const Entity* const person = kind("person");
    if (found || person == nullptr) return found;
    for (const Field& field : person->fields) {
      if (!is_contact(field)) continue;
      TRY(each_where({"person", field.name}, contacts(field.type), /*deleted=*/false,
                     [&](const Record& record) {
                       found = record.id;
                       return ok();
                     }));
    }
    return found;
  }

 private:
  using Take = std::function<Status(const Record& record)>;

  const Entity* kind(const std::string& name) const {
    if (const Entity* const known = scope_.catalogue.find(name)) return known;
    const auto hidden = scope_.catalogue.hidden().find(name);
    return hidden == scope_.catalogue.hidden().end() ? nullptr : &hidden->second;
  }
  std::vector<const Entity*> kinds() const {
    std::vector<const Entity*> all;
    for (const auto* entities : {&scope_.catalogue.entities(), &scope_.catalogue.hidden()})
      for (const auto& each : *entities) all.push_back(&each.second);
    return all;
  }

  Status each_where(const RecordStore::Follower& link, const std::vector<std::string>& values,
                    bool deleted, const Take& take_one) const {
    const Entity* const known = kind(link.entity);
    if (known == nullptr) return ok();
    for (std::size_t at = 0; at < values.size(); at += kMentionsAtOnce) {
      const auto begin = values.begin() + static_cast<std::ptrdiff_t>(at);
      const auto count = std::min<std::size_t>(kMentionsAtOnce, values.size() - at);
      const std::vector<std::string> some(begin, begin + static_cast<std::ptrdiff_t>(count));
      RecordQuery query;
      query.filter = Filter::of({link.field, FilterOp::in, Json(some)});
      query.sort = "created_at";
      query.limit = kMentionsAtOnce;
      query.deleted = deleted;
      do {
        auto read = scope_.database.read(
            [&](db::Session& session) { return scope_.store.list(session, *known, query); });
        const RecordPage page = TRY(std::move(read));
        for (const Record& record : page.records) TRY(take_one(record));
        query.cursor = page.next;
      } while (!query.cursor.empty());
    }
    return ok();
  }

  enum class Follow { no, yes };
  Status take(const Found& found, Follow follow) {
    if (!seen_.insert(found.record.id).second) return ok();
    TRY(visit_(found));
    if (follow == Follow::yes) reached_[found.record.entity].push_back(found.record.id);
    return ok();
  }

  // Whom a record is about: them, somebody else, or it says of nobody.
  enum class About { them, other, nobody };
  About about(const Entity& entity, const Record& record) const {
    About found = About::nobody;
    for (const std::string& name : fields_about_person(entity)) {
      const auto value = record.fields.find(name);
      if (value == record.fields.end() || value->is_null()) continue;
      if (subject_.contains(*value)) return About::them;
      found = About::other;
    }
    return found;
  }

  // A field leads to them. Of a kind that says whom its records are about, only those are theirs;
  // of another (an organisation with a main contact) what is personal in it, and no more.
  Status take_pointer(const RecordStore::Follower& pointer, const Record& record) {
    const Entity* const entity = kind(record.entity);
    const About whom = about(*entity, record);
    const bool is_about =
        whom == About::them || (whom == About::nobody && subject_.entity != "person");
    if (is_about) return take({pointer.field, record, true, false}, Follow::yes);
    const bool theirs = whom == About::nobody && fields_about_person(*entity).empty();
    mentions_.push_back({pointer.field, record, theirs, false});
    return ok();
  }

  Status speaking_of(const std::vector<std::string>& ids, bool deleted, bool hangs) {
    for (const Entity* const entity : kinds()) {
      if (!has_subject(*entity)) continue;
      TRY(each_where({entity->name, "subject"}, ids, deleted, [&](const Record& record) {
        return take({"subject", record, true, hangs}, Follow::yes);
      }));
    }
    return ok();
  }

  // What speaks of these records, and what is a part of them: it cannot be without.
  Status hanging_on(const std::map<std::string, std::vector<std::string>>& from, bool deleted) {
    for (const auto& [name, ids] : from) {
      TRY(speaking_of(ids, deleted, /*hangs=*/true));
      for (const Entity* const entity : kinds()) {
        for (const Field& field : entity->fields) {
          const bool part =
              field.type == FieldType::reference && field.target == name && field.required;
          if (!part || !field.plugin.empty() || entity->engine_only) continue;
          TRY(each_where({entity->name, field.name}, ids, deleted, [&](const Record& record) {
            if (about(*entity, record) == About::other) return ok();
            return take({field.name, record, true, true}, Follow::yes);
          }));
        }
      }
    }
    return ok();
  }

  std::vector<std::string> contacts(FieldType type) const {
    std::vector<std::string> values;
    const Entity* const entity = kind(subject_.entity);
    if (entity == nullptr) return values;
    for (const Record& one : subject_.records) {
      for (const Field& own : entity->fields) {
        const auto value = one.fields.find(own.name);
        if (!is_contact(own) || own.type != type || value == one.fields.end()) continue;
        values.push_back(value->get<std::string>());
      }
    }
    return values;
  }

  // Records of other kinds with the same e-mail address or phone number and no link: leads.
  Status same_contact(bool deleted) {
    for (const Entity* const entity : kinds()) {
      if (entity->name == "person") continue;
      for (const Field& field : entity->fields) {
        if (!is_contact(field)) continue;
        const auto values = contacts(field.type);
        if (values.empty()) continue;
        TRY(each_where({entity->name, field.name}, values, deleted, [&](const Record& record) {
          const bool others = about(*entity, record) == About::other;
          return take({"same " + field.name, record, true, false},
                      others ? Follow::no : Follow::yes);
        }));
      }
    }
    return ok();
  }

  const PersonRecords& scope_;
  const Subject& subject_;
  const Visit& visit_;
  std::set<std::string> seen_;
  std::vector<Found> mentions_;
  std::map<std::string, std::vector<std::string>> reached_;  // About them: by kind of record.
};

Result<std::optional<std::string>> PersonRecords::person_of(const Subject& subject) const {
  const Visit nobody = [](const Found&) { return ok(); };
  return Walk(*this, subject, nobody).person();
}

Status PersonRecords::each(const Subject& subject, const Visit& visit) const {
  return Walk(*this, subject, visit).run();
}

}  // namespace kontor::host
