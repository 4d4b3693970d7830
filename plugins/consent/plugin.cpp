#include <kontor/export.hpp>
#include <kontor/plugin.hpp>
#include <kontor/time.hpp>
#include <kontor/translated.hpp>

#include "ledger.hpp"
#include "purposes.hpp"
#include "withdrawal_page.hpp"

namespace kontor::consent {
namespace {

constexpr char kService[] = "kontor.consent/1";

constexpr Translated kRecorded{"Consent recorded: {0}", "Согласие записано: {0}",
                               "Samtycke registrerat: {0}", "Samtykke registreret: {0}"};
constexpr Translated kWithdrawn{"Consent withdrawn: {0}", "Согласие отозвано: {0}",
                                "Samtycke återkallat: {0}", "Samtykke trukket tilbage: {0}"};
constexpr Translated kNeedsProof{"A consent needs its proof: how it was given.",
                                 "Согласию нужно подтверждение: как оно было дано.",
                                 "Ett samtycke behöver bevis: hur det gavs.",
                                 "Et samtykke kræver bevis: hvordan det blev givet."};

// What a proof must hold; text alone is taken as the evidence.
Json proof_of(const Json& given, const Json& input, const std::string& recorded_by,
              std::string_view locale) {
  Json proof = given.is_object() ? given : Json::object();
  if (given.is_string()) proof["evidence"] = given;
  for (const char* name : {"how", "text_version"}) {
    if (input.contains(name) && !proof.contains(name)) proof[name] = input[name];
  }
  if (text_of(proof, "evidence").empty() && text_of(proof, "how").empty()) {
    throw Failure(KONTOR_INVALID_ARGUMENT, kNeedsProof.in(locale));
  }
  proof["recorded_by"] = recorded_by;
  proof["recorded_at"] = rfc3339(now());
  return proof;
}

const op::Record& person_of(const ActionRequest& request) {
  if (!request.record || request.record->entity != "person") {
    throw Failure(KONTOR_INVALID_ARGUMENT, "choose a person first");
  }
  return *request.record;
}

// Provider of kontor.consent/1: who agreed to what, with proof, and how it is taken back.
class Consent final : public Plugin {
 public:
  explicit Consent(Host host) : Plugin(host), ledger_(std::move(host)), purposes_(Json::object()) {
    before_save_all("person",
                    [this](const std::vector<SavedRecord>& records) { return stamp(records); });
    service(kService, "allowed", [this](const ServiceRequest& call) { return allowed(call); });
    service(kService, "allowed_many",
            [this](const ServiceRequest& call) { return allowed_many(call); });
    service(kService, "grant", [this](const ServiceRequest& call) { return serve_grant(call); });
    service(kService, "withdraw",
            [this](const ServiceRequest& call) { return serve_withdraw(call); });
    service(kService, "state", [this](const ServiceRequest& call) { return state(call); });
    action("consent.record", [this](const ActionRequest& request) { return record(request); });
    action("consent.withdraw", [this](const ActionRequest& request) { return take_back(request); });
    webhook("withdraw", [this](const WebhookRequest& request) { return link(request); });
  }

  void start(const Start& start) override {
    locale_ = start.locale;
    purposes_ = Purposes(start.settings);
    public_url_ = text_of(start.settings, "public_url");
    ledger_.load();
  }

 private:
  // The ledger decides what a person's consent_state is, whatever a form or file says.
  std::vector<SaveResult> stamp(const std::vector<SavedRecord>& records) const {
    std::vector<SaveResult> results(records.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
      const std::string state = ledger_.summary(records[i].id);
      if (text_of(records[i].fields, "consent_state") != state) {
        results[i].patch = Json{{"consent_state", state}};
      }
    }
    return results;
  }

  Json allowed(const ServiceRequest& call) const {
    const std::string person = text_of(call.request, "person");
    const std::string purpose = text_of(call.request, "purpose");
    check_purpose(purpose);
    const std::string& basis = purposes_.basis(purpose);
    const auto entry = ledger_.find(person, purpose);
    std::string reason;
    if (entry && entry->state == "withdrawn" && purposes_.yields_to_objection(purpose)) {
      reason = "consent for " + purpose + " was withdrawn on " + entry->withdrawn_at;
    } else if (basis == "consent" && (!entry || entry->state != "granted")) {
      reason = "no consent for " + purpose + " is recorded";
    }
    return {{"allowed", reason.empty()}, {"basis", basis}, {"reason", reason}};
  }

  // The same yes or no for a page of people, without a question to storage for each.
  Json allowed_many(const ServiceRequest& call) const {
    const std::string purpose = text_of(call.request, "purpose");
    check_purpose(purpose);
    const Json persons = call.request.value("persons", Json::array());
    Json answers = Json::array();
    for (const Json& person : persons) {
      if (!person.is_string()) throw Failure(KONTOR_INVALID_ARGUMENT, "persons are ids");
      const std::string state = ledger_.state(person.get<std::string>(), purpose);
      answers.push_back(state == "granted" ||
                        (state.empty() && purposes_.basis(purpose) != "consent") ||
                        (state == "withdrawn" && !purposes_.yields_to_objection(purpose)));
    }
    return {{"allowed", answers}};
  }

  Json serve_grant(const ServiceRequest& call) {
    const Json proof = proof_of(call.request.value("proof", Json()), call.request,
                                call.caller.value_or(""), locale_);
    return answer(grant(text_of(call.request, "person"), text_of(call.request, "purpose"), proof));
  }

  Json serve_withdraw(const ServiceRequest& call) {
    return answer(withdraw(text_of(call.request, "person"), text_of(call.request, "purpose"),
                           text_of(call.request, "how", call.caller.value_or("service"))));
  }

  Json state(const ServiceRequest& call) const {
    const std::string person = text_of(call.request, "person");
    Json purposes = Json::array();
    for (const Entry& entry : ledger_.of(person)) purposes.push_back(to_json(entry));
    return {{"state", ledger_.summary(person)}, {"purposes", purposes}};
  }

  ActionResult record(const ActionRequest& request) {
    const op::Record& person = person_of(request);
    const std::string purpose = text_of(request.input, "purpose", "marketing");
    const Json proof =
        proof_of(request.input.value("proof", Json()), request.input, request.actor.id, locale_);
    return {.output = answer(grant(person.id, purpose, proof)),
            .message = kRecorded.in(locale_, {purpose})};
  }

  ActionResult take_back(const ActionRequest& request) {
    const op::Record& person = person_of(request);
    const std::string purpose = text_of(request.input, "purpose", "marketing");
    return {.output = answer(withdraw(person.id, purpose, "asked the company")),
            .message = kWithdrawn.in(locale_, {purpose})};
  }

  WebhookResult link(const WebhookRequest& request) {
    WebhookResult result;
    result.content_type = "text/html; charset=utf-8";
    const auto given = request.query.find("token");
    std::string token = given == request.query.end() ? "" : given->second;
    if (token.empty()) token = form_value(request.body, "token");
    const auto entry = ledger_.find_by_token(token);
    if (!entry) {
      result.status = 404;
      result.body = unknown_page(locale_);
    } else if (request.method == "GET") {
      result.body = question_page(locale_, entry->purpose, entry->token);
    } else {
      withdraw(entry->person, entry->purpose, "withdrawal link");
      result.body = done_page(locale_, entry->purpose);
    }
    return result;
  }

  Entry grant(const std::string& person, const std::string& purpose, const Json& proof) {
    const Entry entry = ledger_.grant(person, purpose, proof);
    show(entry, kRecorded, text_of(proof, "evidence", text_of(proof, "how")));
    return entry;
  }

  Entry withdraw(const std::string& person, const std::string& purpose, const std::string& how) {
    const Entry entry = ledger_.withdraw(person, purpose, how);
    show(entry, kWithdrawn, how);
    return entry;
  }

  // On the person's card and timeline. The ledger already holds the truth, so a failure
  // here is logged and the next save of the person puts it right.
  void show(const Entry& entry, const Translated& sentence, const std::string& body) {
    try {
      host().record_update({.entity = "person",
                            .id = entry.person,
                            .version = {},
                            .fields = {{"consent_state", ledger_.summary(entry.person)}}});
      op::TimelineAddRequest note;
      note.subject = {.entity = "person", .id = entry.person};
      note.kind = "note";
      note.summary = sentence.in(locale_, {entry.purpose});
      note.body = body;
      note.occurred_at = entry.state == "granted" ? entry.granted_at : entry.withdrawn_at;
      note.state = entry.state;
      note.external_id = entry.receipt + "/" + entry.state;
      host().timeline_add(note);
    } catch (const Failure& failure) {
      host().log_warning(std::string("consent is kept but not shown: ") + failure.what());
    }
  }

  Json answer(const Entry& entry) const {
    Json json = to_json(entry);
    json["summary"] = ledger_.summary(entry.person);
    json["withdrawal_link"] =
        public_url_ + "/api/v1/hooks/kontor.consent/withdraw?token=" + entry.token;
    return json;
  }

  Ledger ledger_;
  Purposes purposes_;
  std::string locale_ = "en";
  std::string public_url_;
};

}  // namespace
}  // namespace kontor::consent

KONTOR_PLUGIN(kontor::consent::Consent);
