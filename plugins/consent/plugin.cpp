#include <charconv>
#include <kontor/export.hpp>
#include <kontor/plugin.hpp>
#include <kontor/time.hpp>
#include <kontor/view.hpp>

#include "book.hpp"
#include "pages.hpp"
#include "refusals.hpp"
#include "request_desk.hpp"
#include "sentences.hpp"

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

// The name of a mail that asks, and what it asked.
std::string asking_key(const LinkClaim& claim) {
  return "ask/" + claim.person + "/" + claim.purpose + "/" + std::to_string(claim.event);
}

std::optional<LinkClaim> asked_by(const std::string& key) {
  if (!key.starts_with("ask/")) return std::nullopt;
  const auto person = key.find('/', 4);
  const auto purpose = person == std::string::npos ? person : key.find('/', person + 1);
  if (purpose == std::string::npos) return std::nullopt;
  LinkClaim claim{.page = "confirm",
                  .person = key.substr(4, person - 4),
                  .purpose = key.substr(person + 1, purpose - person - 1)};
  const char* end = key.data() + key.size();
  const auto [stopped, problem] = std::from_chars(key.data() + purpose + 1, end, claim.event);
  if (problem != std::errc() || stopped != end) return std::nullopt;
  return claim;
}

std::string purpose_in(const Json& input) { return text_of(input, "purpose", "marketing"); }

// Provider of kontor.consent/1: who agreed to what, with proof, and how it is taken back.
class Consent final : public Plugin {
 public:
  explicit Consent(Host host) : Plugin(host), book_(host), desk_(std::move(host), book_) {
    before_save_all("person",
                    [this](const std::vector<SavedRecord>& records) { return stamp(records); });
    on_event("person.created",
             [this](const Event& event) { book_.note_arrival(text_of(event.payload, "id")); });
    on_event("mail.failed", [this](const Event& event) { mail_failed(event.payload); });
    add_services();
    add_actions();
    page("preferences", [this](const PageRequest& request) { return preferences(request); });
    page("confirm", [this](const PageRequest& request) { return confirm(request); });
    panel("consent.card", [this](const PanelRequest& request) { return card(request); });
    job("consent.daily", [this](const Job&) { tidy(); });
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
    // Asked before a name that nobody knows gives a list with nobody in it.
    service(kService, "purposes", [this](const ServiceRequest&) {
      std::set<std::string> names = book_.purposes().known();
      names.insert(book_.ledger().purposes().begin(), book_.ledger().purposes().end());
      return Json{{"purposes", names}};
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
    action("consent.letter", [this](const ActionRequest& request) {
      return desk_.reread(person_of(request, book_.locale()).id, request);
    });
    action("consent.unrestrict", [this](const ActionRequest& request) {
      return desk_.lift(person_of(request, book_.locale()).id, request);
    });
    action("consent.request", [this](const ActionRequest& request) {
      return desk_.open(person_of(request, book_.locale()).id, request);
    });
    action("consent.request_step", [this](const ActionRequest& request) {
      return desk_.step(person_of(request, book_.locale()).id, request);
    });
    action("consent.of_age", [this](const ActionRequest& request) { return come_of_age(request); });
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
    return {
        .output = book_.answer(entry),
        .message = sentence_of(entry.state)
                       .in(book_.locale(), {book_.purposes().name(entry.purpose, book_.locale())})};
  }

  // Double opt-in: the consent holds only when the person pressed the button behind the link.
  ActionResult ask(const ActionRequest& request) {
    const std::string person = person_of(request, book_.locale()).id;
    const std::string purpose = purpose_in(request.input);
    const LinkClaim claim = book_.next_request(person, purpose);
    const auto permit =
        host().message_permit({.person = person, .channel = "email", .purpose = "consent"});
    const std::string language = text_of(request.input, "language", book_.locale());
    const auto [subject, text] =
        confirmation_mail(language, book_.purposes().name(purpose, language),
                          book_.controller().name, book_.link(claim));
    op::MailSendRequest mail;
    mail.permit = permit.permit;
    mail.subject = subject;
    mail.text = text;
    mail.key = asking_key(claim);
    // The mail first. Were the host to die between the two, whoever asks again gives the same key:
    // the host has sent it, and what is noted then is what that mail's link asks.
    host().mail_send(mail);
    Said said{.actor = request.actor.id, .channel = "mail"};
    said.proof["text_version"] = text_of(request.input, "text_version");
    return done(book_.request(person, purpose, std::move(said)));
  }

  void mail_failed(const Json& payload) {
    if (text_of(payload, "plugin") != "kontor.consent") return;
    if (const auto claim = asked_by(text_of(payload, "key")))
      book_.lapse(*claim, text_of(payload, "reason"));
  }

  ActionResult come_of_age(const ActionRequest& request) {
    const std::string person = person_of(request, book_.locale()).id;
    book_.come_of_age(person, request.actor.id, text_of(request.input, "reason"));
    return {.output = {{"person", person}, {"child", false}}, .message = kOfAge.in(book_.locale())};
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

  // What is noted once a day: what has expired, and what was kept long enough.
  void tidy() {
    book_.expire_overdue();
    book_.drop_old_proofs();
    desk_.drop_old();
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
      const bool allowed = book_.allowed(claim->person, purpose).allowed;
      choices.push_back({.purpose = purpose,
                         .name = book_.purposes().name(purpose, request.locale),
                         .allowed = allowed,
                         .special = book_.purposes().is_special(purpose),
                         .for_guardian = !allowed && book_.is_child(claim->person)});
    }
    return preference_page(request.locale, choices, sent, book_.controller().contact);
  }

  void choose(const LinkClaim& claim, const std::string& purpose, const PageRequest& request,
              Said said) {
    const bool now_allowed = book_.allowed(claim.person, purpose).allowed;
    const bool wanted = request.form.contains(purpose);
    if (wanted == now_allowed) return;
    if (wanted && book_.is_child(claim.person)) return;  // Not theirs to give.
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
    const std::string name = book_.purposes().name(claim->purpose, request.locale);
    if (holds(entry.state)) return confirmed_page(request.locale, name);
    // Only the last thing said counts: a link from before a withdrawal is void.
    if (!book_.is_asked(*claim)) return unknown_page(request.locale);
    if (book_.is_child(claim->person)) {
      return guardian_page(request.locale, name, book_.controller().contact);
    }
    if (request.method != "POST") return confirmation_page(request.locale, name);
    const auto asked = book_.ledger().history(claim->person, claim->purpose);
    Said said{.actor = "data subject", .channel = "double opt-in"};
    said.proof = {{"how", "pressed the button behind the link sent by mail"},
                  {"explicit", true},
                  {"request", claim->event},
                  {"text_version", text_asked(asked, claim->event)}};
    book_.give(claim->person, claim->purpose, std::move(said));
    return confirmed_page(request.locale, name);
  }

  static std::string text_asked(const std::vector<consent::Event>& events, std::int64_t number) {
    for (const consent::Event& event : events)
      if (event.number == number) return text_of(event.proof, "text_version");
    return {};
  }

  // The purpose, and what makes its consent a particular one.
  std::string flagged(const Entry& entry, const std::string& locale) const {
    std::string text = book_.purposes().name(entry.purpose, locale);
    if (entry.child) text += " · " + kChildFlag.in(locale, {text_of(entry.proof, "guardian")});
    if (entry.special) text += " · " + kSpecialFlag.in(locale);
    return text;
  }

  std::string child_line(const std::string& person, const PanelRequest& request) const {
    return kIsChild.in(request.locale, {book_.guardian_of(person)});
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
    if (book_.is_child(person)) result.blocks.push_back(view::text(child_line(person, request)));
    const std::string since = book_.restricted_since(person);
    if (!since.empty())
      result.blocks.push_back(view::text(kRestricted.in(request.locale, {since.substr(0, 10)})));
    if (rows.empty()) {
      result.blocks.push_back(view::text(kNothingYet.in(request.locale)));
    } else {
      result.blocks.push_back(
          view::table({kPurposeHead.in(request.locale), kStateHead.in(request.locale),
                       kSinceHead.in(request.locale), kHowHead.in(request.locale)},
                      std::move(rows)));
    }
    desk_.show(request, result);
    const std::string page = book_.link({.page = "preferences", .person = person});
    result.blocks.push_back(view::links({{.text = kOwnPage.in(request.locale), .href = page}}));
    return result;
  }

  // Storage under the person the host erases; the hashes stay, and the receipt says so.
  std::vector<op::KeptData> erase(const std::string& person) {
    desk_.close_tasks(person);
    if (!book_.leave_marks(person)) return {};
    return {{.what = kMarkKept.in(book_.locale()),
             .reason = kMarkReason.in(book_.locale()),
             .until = {}}};
  }

  Book book_;
  RequestDesk desk_;
};

}  // namespace
}  // namespace kontor::consent

KONTOR_PLUGIN(kontor::consent::Consent);
