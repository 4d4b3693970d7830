#include "book.hpp"

#include <kontor/random.hpp>
#include <kontor/time.hpp>

#include "calendar.hpp"
#include "refusals.hpp"
#include "sentences.hpp"

namespace kontor::consent {
namespace {

constexpr char kPurpose[] = "consent";

void check_proof(const Said& said, bool special, std::string_view locale) {
  const Json& proof = said.proof;
  if (text_of(proof, "evidence").empty() && text_of(proof, "how").empty()) {
    throw Failure(KONTOR_INVALID_ARGUMENT, kNeedsProof.in(locale));
  }
  if (said.child && text_of(proof, "guardian").empty()) {
    throw Failure(KONTOR_INVALID_ARGUMENT, kNeedsGuardian.in(locale));
  }
  if (special && !proof.value("explicit", false)) {
    throw Failure(KONTOR_INVALID_ARGUMENT, kNeedsExplicit.in(locale));
  }
}

Event event_by(Said said) {
  return {.at = std::move(said.at),
          .actor = std::move(said.actor),
          .channel = std::move(said.channel),
          .proof = std::move(said.proof)};
}

}  // namespace

Book::Book(Host host)
    : host_(host),
      ledger_(host),
      childhoods_(host),
      restrictions_(std::move(host)),
      purposes_(Json::object()) {}

void Book::start(const Json& settings, const std::string& locale) {
  locale_ = locale;
  purposes_ = Purposes(settings);
  public_url_ = text_of(settings, "public_url");
  controller_ = {.name = text_of(settings, "controller_name"),
                 .contact = text_of(settings, "controller_contact"),
                 .policy_url = text_of(settings, "policy_url"),
                 .jurisdiction = text_of(settings, "jurisdiction", "EU")};
  refuse_erased_ = settings.value("refuse_erased", true);
  links_ = std::make_unique<Links>(secret("key/links"));
  suppression_ = std::make_unique<Suppression>(host_, secret("key/suppression"));
  suppression_->load();
  ledger_.load();
  childhoods_.load();
  restrictions_.load();
  // Consents of children from before the flag was kept by itself.
  for (const std::string& person : ledger_.guarded()) {
    if (childhoods_.is_child(person)) continue;
    childhoods_.note(person, {.child = true, .actor = "consent", .guardian = guardian_of(person)});
  }
}

// Without its secrets neither a hash nor a link can be told; a save waits rather than slips by.
const Links& Book::links() const {
  if (!links_) throw Failure(KONTOR_UNAVAILABLE, "consent has not started: its storage is away");
  return *links_;
}

Suppression& Book::suppression() const {
  if (!suppression_)
    throw Failure(KONTOR_UNAVAILABLE, "consent has not started: its storage is away");
  return *suppression_;
}

// Made once and kept: what was signed or hashed with it is known again after years.
std::string Book::secret(const char* name) const {
  const auto kept = host_.storage_get({.key = name});
  if (kept.value.is_string()) return kept.value.get<std::string>();
  const std::string made = random_hex<32>();
  host_.storage_put({.key = name, .value = made, .person = {}});
  return made;
}

std::string Book::expiry(const std::string& given_at) const {
  const std::int64_t days = purposes_.expires_after_days();
  const auto day = day_of(given_at);
  if (days <= 0 || !day) return {};
  return to_text(*day + std::chrono::days(days)) + given_at.substr(10);
}

Json Book::addresses(const std::string& person) const {
  const auto found = host_.record_get({.entity = "person", .id = person, .purpose = kPurpose});
  return found.record ? found.record->fields : Json::object();
}

Entry Book::give(const std::string& person, const std::string& purpose, Said said) {
  const bool special = purposes_.is_special(purpose);
  const bool known_child = is_child(person);
  said.child = said.child || known_child;
  check_proof(said, special, locale_);
  check_purpose(purpose);
  if (said.child && !known_child) {
    childhoods_.note(
        person, {.child = true, .actor = said.actor, .guardian = text_of(said.proof, "guardian")});
  }
  if (said.at.empty()) said.at = rfc3339(now());
  Entry change{.child = said.child, .special = special};
  change.expires_at = expiry(said.at);
  const std::string body = text_of(said.proof, "evidence", text_of(said.proof, "how"));
  const auto entry = ledger_.take(person, purpose, Step::give, event_by(std::move(said)), change);
  if (!entry) throw Failure(KONTOR_CONFLICT, kNotNow.in(locale_));
  suppression().lift(suppression().marks_of(addresses(person)), purpose);
  arrivals_[person].erase(purpose);
  show(*entry, body);
  return *entry;
}

Entry Book::withdraw(const std::string& person, const std::string& purpose, Said said) {
  const std::string body = said.channel;
  const auto entry = ledger_.take(person, purpose, Step::withdraw, event_by(std::move(said)));
  if (!entry) return ledger_.find(person, purpose);  // Twice does no harm.
  suppression().add(suppression().marks_of(addresses(person)), {purpose}, /*erased=*/false);
  show(*entry, body);
  return *entry;
}

Entry Book::refuse(const std::string& person, const std::string& purpose, Said said) {
  const std::string body = said.channel;
  const auto entry = ledger_.take(person, purpose, Step::refuse, event_by(std::move(said)));
  if (!entry) throw Failure(KONTOR_CONFLICT, kNothingAsked.in(locale_));
  suppression().add(suppression().marks_of(addresses(person)), {purpose}, /*erased=*/false);
  show(*entry, body);
  return *entry;
}

Entry Book::request(const std::string& person, const std::string& purpose, Said said) {
  const auto entry = ledger_.take(person, purpose, Step::request, event_by(std::move(said)));
  if (!entry) throw Failure(KONTOR_CONFLICT, kAlreadyAsked.in(locale_));
  show(*entry, "");
  return *entry;
}

// A mail with half an address behind its button would ask for what cannot be given.
void Book::require_public_url() const {
  if (public_url_.empty()) throw Failure(KONTOR_CONFLICT, kNeedsPublicUrl.in(locale_));
}

LinkClaim Book::next_request(const std::string& person, const std::string& purpose) const {
  check_purpose(purpose);
  require_public_url();
  if (is_child(person)) throw Failure(KONTOR_CONFLICT, kAskGuardian.in(locale_));
  const Entry entry = ledger_.find(person, purpose);
  if (!after(entry.state, Step::request)) {
    throw Failure(KONTOR_CONFLICT, kAlreadyAsked.in(locale_));
  }
  return {.page = "confirm", .person = person, .purpose = purpose, .event = entry.events + 1};
}

bool Book::is_asked(const LinkClaim& claim) const {
  if (ledger_.find(claim.person, claim.purpose).state != State::requested) return false;
  bool asked = false;
  for (const Event& event : ledger_.history(claim.person, claim.purpose)) {
    if (event.number < claim.event) continue;
    if (event.state != State::requested) return false;
    asked = true;
  }
  return asked;
}

void Book::lapse(const LinkClaim& claim, const std::string& why) {
  const Entry entry = ledger_.find(claim.person, claim.purpose);
  if (entry.state != State::requested || entry.events != claim.event) return;
  Event event{.actor = "mail server", .channel = "mail"};
  event.proof = {{"how", why}};
  const auto lapsed = ledger_.take(claim.person, claim.purpose, Step::expire, std::move(event));
  if (lapsed) show(*lapsed, kNotDelivered.in(locale_, {why}));
}

bool Book::is_child(const std::string& person) const {
  return childhoods_.is_child(person).value_or(false);
}

std::string Book::guardian_of(const std::string& person) const {
  std::string guardian, at;
  for (const Entry& entry : ledger_.of(person)) {
    const std::string named = text_of(entry.proof, "guardian");
    if (named.empty() || entry.given_at < at) continue;
    guardian = named;
    at = entry.given_at;
  }
  return guardian;
}

void Book::come_of_age(const std::string& person, const std::string& actor,
                       const std::string& reason) {
  if (!is_child(person)) throw Failure(KONTOR_CONFLICT, kNoChild.in(locale_));
  if (reason.empty()) throw Failure(KONTOR_INVALID_ARGUMENT, kNeedsReason.in(locale_));
  childhoods_.note(person, {.child = false, .actor = actor, .reason = reason});
}

void Book::expire_overdue() {
  for (const auto& [person, purpose] : ledger_.overdue(rfc3339(now()))) {
    const auto entry =
        ledger_.take(person, purpose, Step::expire, {.actor = "clock", .channel = "clock"});
    if (entry) show(*entry, "");
  }
}

void Book::drop_old_proofs() {
  const auto today = day_of(rfc3339(now()));
  for (const Ledger::Ended& one : ledger_.ended()) {
    const std::int64_t days = purposes_.keep_days(one.purpose);
    const auto ended = day_of(one.at);
    if (days <= 0 || !ended || !today || *ended + std::chrono::days(days) >= *today) continue;
    ledger_.drop_proof(one.person, one.purpose);
  }
}

void Book::restrict(const std::string& person, const std::string& actor) {
  restrictions_.impose(person, actor);
}

bool Book::lift_restriction(const std::string& person, const std::string& actor,
                            const std::string& reason) {
  return restrictions_.lift(person, actor, reason);
}

std::string Book::restricted_since(const std::string& person) const {
  return restrictions_.since(person);
}

bool Book::restricted(const std::string& person, const std::string& purpose) const {
  const std::string since = restrictions_.since(person);
  if (since.empty()) return false;
  const std::string& basis = purposes_.basis(purpose);
  if (basis == "legal_obligation" || basis == "vital_interests") return false;
  return ledger_.given_at(person, purpose) <= since;
}

Book::Verdict Book::allowed(const std::string& person, const std::string& purpose) const {
  if (restricted(person, purpose)) {
    return {false, "this person's data may only be kept: their use is restricted"};
  }
  const std::string& basis = purposes_.basis(purpose);
  State state = ledger_.state(person, purpose, rfc3339(now()));
  const auto arrived = arrivals_.find(person);
  if (state == State::none && arrived != arrivals_.end() && arrived->second.contains(purpose)) {
    state = State::withdrawn;
  }
  const bool said_no = state == State::withdrawn || state == State::refused;
  if (said_no && purposes_.yields_to_objection(purpose)) {
    return {false, "consent for " + purpose + " was " + std::string(name_of(state))};
  }
  if (basis != "consent" || holds(state)) return {true, ""};
  if (state == State::expired) return {false, "the consent for " + purpose + " has expired"};
  if (state == State::requested) {
    return {false, "consent for " + purpose + " was asked for and not given yet"};
  }
  return {false, "no consent for " + purpose + " is recorded"};
}

Json Book::allowed_many(const Json& persons, const std::string& purpose) const {
  const std::string now_text = rfc3339(now());
  const bool consent = purposes_.basis(purpose) == "consent";
  const bool yields = purposes_.yields_to_objection(purpose);
  Json answers = Json::array();
  for (const Json& person : persons) {
    if (!person.is_string()) throw Failure(KONTOR_INVALID_ARGUMENT, "persons are ids");
    const auto& id = person.get_ref<const std::string&>();
    State state = ledger_.state(id, purpose, now_text);
    if (state == State::none && !arrivals_.empty()) {
      const auto arrived = arrivals_.find(id);
      if (arrived != arrivals_.end() && arrived->second.contains(purpose)) state = State::withdrawn;
    }
    const bool said_no = state == State::withdrawn || state == State::refused;
    const bool no = (said_no && yields) || (!restrictions_.none() && restricted(id, purpose));
    answers.push_back(!no && (!consent || holds(state)));
  }
  return answers;
}

std::set<std::string> Book::choices_of(const std::string& person) const {
  std::set<std::string> purposes;
  for (std::string& purpose : purposes_.open_to_choice()) purposes.insert(std::move(purpose));
  for (const Entry& entry : ledger_.of(person)) {
    if (purposes_.yields_to_objection(entry.purpose)) purposes.insert(entry.purpose);
  }
  return purposes;
}

std::string Book::summary(const std::string& person) const {
  const std::string found = ledger_.summary(person, rfc3339(now()));
  const auto arrived = arrivals_.find(person);
  return found == "none" && arrived != arrivals_.end() && !arrived->second.empty() ? "withdrawn"
                                                                                   : found;
}

std::set<std::string> Book::arrival(const std::string& person, const Json& fields) {
  std::set<std::string> purposes = suppression().purposes_of(suppression().marks_of(fields));
  if (!purposes.empty()) arrivals_[person] = purposes;
  return purposes;
}

void Book::note_arrival(const std::string& person) {
  const auto purposes = suppression().purposes_of(suppression().marks_of(addresses(person)));
  for (const std::string& purpose : purposes) {
    if (ledger_.find(person, purpose).events > 0) continue;
    withdraw(person, purpose, {.actor = "suppression list", .channel = "suppression list"});
  }
  arrivals_.erase(person);
}

bool Book::refuses_return(const Json& fields) const {
  return refuse_erased_ && suppression().erased(suppression().marks_of(fields));
}

void Book::readmit(const Json& fields, const std::string& purpose) {
  suppression().lift(suppression().marks_of(fields), purpose);
}

bool Book::leave_marks(const std::string& person) {
  const auto marks = suppression().marks_of(addresses(person));
  suppression().add(marks, choices_of(person), /*erased=*/true);
  ledger_.forget(person);
  childhoods_.forget(person);
  restrictions_.forget(person);
  arrivals_.erase(person);
  return !marks.empty();
}

std::string Book::link(const LinkClaim& claim) const {
  return public_url_ + "/p/kontor.consent/" + claim.page + "/" + links().sign(claim);
}

Terms Book::terms(const Entry& entry) const {
  return {.basis = purposes_.basis(entry.purpose),
          .language = locale_,
          .withdrawal_url = link({.page = "preferences", .person = entry.person}),
          .purpose_name = purposes_.name(entry.purpose, locale_)};
}

Json Book::answer(const Entry& entry) const {
  Json json = to_json(entry);
  json["summary"] = summary(entry.person);
  json["receipt"] = entry.record;
  json["withdrawal_link"] =
      link({.page = "preferences", .person = entry.person, .purpose = entry.purpose});
  return json;
}

// On the person's card and timeline. The ledger already holds the truth, so a failure here is
// logged and the next save of the person puts it right.
void Book::show(const Entry& entry, const std::string& body) const {
  try {
    host_.record_update({.entity = "person",
                         .id = entry.person,
                         .version = {},
                         .fields = {{"consent_state", summary(entry.person)}}});
    op::TimelineAddRequest note;
    note.record = {.entity = "person", .id = entry.person};
    note.kind = "note";
    note.summary = sentence_of(entry.state).in(locale_, {purposes_.name(entry.purpose, locale_)});
    note.body = body;
    note.occurred_at = entry.changed_at;
    note.state = std::string(name_of(entry.state));
    note.external_id = entry.record + "/" + std::to_string(entry.events);
    host_.timeline_add(note);
  } catch (const Failure& failure) {
    host_.log_warning(std::string("consent is kept but not shown: ") + failure.what());
  }
}

}  // namespace kontor::consent
