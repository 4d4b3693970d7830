#include "host/app/lead_conversion.hpp"

namespace kontor::host {

namespace {

std::string value_of(const Json& fields, const char* name) {
  const auto found = fields.find(name);
  return found != fields.end() && found->is_string() ? found->get<std::string>() : "";
}

void put(Json& fields, const char* name, const std::string& text) {
  if (!text.empty() && !fields.contains(name)) fields[name] = text;
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
    Json nothing = Json::object();
    TRY(records_.check_writable(principal_, *definition, Verb::update, *lead, nothing));
    LeadConversion done;
    done.lead = std::move(*lead);
    const Json& fields = done.lead.fields;
    if (value_of(fields, "stage") == "converted") {
      done.person = value_of(fields, "converted_person");
      done.organisation = value_of(fields, "converted_organisation");
      done.deal = value_of(fields, "converted_deal");
      return done;
    }
    done.organisation = TRY(organisation(fields, request));
    done.person = TRY(person(fields, request, done.organisation));
    TRY(role(done));
    done.deal = TRY(deal(done, request));
    Json changes{{"stage", "converted"}, {"converted_at", to_rfc3339(now_ms)}};
    put(changes, "converted_person", done.person);
    put(changes, "converted_organisation", done.organisation);
    put(changes, "converted_deal", done.deal);
    done.lead = TRY(save("lead", done.lead, std::move(changes)));
    return done;
  }

 private:
  Result<Record> save(const std::string& entity, std::optional<Record> before, Json changes) {
    const auto catalogue = records_.definitions().now();
    const Entity* const definition = TRY(catalogue->require(entity));
    TRY(require(principal_, entity, before ? Verb::update : Verb::create));
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

  // The one living record whose field is `value`; none of several is guessed at.
  Result<std::string> the_one(const std::string& entity, const std::string& field,
                              const std::string& value) {
    if (value.empty()) return std::string();
    const auto found = TRY(records_.store().find_by_key(session_, entity, field, {value}));
    return found.size() == 1 ? found.front().id : std::string();
  }

  Result<std::string> organisation(const Json& lead, const Json& request) {
    if (request.contains("organisation")) return value_of(request, "organisation");
    const std::string company = value_of(lead, "company");
    if (company.empty()) {
      const auto known = TRY(records_.store().find(session_, "person", value_of(lead, "person")));
      return known ? value_of(known->fields, "organisation") : std::string();
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
    if (request.contains("person")) return value_of(request, "person");
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

  Status role(const LeadConversion& done) {
    if (done.person.empty() || done.organisation.empty()) return ok();
    for (const Record& known :
         TRY(records_.store().find_by_key(session_, "contact_role", "person", {done.person}))) {
      if (value_of(known.fields, "organisation") == done.organisation) return ok();
    }
    TRY(save("contact_role", std::nullopt,
             {{"person", done.person}, {"organisation", done.organisation}}));
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
