#include "host/app/lead_conversion.hpp"

#include <array>

#include "host/app/record_scope.hpp"

namespace kontor::host {

namespace {

std::string value_of(const Json& fields, const char* name) {
  const auto found = fields.find(name);
  return found != fields.end() && found->is_string() ? found->get<std::string>() : "";
}

void put(Json& fields, const char* name, const std::string& text) {
  if (!text.empty() && !fields.contains(name)) fields[name] = text;
}

// What the person, the organisation and the deal take over from the lead.
constexpr std::array<const char*, 11> kTaken{"title", "person",   "contact_name",  "company",
                                             "email", "phone",    "phone_entered", "source",
                                             "owner", "campaign", "referred_by"};

// A conversion would show it where it may be read.
Status check_taken(const Principal& principal, const Entity& lead, const Record& record) {
  const Scope relation = relation_of(principal, lead, record);
  for (const char* name : kTaken) {
    if (!record.fields.contains(name) ||
        principal.rights->may_field(lead.name, Verb::read, name, relation))
      continue;
    return Error{ErrorCode::forbidden,
                 std::string(name) + ": may not be read, and a conversion would copy it",
                 R"({"code":"missing-right"})"};
  }
  return ok();
}

// What a conversion writes, tried and taken back so that hooks can be asked outside any
// transaction, and then written with their answers.
struct ConversionTrial {
  bool hooked = false;
  bool answered = false;
  std::vector<PendingSave> saves = {};
};

// One conversion inside one transaction.
class Conversion {
 public:
  Conversion(Records& records, IdSource& ids, const Principal& principal, db::Session& session,
             ConversionTrial& trial)
      : records_(records), ids_(ids), principal_(principal), session_(session), trial_(trial) {
    if (!trial_.answered) trial_.saves.clear();
  }

  Result<LeadConversion> run(const std::string& id, const Json& request, TimeMs now_ms) {
    auto lead = TRY(records_.store().find(session_, "lead", id));
    if (!lead) return Error{ErrorCode::not_found, "there is no such lead"};
    const auto catalogue = records_.definitions().now();
    const Entity* const definition = TRY(catalogue->require("lead"));
    Json stage{{"stage", "converted"}};
    TRY(records_.check_writable(principal_, *definition, Verb::update, *lead, stage));
    LeadConversion done;
    done.lead = std::move(*lead);
    const Json& fields = done.lead.fields;
    if (value_of(fields, "stage") == "converted") {
      records_.hide_fields(principal_, *definition, done.lead);
      done.person = value_of(fields, "converted_person");
      done.organisation = value_of(fields, "converted_organisation");
      done.deal = value_of(fields, "converted_deal");
      return done;
    }
    TRY(check_taken(principal_, *definition, done.lead));
    done.organisation = TRY(organisation(fields, request));
    done.person = TRY(person(fields, request, done.organisation));
    TRY(role(done));
    done.deal = TRY(deal(done, request));
    Json changes{{"stage", "converted"}, {"converted_at", to_rfc3339(now_ms)}};
    put(changes, "converted_person", done.person);
    put(changes, "converted_organisation", done.organisation);
    put(changes, "converted_deal", done.deal);
    done.lead = TRY(save("lead", done.lead, std::move(changes)));
    records_.hide_fields(principal_, *definition, done.lead);
    return done;
  }

 private:
  Result<Record> save(const std::string& entity, std::optional<Record> before, Json changes) {
    const auto catalogue = records_.definitions().now();
    const Entity* const definition = TRY(catalogue->require(entity));
    if (!before) TRY(check_new(*definition, changes));
    std::vector<PendingSave> batch(1);
    batch[0].after.entity = entity;
    // What points to it was shown to the hooks.
    const bool known = trial_.answered && next_ < trial_.saves.size();
    batch[0].after.id = known ? trial_.saves[next_].after.id : ids_.next();
    if (before) batch[0].after = *before;
    batch[0].before = std::move(before);
    batch[0].changes = std::move(changes);
    const SavePipeline steps = records_.pipeline(*definition, principal_);
    steps.validate(batch);
    if (trial_.hooked && !batch[0].problem) TRY(ask_trial(batch[0]));
    if (!batch[0].problem) TRY(steps.write(session_, batch));
    if (batch[0].problem) return *batch[0].problem;
    return std::move(batch[0].after);
  }

  // As for anybody who makes such a record, but for what the host says of the conversion itself.
  Status check_new(const Entity& entity, Json& changes) {
    TRY(require(principal_, entity.name, Verb::create));
    for (const auto& [name, value] : changes.items()) {
      const Field* const field = entity.find(name);
      if (field == nullptr || field->read_only || field->target == "lead") continue;
      TRY(require_field(principal_, entity.name, Verb::create, name));
    }
    return keep_owner_in_scope(principal_, entity, Verb::create, changes);
  }

  // The first time keeps the save, the second time puts the hooks' answer in its place.
  Status ask_trial(PendingSave& save) {
    if (!trial_.answered) {
      trial_.saves.push_back(save);
      return ok();
    }
    const bool same = next_ < trial_.saves.size() &&
                      trial_.saves[next_].after.entity == save.after.entity &&
                      trial_.saves[next_].changes == save.changes;
    const auto version = save.before ? save.before->version : 0;
    const bool fresh =
        same && (trial_.saves[next_].before ? trial_.saves[next_].before->version == version
                                            : !save.before);
    if (!fresh) return stale_version(version);
    save = trial_.saves[next_++];
    return ok();
  }

  bool may_see(const Entity& entity, const Record& record, const std::string& field) const {
    return may_touch(principal_, entity, Verb::read, record) &&
           principal_.rights->may_field(entity.name, Verb::read, field,
                                        relation_of(principal_, entity, record));
  }

  // The one living record that may be seen whose field is `value`; none of several is guessed at.
  Result<std::string> the_one(const std::string& entity, const std::string& field,
                              const std::string& value) {
    if (value.empty()) return std::string();
    const auto catalogue = records_.definitions().now();
    const Entity* const definition = TRY(catalogue->require(entity));
    std::string one;
    for (const Record& found :
         TRY(records_.store().find_by_key(session_, entity, field, {value}))) {
      if (!may_see(*definition, found, field)) continue;
      if (!one.empty()) return std::string();
      one = found.id;
    }
    return one;
  }

  // A record by its id if it may be seen.
  Result<std::optional<Record>> seen(const std::string& entity, const std::string& id) {
    const auto catalogue = records_.definitions().now();
    const Entity* const definition = TRY(catalogue->require(entity));
    auto found = TRY(records_.store().find(session_, entity, id));
    if (found && !may_touch(principal_, *definition, Verb::read, *found)) found.reset();
    return found;
  }

  // One the request names: what may not be seen is not there.
  Result<std::string> named(const Json& request, const std::string& entity) {
    const std::string id = value_of(request, entity.c_str());
    if (!id.empty() && !TRY(seen(entity, id)))
      return Error{ErrorCode::invalid_argument, entity + ": there is no such " + entity,
                   to_text(Json{{"field", entity}})};
    return id;
  }

  Result<std::string> organisation(const Json& lead, const Json& request) {
    if (request.contains("organisation")) return named(request, "organisation");
    const std::string company = value_of(lead, "company");
    if (company.empty()) {
      const auto known = TRY(seen("person", value_of(lead, "person")));
      if (!known) return std::string();
      const auto catalogue = records_.definitions().now();
      const bool told = may_see(*TRY(catalogue->require("person")), *known, "organisation");
      return told ? value_of(known->fields, "organisation") : std::string();
    }
    std::string present = TRY(the_one("organisation", "name", company));
    if (!present.empty()) return present;
    Json fields{{"name", company}};
    put(fields, "owner", value_of(lead, "owner"));
    const Record made = TRY(save("organisation", std::nullopt, std::move(fields)));
    return made.id;
  }

  Result<std::string> person(const Json& lead, const Json& request,
                             const std::string& organisation) {
    if (request.contains("person")) return named(request, "person");
    if (lead.contains("person")) return value_of(lead, "person");
    std::string present = TRY(the_one("person", "email", value_of(lead, "email")));
    if (!present.empty()) return present;
    Json fields = Json::object();
    put(fields, "name", value_of(lead, "contact_name"));
    put(fields, "email", value_of(lead, "email"));
    put(fields, "phone", value_of(lead, "phone"));
    put(fields, "phone", value_of(lead, "phone_entered"));
    if (fields.empty()) return std::string();
    for (const char* kept : {"source", "owner"}) put(fields, kept, value_of(lead, kept));
    put(fields, "organisation", organisation);
    const Record made = TRY(save("person", std::nullopt, std::move(fields)));
    return made.id;
  }

  // Between two whom one may see, where one may add it.
  Status role(const LeadConversion& done) {
    if (done.person.empty() || done.organisation.empty()) return ok();
    if (!TRY(seen("person", done.person)) || !TRY(seen("organisation", done.organisation)))
      return ok();
    for (const Record& known :
         TRY(records_.store().find_by_key(session_, "contact_role", "person", {done.person}))) {
      if (value_of(known.fields, "organisation") == done.organisation) return ok();
    }
    Json fields{{"person", done.person}, {"organisation", done.organisation}};
    const auto catalogue = records_.definitions().now();
    const Entity* const definition = TRY(catalogue->require("contact_role"));
    if (!check_new(*definition, fields)) return ok();
    Record hanging;
    hanging.fields = fields;
    TRY(place(session_, records_.store(), *catalogue, principal_, *definition, {&hanging}));
    if (!may_touch(principal_, *definition, Verb::create, hanging)) return ok();
    TRY(save("contact_role", std::nullopt, std::move(fields)));
    return ok();
  }

  Result<std::string> deal(const LeadConversion& done, const Json& request) {
    const Json wanted = request.value("deal", Json::object());
    if (wanted.is_boolean()) return std::string();
    const Json& lead = done.lead.fields;
    Json fields = wanted;
    put(fields, "title", value_of(lead, "title"));
    put(fields, "person", done.person);
    put(fields, "organisation", done.organisation);
    for (const char* kept : {"source", "campaign", "referred_by", "owner"})
      put(fields, kept, value_of(lead, kept));
    fields["lead"] = done.lead.id;
    fields["lead_created_at"] = to_rfc3339(done.lead.created_at_ms);
    const Record made = TRY(save("deal", std::nullopt, std::move(fields)));
    return made.id;
  }

  Records& records_;
  IdSource& ids_;
  const Principal& principal_;
  db::Session& session_;
  ConversionTrial& trial_;
  std::size_t next_ = 0;
};

Status ask_hooks(Records& records, const Principal& principal, ConversionTrial& trial) {
  const auto catalogue = records.definitions().now();
  for (PendingSave& save : trial.saves) {
    const Entity* const entity = TRY(catalogue->require(save.after.entity));
    std::vector<PendingSave> one{std::move(save)};
    TRY(records.pipeline(*entity, principal).run_hooks(one));
    save = std::move(one.front());
    if (save.problem) return *save.problem;
  }
  trial.answered = true;
  return ok();
}

}  // namespace

Json conversion_json(const LeadConversion& conversion) {
  const auto id = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
  return {{"lead", record_json(conversion.lead)},
          {"person", id(conversion.person)},
          {"organisation", id(conversion.organisation)},
          {"deal", id(conversion.deal)}};
}

Result<LeadConversion> convert_lead(Records& records, db::Database& database, const Clock& clock,
                                    IdSource& ids, Outbox& outbox, const Principal& principal,
                                    const std::string& id, const Json& request) {
  TRY(require(principal, "lead", Verb::update));
  const Json wanted = request.value("deal", Json::object());
  if (wanted.is_object()) {
    const auto catalogue = records.definitions().now();
    const Entity* const deal = TRY(catalogue->require("deal"));
    TRY(records.check_writable(principal, *deal, Verb::create, wanted));
  }
  ConversionTrial trial;
  for (const char* entity : {"lead", "person", "organisation", "contact_role", "deal"})
    trial.hooked = trial.hooked || records.is_hooked(entity);
  const TimeMs now_ms = clock.now_ms();
  const auto convert = [&](db::Session& session) -> Result<LeadConversion> {
    auto done = Conversion(records, ids, principal, session, trial).run(id, request, now_ms);
    if (done && trial.hooked && !trial.answered && !trial.saves.empty())
      return Error{ErrorCode::conflict, "a trial is taken back", "trial"};
    return done;
  };
  if (trial.hooked) {
    auto tried = database.transaction(convert);
    if (tried || tried.error().detail != "trial") return tried;
    TRY(ask_hooks(records, principal, trial));
  }
  auto converted = database.transaction(convert);
  if (converted) outbox.announce();
  return converted;
}

}  // namespace kontor::host
