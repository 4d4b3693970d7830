#include "ledger.hpp"

#include <algorithm>
#include <kontor/random.hpp>
#include <kontor/time.hpp>

#include "stored.hpp"

namespace kontor::consent {
namespace {

constexpr std::size_t kPurposeBytesMax = 40;

std::string key_of(const std::string& person, const std::string& purpose) {
  return "grant/" + person + "/" + purpose;
}

std::string event_key(const std::string& person, const std::string& purpose, std::int64_t number) {
  return "event/" + person + "/" + purpose + "/" + padded(number);
}

Entry entry_of(const Json& value) {
  return {.person = text_of(value, "person"),
          .purpose = text_of(value, "purpose"),
          .state = state_named(text_of(value, "state")),
          .events = value.value("events", std::int64_t{0}),
          .changed_at = text_of(value, "changed_at"),
          .given_at = text_of(value, "given_at"),
          .expires_at = text_of(value, "expires_at"),
          .proof = value.value("proof", Json::object()),
          .child = value.value("child", false),
          .special = value.value("special", false),
          .record = text_of(value, "record"),
          .dropped_at = text_of(value, "dropped_at")};
}

Event event_of(const Json& value) {
  return {.number = value.value("number", std::int64_t{0}),
          .state = state_named(text_of(value, "state")),
          .at = text_of(value, "at"),
          .noted_at = text_of(value, "noted_at"),
          .actor = text_of(value, "actor"),
          .channel = text_of(value, "channel"),
          .proof = value.value("proof", Json::object())};
}

}  // namespace

Json to_json(const Entry& entry) {
  return {{"person", entry.person},         {"purpose", entry.purpose},
          {"state", name_of(entry.state)},  {"events", entry.events},
          {"changed_at", entry.changed_at}, {"given_at", entry.given_at},
          {"expires_at", entry.expires_at}, {"proof", entry.proof},
          {"child", entry.child},           {"special", entry.special},
          {"record", entry.record},         {"dropped_at", entry.dropped_at}};
}

Json to_json(const Event& event) {
  return {{"number", event.number},     {"state", name_of(event.state)}, {"at", event.at},
          {"noted_at", event.noted_at}, {"actor", event.actor},          {"channel", event.channel},
          {"proof", event.proof}};
}

void check_purpose(const std::string& purpose) {
  const bool fits =
      !purpose.empty() && purpose.size() <= kPurposeBytesMax &&
      std::all_of(purpose.begin(), purpose.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
      });
  if (!fits) throw Failure(KONTOR_INVALID_ARGUMENT, "a purpose is a short lower-case name");
}

void Ledger::load() {
  standings_.clear();
  for_each_stored(host_, "grant/",
                  [this](const std::string&, const Json& value) { remember(entry_of(value)); });
}

void Ledger::remember(const Entry& entry) {
  purposes_.insert(entry.purpose);
  standings_[entry.person][entry.purpose] = {.state = entry.state,
                                             .expires_at = entry.expires_at,
                                             .record = entry.record,
                                             .child = entry.child,
                                             .given_at = entry.given_at,
                                             .changed_at = entry.changed_at,
                                             .proven = entry.dropped_at.empty()};
}

std::set<std::string> Ledger::guarded() const {
  std::set<std::string> people;
  for (const auto& [person, purposes] : standings_)
    for (const auto& [purpose, standing] : purposes)
      if (standing.child) people.insert(person);
  return people;
}

std::string Ledger::given_at(const std::string& person, const std::string& purpose) const {
  const auto known = standings_.find(person);
  if (known == standings_.end()) return {};
  const auto standing = known->second.find(purpose);
  if (standing == known->second.end() || !holds(standing->second.state)) return {};
  return standing->second.given_at;
}

std::vector<Ledger::Ended> Ledger::ended() const {
  std::vector<Ended> found;
  for (const auto& [person, purposes] : standings_) {
    for (const auto& [purpose, standing] : purposes) {
      const State one = standing.state;
      const bool over = one == State::withdrawn || one == State::refused || one == State::expired;
      if (over && standing.proven) found.push_back({person, purpose, standing.changed_at});
    }
  }
  return found;
}

void Ledger::drop_proof(const std::string& person, const std::string& purpose) {
  Entry entry = find(person, purpose);
  if (entry.events == 0 || holds(entry.state) || entry.state == State::requested) return;
  // The events first: were the host to die on the way, the next run begins again.
  for (const Event& event : history(person, purpose))
    host_.storage_delete({.key = event_key(person, purpose, event.number)});
  if (entry.state == State::expired) {
    host_.storage_delete({.key = key_of(person, purpose)});
    standings_[person].erase(purpose);
    return;
  }
  entry.proof = Json::object();
  entry.given_at.clear();
  entry.dropped_at = rfc3339(now());
  host_.storage_put({.key = key_of(person, purpose), .value = to_json(entry), .person = person});
  remember(entry);
}

std::optional<Entry> Ledger::take(const std::string& person, const std::string& purpose, Step step,
                                  Event event, const Entry& change) {
  check_purpose(purpose);
  Entry entry = find(person, purpose);
  const auto next = after(entry.state, step);
  if (!next) return std::nullopt;
  const std::string now_text = rfc3339(now());
  if (event.at.empty()) event.at = now_text;
  event.noted_at = now_text;
  event.number = ++entry.events;
  event.state = entry.state = *next;
  entry.changed_at = event.at;
  if (entry.record.empty()) entry.record = random_hex();
  entry.dropped_at.clear();
  entry.expires_at = change.expires_at;
  if (step == Step::give) {
    entry.given_at = event.at;
    entry.proof = event.proof;
    entry.child = change.child;
    entry.special = change.special;
  }
  // The event first: were the host to die between the two, the next step finds its number taken
  // and writes over an event that never counted.
  host_.storage_put(
      {.key = event_key(person, purpose, event.number), .value = to_json(event), .person = person});
  host_.storage_put({.key = key_of(person, purpose), .value = to_json(entry), .person = person});
  remember(entry);
  return entry;
}

std::string Ledger::record(const std::string& person, const std::string& purpose) const {
  const auto known = standings_.find(person);
  if (known == standings_.end()) return {};
  const auto standing = known->second.find(purpose);
  return standing == known->second.end() ? std::string() : standing->second.record;
}

Entry Ledger::find(const std::string& person, const std::string& purpose) const {
  const auto stored = host_.storage_get({.key = key_of(person, purpose)});
  if (!stored.value.is_object()) return {.person = person, .purpose = purpose};
  return entry_of(stored.value);
}

std::vector<Entry> Ledger::of(const std::string& person) const {
  std::vector<Entry> entries;
  for_each_stored(
      host_, "grant/" + person + "/",
      [&entries](const std::string&, const Json& value) { entries.push_back(entry_of(value)); });
  return entries;
}

std::vector<Event> Ledger::history(const std::string& person, const std::string& purpose) const {
  std::vector<Event> events;
  for_each_stored(
      host_, "event/" + person + "/" + purpose + "/",
      [&events](const std::string&, const Json& value) { events.push_back(event_of(value)); });
  return events;
}

State Ledger::state(const std::string& person, const std::string& purpose,
                    const std::string& now) const {
  const auto found = standings_.find(person);
  if (found == standings_.end()) return State::none;
  const auto standing = found->second.find(purpose);
  if (standing == found->second.end()) return State::none;
  const std::string& end = standing->second.expires_at;
  if (!end.empty() && end <= now && after(standing->second.state, Step::expire)) {
    return State::expired;
  }
  return standing->second.state;
}

std::string Ledger::summary(const std::string& person, const std::string& now) const {
  const auto found = standings_.find(person);
  if (found == standings_.end()) return "none";
  bool withdrawn = false;
  for (const auto& [purpose, unused] : found->second) {
    const State one = state(person, purpose, now);
    if (holds(one)) return "granted";
    withdrawn = withdrawn || one == State::withdrawn || one == State::refused;
  }
  return withdrawn ? "withdrawn" : "none";
}

std::vector<std::pair<std::string, std::string>> Ledger::overdue(const std::string& now) const {
  std::vector<std::pair<std::string, std::string>> found;
  for (const auto& [person, purposes] : standings_) {
    for (const auto& [purpose, standing] : purposes) {
      if (standing.state != State::expired && state(person, purpose, now) == State::expired) {
        found.emplace_back(person, purpose);
      }
    }
  }
  return found;
}

}  // namespace kontor::consent
