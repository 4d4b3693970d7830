#include <kontor/export.hpp>
#include <kontor/plugin.hpp>
#include <kontor/time.hpp>
#include <kontor/view.hpp>

#include "book.hpp"
#include "letters.hpp"
#include "pages.hpp"
#include "refusals.hpp"
#include "sentences.hpp"
#include "subject_requests.hpp"

namespace kontor::consent {
namespace {

constexpr char kService[] = "kontor.consent/1";

// What a proof holds; text alone is taken as the evidence.
Said said_in(const Json& input, const std::string& actor, const std::string& channel,
             const std::string& locale) {
  Said said{.actor = actor, .channel = text_of(input, "channel", channel)};
  const Json given = input.value("proof", Json());
  if (given.is_object()) said.proof = given;
  if (given.is_string()) said.proof["evidence"] = given;
  for (const char* name : {"how", "text_version", "guardian", "explicit"}) {
    if (input.contains(name) && !said.proof.contains(name)) said.proof[name] = input[name];
  }
  said.child = input.value("child", false);
  const std::string on = text_of(input, "given_on");
  if (!on.empty()) {
    const std::string today = rfc3339(now()).substr(0, 10);
    if (on > today) throw Failure(KONTOR_INVALID_ARGUMENT, kGivenLater.in(locale));
    if (on < today) said.at = on + "T12:00:00.000Z";
  }
  return said;
}

const op::Record& person_of(const ActionRequest& request, const std::string& locale) {
  if (!request.record || request.record->entity != "person") {
    throw Failure(KONTOR_INVALID_ARGUMENT, kChoosePerson.in(locale));
  }
  return *request.record;
}

std::string purpose_in(const Json& input) { return text_of(input, "purpose", "marketing"); }

// Provider of kontor.consent/1: who agreed to what, with proof, and how it is taken back.
class Consent final : public Plugin {
 public:
  explicit Consent(Host host) : Plugin(host), book_(host), requests_(std::move(host)) {
    before_save_all("person",
                    [this](const std::vector<SavedRecord>& records) { return stamp(records); });
    on_event("person.created",
             [this](const Event& event) { book_.note_arrival(text_of(event.payload, "id")); });
    add_services();
    add_actions();
    page("preferences", [this](const PageRequest& request) { return preferences(request); });
    page("confirm", [this](const PageRequest& request) { return confirm(request); });
    panel("consent.card", [this](const PanelRequest& request) { return card(request); });
    job("consent.daily", [this](const Job&) { book_.expire_overdue(); });
    on_subject_erase([this](const std::string& person) { return erase(person); });
  }

  void start(const Start& start) override { book_.start(start.settings, start.locale); }

 private:
  using Event = kontor::Event;

  void add_services() {
    service(kService, "allowed", [this](const ServiceRequest& call) {
      const std::string purpose = text_of(call.request, "purpose");
      check_purpose(purpose);
      const std::string person = text_of(call.request, "person");
      const auto verdict = book_.allowed(person, purpose);
      return Json{{"allowed", verdict.allowed},
                  {"basis", book_.purposes().basis(purpose)},
                  {"record", verdict.allowed ? book_.ledger().record(person, purpose) : ""},
                  {"reason", verdict.reason}};
    });
    service(kService, "allowed_many", [this](const ServiceRequest& call) {
      const std::string purpose = text_of(call.request, "purpose");
      check_purpose(purpose);
      const auto persons = call.request.find("persons");
      const bool in_full = call.request.value("in_full", false);
      Json answer = {{"allowed", persons == call.request.end()
                                     ? Json::array()
                                     : book_.allowed_many(*persons, purpose)}};
      if (!in_full || persons == call.request.end()) return answer;
      answer["basis"] = book_.purposes().basis(purpose);
      answer["verdicts"] = verdicts(*persons, purpose);
      return answer;
    });
    service(kService, "grant", [this](const ServiceRequest& call) {
      return book_.answer(
          book_.give(text_of(call.request, "person"), text_of(call.request, "purpose"),
                     said_in(call.request, call.caller.value_or(""), "service", book_.locale())));
    });
    service(kService, "withdraw", [this](const ServiceRequest& call) {
      const std::string how = text_of(call.request, "how", "service");
      return book_.answer(book_.withdraw(text_of(call.request, "person"),
                                         text_of(call.request, "purpose"),
                                         {.actor = call.caller.value_or(""), .channel = how}));
    });
    service(kService, "state", [this](const ServiceRequest& call) {
      const std::string person = text_of(call.request, "person");
      Json purposes = Json::array();
      for (const Entry& entry : book_.ledger().of(person)) purposes.push_back(to_json(entry));
      return Json{{"state", book_.summary(person)}, {"purposes", purposes}};
    });
    service(kService, "receipt", [this](const ServiceRequest& call) {
      return receipt(text_of(call.request, "person"), text_of(call.request, "purpose"),
                     text_of(call.request, "format", "27560"));
    });
    service(kService, "link", [this](const ServiceRequest& call) {
      return Json{{"url", book_.link({.page = "preferences",
                                      .person = text_of(call.request, "person"),
                                      .purpose = text_of(call.request, "purpose")})}};
    });
  }

  // Why, and by which record, for each of them.
  Json verdicts(const Json& persons, const std::string& purpose) const {
    Json list = Json::array();
    for (const Json& one : persons) {
      const std::string person = one.get<std::string>();
      const auto verdict = book_.allowed(person, purpose);
      list.push_back({{"allowed", verdict.allowed},
                      {"reason", verdict.reason},
                      {"record", verdict.allowed ? book_.ledger().record(person, purpose) : ""}});
    }
    return list;
  }

  void add_actions() {
    action("consent.record", [this](const ActionRequest& request) {
      const std::string purpose = purpose_in(request.input);
      const Entry entry =
          book_.give(person_of(request, book_.locale()).id, purpose,
                     said_in(request.input, request.actor.id, "desk", book_.locale()));
      return done(entry);
    });
    action("consent.withdraw", [this](const ActionRequest& request) {
      return done(book_.withdraw(person_of(request, book_.locale()).id, purpose_in(request.input),
                                 {.actor = request.actor.id, .channel = "asked the company"}));
    });
    action("consent.refuse", [this](const ActionRequest& request) {
      return done(book_.refuse(person_of(request, book_.locale()).id, purpose_in(request.input),
                               {.actor = request.actor.id, .channel = "asked the company"}));
    });
    action("consent.ask", [this](const ActionRequest& request) { return ask(request); });
    action("consent.receipt", [this](const ActionRequest& request) {
      return ActionResult{.output = receipt(person_of(request, book_.locale()).id,
                                            purpose_in(request.input),
                                            text_of(request.input, "format", "27560"))};
    });
    action("consent.request", [this](const ActionRequest& request) { return open(request); });
    action("consent.request_step", [this](const ActionRequest& request) { return step(request); });
    action("consent.readmit", [this](const ActionRequest& request) {
      if (text_of(request.input, "proof").empty()) {
        throw Failure(KONTOR_INVALID_ARGUMENT, kNeedsProof.in(book_.locale()));
      }
      book_.readmit(request.input, purpose_in(request.input));
      return ActionResult{};
    });
  }

  // The ledger decides what a person's consent_state is, whatever a form or file says.
  std::vector<SaveResult> stamp(const std::vector<SavedRecord>& records) {
    std::vector<SaveResult> results(records.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
      const SavedRecord& record = records[i];
      if (record.is_new && book_.refuses_return(record.fields)) {
        results[i].refusal = kWasErased.in(book_.locale());
        continue;
      }
      if (record.is_new) book_.arrival(record.id, record.fields);
      const std::string state = book_.summary(record.id);
      if (text_of(record.fields, "consent_state") != state) {
        results[i].patch = Json{{"consent_state", state}};
      }
    }
    return results;
  }

  ActionResult done(const Entry& entry) const {
    return {.output = book_.answer(entry),
            .message = sentence_of(entry.state).in(book_.locale(), {entry.purpose})};
  }

  // Double opt-in: the consent holds only when the person pressed the button behind the link.
  ActionResult ask(const ActionRequest& request) {
    const std::string person = person_of(request, book_.locale()).id;
    const std::string purpose = purpose_in(request.input);
    check_purpose(purpose);
    const auto permit =
        host().message_permit({.person = person, .channel = "email", .purpose = "consent"});
    Said said{.actor = request.actor.id, .channel = "mail"};
    said.proof["text_version"] = text_of(request.input, "text_version");
    const Entry entry = book_.request(person, purpose, std::move(said));
    const std::string language = text_of(request.input, "language", book_.locale());
    const auto [subject, text] = confirmation_mail(
        language, purpose, book_.controller().name,
        book_.link(
            {.page = "confirm", .person = person, .purpose = purpose, .event = entry.events}));
    op::MailSendRequest mail;
    mail.permit = permit.permit;
    mail.subject = subject;
    mail.text = text;
    mail.key = "ask/" + entry.record + "/" + std::to_string(entry.events);
    host().mail_send(mail);
    return done(entry);
  }

  Json receipt(const std::string& person, const std::string& purpose,
               const std::string& format) const {
    const Entry entry = book_.ledger().find(person, purpose);
    if (entry.events == 0) throw Failure(KONTOR_NOT_FOUND, kNothingForPurpose.in(book_.locale()));
    const Terms terms = book_.terms(entry);
    if (format == "kantara")
      return kantara_receipt(entry, book_.controller(), terms, book_.locale());
    const auto events = book_.ledger().history(person, purpose);
    return format == "record" ? consent_record(entry, events, book_.controller(), terms)
                              : consent_receipt(entry, events, book_.controller(), terms);
  }

  ActionResult letter_of(const SubjectRequest& request, const Json& input) const {
    const std::string text =
        letter(request, book_.controller().name, text_of(input, "language", book_.locale()));
    Json output = to_json(request);
    output["letter"] = text;
    return {.output = std::move(output), .message = text};
  }

  ActionResult open(const ActionRequest& request) {
    const std::string person = person_of(request, book_.locale()).id;
    const std::string kind = text_of(request.input, "kind", "access");
    SubjectRequest opened =
        requests_.open(person, kind, text_of(request.input, "received_on"), book_.locale());
    const std::string due = opened.answer_by + "T12:00:00.000Z";
    const auto task = host().record_create(
        {.entity = "task",
         .fields = {{"title", kAnswerTask.in(book_.locale(),
                                             {opened.answer_by, kind_name(kind, book_.locale())})},
                    {"due_at", due},
                    {"priority", "high"},
                    {"state", "open"},
                    {"owner", request.actor.id},
                    {"subject_entity", "person"},
                    {"subject", person}}});
    opened.task = task.record.id;
    requests_.store(opened);
    if (kind == "objection") {
      for (const std::string& purpose : book_.choices_of(person))
        book_.withdraw(person, purpose, {.actor = request.actor.id, .channel = "objection"});
    }
    return letter_of(opened, request.input);
  }

  ActionResult step(const ActionRequest& request) {
    const SubjectRequest changed =
        requests_.step(person_of(request, book_.locale()).id, text_of(request.input, "request"),
                       text_of(request.input, "step"), text_of(request.input, "reason"),
                       rfc3339(now()).substr(0, 10), book_.locale());
    if (!changed.task.empty()) {
      Json fields = {{"due_at", changed.answer_by + "T12:00:00.000Z"}};
      if (!changed.closed_at.empty()) fields = {{"state", "done"}};
      host().record_update(
          {.entity = "task", .id = changed.task, .version = {}, .fields = std::move(fields)});
    }
    return letter_of(changed, request.input);
  }

  PageResult preferences(const PageRequest& request) {
    const auto claim = book_.links().read(request.token.value_or(""), "preferences");
    if (!claim) return unknown_page(request.locale);
    const bool sent = request.method == "POST";
    const std::set<std::string> purposes = book_.choices_of(claim->person);
    const Said said{.actor = "data subject", .channel = "preference page"};
    // RFC 8058: a mail program's own button says no to what the mail was about.
    if (sent && request.form.contains("List-Unsubscribe")) {
      for (const std::string& purpose : purposes) {
        if (claim->purpose.empty() || claim->purpose == purpose) {
          book_.withdraw(claim->person, purpose, said);
        }
      }
      if (!claim->purpose.empty()) book_.withdraw(claim->person, claim->purpose, said);
    } else if (sent && request.form.contains("choices")) {
      for (const std::string& purpose : purposes) choose(*claim, purpose, request, said);
    }
    std::vector<Choice> choices;
    for (const std::string& purpose : purposes) {
      choices.push_back({purpose, book_.allowed(claim->person, purpose).allowed,
                         book_.purposes().is_special(purpose)});
    }
    return preference_page(request.locale, choices, sent);
  }

  void choose(const LinkClaim& claim, const std::string& purpose, const PageRequest& request,
              Said said) {
    const bool now_allowed = book_.allowed(claim.person, purpose).allowed;
    const bool wanted = request.form.contains(purpose);
    if (wanted == now_allowed) return;
    if (!wanted) {
      book_.withdraw(claim.person, purpose, std::move(said));
      return;
    }
    said.proof = {{"how", "ticked on the preference page"},
                  {"explicit", true},
                  {"text_version", "preferences/" + request.locale.substr(0, 2) + "/1"}};
    book_.give(claim.person, purpose, std::move(said));
  }

  PageResult confirm(const PageRequest& request) {
    const auto claim = book_.links().read(request.token.value_or(""), "confirm");
    if (!claim) return unknown_page(request.locale);
    const Entry entry = book_.ledger().find(claim->person, claim->purpose);
    if (holds(entry.state)) return confirmed_page(request.locale, claim->purpose);
    // Only the last thing said counts: a link from before a withdrawal is void.
    if (entry.state != State::requested || entry.events != claim->event) {
      return unknown_page(request.locale);
    }
    if (request.method != "POST") return confirmation_page(request.locale, claim->purpose);
    const auto asked = book_.ledger().history(claim->person, claim->purpose);
    Said said{.actor = "data subject", .channel = "double opt-in"};
    said.proof = {
        {"how", "pressed the button behind the link sent by mail"},
        {"explicit", true},
        {"request", claim->event},
        {"text_version", asked.empty() ? "" : text_of(asked.back().proof, "text_version")}};
    book_.give(claim->person, claim->purpose, std::move(said));
    return confirmed_page(request.locale, claim->purpose);
  }

  // The purpose, and what makes its consent a particular one.
  static std::string flagged(const Entry& entry, const std::string& locale) {
    std::string text = purpose_name(entry.purpose, locale);
    if (entry.child) text += " · " + kChildFlag.in(locale, {text_of(entry.proof, "guardian")});
    if (entry.special) text += " · " + kSpecialFlag.in(locale);
    return text;
  }

  PanelResult card(const PanelRequest& request) const {
    const std::string& person = request.record.id;
    std::vector<std::vector<std::string>> rows;
    for (const Entry& entry : book_.ledger().of(person)) {
      const State state = book_.ledger().state(person, entry.purpose, rfc3339(now()));
      rows.push_back({flagged(entry, request.locale), state_word(state, request.locale),
                      entry.changed_at.substr(0, 10),
                      text_of(entry.proof, "how", text_of(entry.proof, "evidence"))});
    }
    PanelResult result;
    if (rows.empty()) {
      result.blocks.push_back(view::text(kNothingYet.in(request.locale)));
    } else {
      result.blocks.push_back(
          view::table({kPurposeHead.in(request.locale), kStateHead.in(request.locale),
                       kSinceHead.in(request.locale), kHowHead.in(request.locale)},
                      std::move(rows)));
    }
    std::vector<std::vector<std::string>> asked;
    for (const SubjectRequest& one : requests_.of(person)) {
      asked.push_back({kind_name(one.kind, request.locale),
                       request_state_word(one.state, request.locale), one.answer_by, one.id});
    }
    if (!asked.empty()) {
      result.blocks.push_back(
          view::table({kRequestHead.in(request.locale), kStateHead.in(request.locale),
                       kAnswerBy.in(request.locale), kNumberHead.in(request.locale)},
                      std::move(asked)));
    }
    const std::string page = book_.link({.page = "preferences", .person = person});
    result.blocks.push_back(view::links({{.text = kOwnPage.in(request.locale), .href = page}}));
    return result;
  }

  // Storage under the person the host erases; the hashes stay, and the receipt says so.
  std::vector<op::KeptData> erase(const std::string& person) {
    if (!book_.leave_marks(person)) return {};
    return {{.what = kMarkKept.in(book_.locale()),
             .reason = kMarkReason.in(book_.locale()),
             .until = {}}};
  }

  Book book_;
  SubjectRequests requests_;
};

}  // namespace
}  // namespace kontor::consent

KONTOR_PLUGIN(kontor::consent::Consent);
