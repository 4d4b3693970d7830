#include <algorithm>
#include <set>

#include "host/app/record_links.hpp"
#include "host/app/record_scope.hpp"
#include "host/app/records.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kSearchTextBytesMax = 200;
constexpr std::size_t kPurposeBytesMax = 60;

bool may_read_field(const Principal& principal, const Entity& entity, const Field& field,
                    Scope relation) {
  const bool own = principal.kind == PrincipalKind::plugin && field.plugin == principal.id;
  return own || principal.rights->may_field(entity.name, Verb::read, field.name, relation);
}

Error no_such(const std::string& entity) {
  return Error{ErrorCode::not_found, "there is no such " + entity};
}

// True if a row holds what is known of people, and not how many there are.
bool tells_of_people(const Entity& entity, const AggregateRequest& wanted) {
  const auto personal = [&](const std::string& name) {
    const Field* const field = entity.find(name);
    return field != nullptr && !field->personal_data.empty();
  };
  for (const std::string& group : wanted.group_by) {
    const auto fields = fields_of_group(group);
    if (std::any_of(fields.begin(), fields.end(), personal)) return true;
  }
  return std::any_of(wanted.measures.begin(), wanted.measures.end(), [&](const Measure& measure) {
    const bool counts =
        measure.function == Function::count || measure.function == Function::count_distinct;
    return !counts && (personal(measure.field) || personal(measure.to));
  });
}

}  // namespace

void Records::hide_fields(const Principal& principal, const Entity& entity, Record& record) const {
  const Scope relation = relation_of(principal, entity, record);
  for (auto field = record.fields.begin(); field != record.fields.end();) {
    // Values of a removed add-on's fields stay stored and are not shown.
    const Field* const known = entity.find(field.key());
    const bool shown = known != nullptr && may_read_field(principal, entity, *known, relation);
    field = shown ? std::next(field) : record.fields.erase(field);
  }
}

// Refused as a whole where nobody knows who agreed, a list with nobody in it as well: it would say
// that nobody did. A plugin gets nobody until there is somebody who knows.
Status Records::check_purpose(const Principal& principal, const std::string& purpose) {
  if (purpose.empty()) return ok();
  if (purpose.size() > kPurposeBytesMax) {
    return Error{ErrorCode::invalid_argument, "the name of the purpose is too long"};
  }
  if (gate_ == nullptr) {
    return Error{ErrorCode::forbidden, "nobody can tell who agreed to purpose " + purpose,
                 R"({"code":"purpose-refused"})"};
  }
  return principal.kind == PrincipalKind::plugin ? ok() : gate_->can_tell(purpose);
}

// A record stays when all persons it speaks of agreed; one that speaks of nobody, when its kind
// holds nothing personal: a lead is somebody whom nobody has asked yet.
Status Records::keep_allowed(const Entity& entity, const std::string& purpose,
                             std::vector<Record>& records) {
  if (purpose.empty() || records.empty()) return ok();
  std::vector<std::vector<std::string>> persons;
  persons.reserve(records.size());
  std::set<std::string> asked;
  for (const Record& record : records) {
    persons.push_back(persons_of(entity, record));
    asked.insert(persons.back().begin(), persons.back().end());
  }
  const std::vector<std::string> ids(asked.begin(), asked.end());
  std::vector<bool> answers;
  if (!ids.empty()) answers = TRY(gate_->allowed(purpose, ids));
  if (answers.size() != ids.size()) {
    return Error{ErrorCode::internal, "the consent provider answered for other people"};
  }
  std::set<std::string> agreed;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (answers[i]) agreed.insert(ids[i]);
  }
  const bool personal =
      std::any_of(entity.fields.begin(), entity.fields.end(),
                  [](const Field& field) { return !field.personal_data.empty(); });
  std::vector<Record> kept;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const bool all = persons[i].empty()
                         ? !personal
                         : std::all_of(persons[i].begin(), persons[i].end(),
                                       [&](const std::string& id) { return agreed.contains(id); });
    if (all) kept.push_back(std::move(records[i]));
  }
  records = std::move(kept);
  return ok();
}

Result<Record> Records::get(const Principal& principal, const std::string& entity,
                            const std::string& id, const std::string& purpose) {
  Record record = TRY(look_at(principal, entity, id, purpose));
  TRY(looked_at(principal, entity, 1));
  return record;
}

Status Records::looked_at(const Principal& principal, const std::string& entity,
                          std::size_t count) {
  return bulk_reads_ == nullptr ? ok() : bulk_reads_->read(principal, entity, count);
}

Result<Record> Records::look_at(const Principal& principal, const std::string& entity,
                                const std::string& id, const std::string& purpose) {
  const auto catalogue = parts_.definitions.now();
  const Entity* const definition = TRY(catalogue->require(entity));
  TRY(require(principal, entity, Verb::read));
  TRY(check_purpose(principal, purpose));
  auto found = parts_.database.glance(
      [&](db::Session& session) { return store_.find(session, entity, id); });
  std::optional<Record> record = TRY(std::move(found));
  if (!record) return missing(entity, id);
  recent_.keep(*record, catalogue);
  TRY(place(principal, *definition, *record));
  // What one may not see does not exist, as far as one is told.
  if (!may_touch(principal, *definition, Verb::read, *record)) return no_such(entity);
  std::vector<Record> one;
  one.push_back(std::move(*record));
  TRY(keep_allowed(*definition, purpose, one));
  if (one.empty()) {
    return Error{ErrorCode::forbidden, "this " + entity + " may not be used for purpose " + purpose,
                 R"({"code":"purpose-refused"})"};
  }
  hide_fields(principal, *definition, one.front());
  if (person_reads_ != nullptr) person_reads_->note(principal, *definition, one.front());
  return std::move(one.front());
}

// Says where a merged record went.
Error Records::missing(const std::string& entity, const std::string& id) {
  const auto into = parts_.database.read(
      [&](db::Session& session) { return store_.merged_into(session, entity, id); });
  if (!into || !*into) return no_such(entity);
  return Error{ErrorCode::not_found, "this " + entity + " was merged into another one",
               to_text(Json{{"code", "merged"}, {"into", **into}})};
}

Result<RecordPage> Records::list(const Principal& principal, const ListRequest& request) {
  RecordPage page = TRY(list_for_export(principal, request));
  TRY(looked_at(principal, request.entity, page.records.size()));
  return page;
}

Status Records::exported(const Principal& principal, const std::string& entity, std::size_t count,
                         const std::string& format) {
  if (bulk_reads_ == nullptr) return ok();
  return bulk_reads_->exported(principal, entity, count, format);
}

Result<RecordPage> Records::list_for_export(const Principal& principal,
                                            const ListRequest& request) {
  const auto catalogue = parts_.definitions.now();
  const Entity* const entity = TRY(catalogue->require(request.entity));
  TRY(require(principal, entity->name, Verb::read));
  TRY(check_purpose(principal, request.purpose));
  if (request.limit < 1 || request.limit > kListLimitMax) {
    return Error{ErrorCode::invalid_argument,
                 "limit: 1 to " + std::to_string(kListLimitMax) + " are possible"};
  }
  const FilterContext context =
      with_others(principal, *catalogue, {principal.id, parts_.clock.now_ms(), time_zone()});
  Filter filter = TRY(parse_filter(request.filter, *entity, context));
  std::string sort = request.sort;
  if (!request.view.empty())
    filter.and_also(TRY(saved_filter(principal, *entity, request.view, sort)));
  RecordQuery query{std::move(filter), request.text,    std::move(sort), request.cursor,
                    request.limit,     request.deleted, request.total};
  std::vector<std::string> touched = fields_of_filter(query.filter);
  if (!query.sort.empty()) {
    touched.push_back(query.sort[0] == '-' ? query.sort.substr(1) : query.sort);
  }
  Scope scope = TRY(readable_scope(principal, *entity, touched));
  if (!query.text.empty()) {
    if (query.text.size() > kSearchTextBytesMax) {
      return Error{ErrorCode::invalid_argument, "the search text is too long"};
    }
    scope = std::min(scope, TRY(searched_scope(principal, *entity)));
    query.region = parts_.phone.region;
  }
  narrow(principal, *catalogue, *entity, scope, query.filter);
  RecordPage page = TRY(look(*entity, query));
  TRY(keep_allowed(*entity, request.purpose, page.records));
  TRY(place(principal, *entity, page.records));
  // Those without a basis are still counted.
  if (!request.purpose.empty() && page.total) page.total->exact = false;
  for (Record& record : page.records) hide_fields(principal, *entity, record);
  return page;
}

Result<RecordPage> Records::select(const Principal& principal, const ListRequest& request,
                                   const Filter& filter) {
  const auto catalogue = parts_.definitions.now();
  const Entity* const entity = TRY(catalogue->require(request.entity));
  TRY(require(principal, entity->name, Verb::read));
  const Scope scope = TRY(readable_scope(principal, *entity, fields_of_filter(filter)));
  Filter narrowed = filter;
  narrow(principal, *catalogue, *entity, scope, narrowed);
  const RecordQuery query{std::move(narrowed), {}, request.sort, request.cursor, request.limit};
  RecordPage page = TRY(look(*entity, query));
  TRY(place(principal, *entity, page.records));
  return page;
}

Status Records::place(const Principal& principal, const Entity& entity, Record& record) {
  return place(principal, entity, std::vector<Record*>{&record});
}

Status Records::place(const Principal& principal, const Entity& entity,
                      std::vector<Record>& records) {
  std::vector<Record*> each;
  for (Record& record : records) each.push_back(&record);
  return place(principal, entity, each);
}

Status Records::place(const Principal& principal, const Entity& entity,
                      const std::vector<Record*>& records) {
  if (records.empty() || !depends_on_parents(principal, entity)) return ok();
  const auto catalogue = parts_.definitions.now();
  return parts_.database.read([&](db::Session& session) {
    return host::place(session, store_, *catalogue, principal, entity, records);
  });
}

Result<RecordPage> Records::look(const Entity& entity, const RecordQuery& query) {
  const auto list = [&](db::Session& session) { return store_.list(session, entity, query); };
  return RecordStore::is_one_query(query) ? parts_.database.glance(list)
                                          : parts_.database.read(list);
}

// The provider of consent is asked page by page; nothing says it by a table to be joined.
Result<std::vector<std::string>> Records::people_for(const Entity& entity,
                                                     const std::string& purpose,
                                                     const Filter& filter) {
  if (entity.name != "person") {
    return Error{ErrorCode::invalid_argument, "purpose: only persons are counted for a purpose"};
  }
  RecordQuery query{filter, {}, "id", {}, kListLimitMax};
  std::vector<std::string> allowed;
  std::size_t seen = 0;
  do {
    RecordPage page = TRY(look(entity, query));
    seen += page.records.size();
    if (seen > kPurposeCountMax) {
      return Error{ErrorCode::exhausted, "too many people to ask for consent; narrow the filter"};
    }
    TRY(keep_allowed(entity, purpose, page.records));
    for (const Record& record : page.records) allowed.push_back(record.id);
    query.cursor = page.next;
  } while (!query.cursor.empty());
  return allowed;
}

Result<std::vector<AggregateRow>> Records::aggregate(const Principal& principal,
                                                     const std::string& entity,
                                                     const Json& request) {
  Measured measured = TRY(measure(principal, entity, request));
  if (!measured.of_people) return std::move(measured.rows);
  const bool person =
      principal.kind == PrincipalKind::user || principal.kind == PrincipalKind::token;
  if (person && measured.rows.size() > static_cast<std::size_t>(kListLimitMax) &&
      !principal.rights->may_named("exports.run")) {
    return Error{ErrorCode::forbidden,
                 "more than " + std::to_string(kListLimitMax) +
                     " rows with personal data need the right exports.run: narrow the filter or "
                     "group by something else",
                 R"({"code":"missing-right"})"};
  }
  TRY(looked_at(principal, entity, measured.rows.size()));
  return std::move(measured.rows);
}

Result<std::vector<AggregateRow>> Records::aggregate_again(const Principal& principal,
                                                           const std::string& entity,
                                                           const Json& request) {
  return std::move(TRY(measure(principal, entity, request)).rows);
}

Result<Records::Measured> Records::measure(const Principal& principal, const std::string& entity,
                                           const Json& request) {
  const auto catalogue = parts_.definitions.now();
  const Entity* const definition = TRY(catalogue->require(entity));
  TRY(require(principal, entity, Verb::read));
  const FilterContext context =
      with_others(principal, *catalogue, {principal.id, parts_.clock.now_ms(), time_zone()});
  AggregateRequest wanted = TRY(parse_aggregate(request, *definition, context));
  if (wanted.time_zone.empty()) wanted.time_zone = time_zone();
  std::vector<std::string> touched = fields_of_filter(wanted.filter);
  for (const std::string& group : wanted.group_by) {
    for (std::string& field : fields_of_group(group)) touched.push_back(std::move(field));
  }
  for (const Measure& measure : wanted.measures) {
    for (const std::string& field : {measure.field, measure.to}) {
      if (!field.empty()) touched.push_back(field);
    }
  }
  const Scope scope = TRY(readable_scope(principal, *definition, touched));
  narrow(principal, *catalogue, *definition, scope, wanted.filter);
  const auto purpose = request.value("purpose", "");
  TRY(check_purpose(principal, purpose));
  if (!purpose.empty()) wanted.only = TRY(people_for(*definition, purpose, wanted.filter));
  auto read = parts_.database.read(
      [&](db::Session& session) { return store_.aggregate(session, *definition, wanted); });
  Measured measured;
  measured.rows = TRY(std::move(read));
  measured.of_people = tells_of_people(*definition, wanted);
  return measured;
}

}  // namespace kontor::host
