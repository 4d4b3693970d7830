#include "call_desk.hpp"

#include <chrono>
#include <kontor/time.hpp>
#include <kontor/translated.hpp>

namespace kontor::telephony {
namespace {

constexpr Translated kIncoming{"Incoming call from {0}", "Входящий звонок с {0}",
                               "Inkommande samtal från {0}", "Indgående opkald fra {0}"};
constexpr Translated kMissed{"Missed call from {0}", "Пропущенный звонок с {0}",
                             "Missat samtal från {0}", "Ubesvaret opkald fra {0}"};
constexpr Translated kOutgoing{"Call to {0}", "Звонок на {0}", "Samtal till {0}", "Opkald til {0}"};

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(now().time_since_epoch()).count();
}

std::string time_text(std::int64_t ms) { return rfc3339(Time(std::chrono::milliseconds(ms))); }

std::string storage_key(const std::string& call_id) { return "call/" + call_id; }

}  // namespace

CallDesk::CallDesk(Host host, PhoneBook book, std::map<std::string, std::string> users,
                   std::string locale)
    : host_(std::move(host)),
      book_(std::move(book)),
      users_(std::move(users)),
      locale_(std::move(locale)) {}

void CallDesk::load() {
  const std::lock_guard lock(mutex_);
  std::optional<std::string> cursor;
  do {
    const auto page = host_.storage_list({.prefix = "call/", .limit = 500, .cursor = cursor});
    for (const auto& entry : page.entries) tracker_.restore(call_of(entry.value));
    cursor = page.next;
  } while (cursor);
}

void CallDesk::begin_sync() {
  const std::lock_guard lock(mutex_);
  tracker_.begin_sync();
}

void CallDesk::expect(const Call& call) {
  const std::lock_guard lock(mutex_);
  tracker_.expect(call);
  parties_[call.id] = Party{.number = call.number,
                            .matches = {{.id = call.person, .name = "", .organisation = ""}}};
  store(call);
}

void CallDesk::forget(const std::string& call_id) {
  const std::lock_guard lock(mutex_);
  tracker_.forget(call_id);
  parties_.erase(call_id);
  host_.storage_delete({.key = storage_key(call_id)});
}

void CallDesk::take(const AmiMessage& event) {
  const std::lock_guard lock(mutex_);
  for (const CallChange& change : tracker_.take(event, now_ms())) {
    try {
      tell(change);
    } catch (const Failure& failure) {
      host_.log_warning(std::string("a call is not shown in full: ") + failure.what());
    }
  }
}

const Party& CallDesk::party_of(const Call& call) {
  const auto found = parties_.find(call.id);
  if (found != parties_.end()) return found->second;
  return parties_.emplace(call.id, book_.look_up(call.number)).first->second;
}

void CallDesk::tell(const CallChange& change) {
  const Party party = party_of(change.call);
  if (change.kind == CallChange::Kind::ended) {
    parties_.erase(change.call.id);
  } else {
    tracker_.identify(change.call.id, party.person());
    store(change.call);
  }
  // The card first: it must be there while the telephone rings.
  pop(change, party);
  write_timeline(change, party);
  if (change.kind != CallChange::Kind::ended) return;
  emit_ended(change, party);
  host_.storage_delete({.key = storage_key(change.call.id)});
}

void CallDesk::pop(const CallChange& change, const Party& party) {
  if (change.call.direction != "in") return;
  const bool ended = change.kind == CallChange::Kind::ended;
  op::UiPushRequest push;
  const auto user = users_.find(change.call.extension);
  if (user != users_.end()) push.user = user->second;
  push.kind = "screen_pop";
  push.payload = {{"call_id", change.call.id},
                  {"number", party.number},
                  {"direction", change.call.direction},
                  {"extension", change.call.extension},
                  {"matches", to_json(party.matches)},
                  {"offer_lead", party.matches.size() != 1},
                  {"state", ended ? "ended" : state_of(change.call, /*ended=*/false)}};
  try {
    host_.ui_push(push);
  } catch (const Failure& failure) {
    host_.log_warning(std::string("no card was opened: ") + failure.what());
  }
}

void CallDesk::write_timeline(const CallChange& change, const Party& party) {
  const std::string person = party.person();
  if (person.empty()) return;
  const bool ended = change.kind == CallChange::Kind::ended;
  op::TimelineAddRequest entry;
  entry.subject = {.entity = "person", .id = person};
  entry.kind = "call";
  entry.state = state_of(change.call, ended);
  const Translated& sentence = change.call.direction == "out" ? kOutgoing
                               : entry.state == "missed"      ? kMissed
                                                              : kIncoming;
  entry.summary = sentence.in(locale_, {party.number});
  entry.occurred_at = time_text(change.call.started_ms);
  if (ended) entry.duration_s = talk_seconds(change.call, change.at_ms);
  entry.direction = change.call.direction;
  entry.external_id = change.call.id;
  host_.timeline_add(entry);
}

void CallDesk::emit_ended(const CallChange& change, const Party& party) {
  const Call& call = change.call;
  const auto duration = talk_seconds(call, change.at_ms);
  const std::string person = party.person();
  host_.event_emit({.name = "call.ended",
                    .payload = {{"call_id", call.id},
                                {"number", party.number},
                                {"direction", call.direction},
                                {"extension", call.extension},
                                {"person", person.empty() ? Json() : Json(person)},
                                {"started_at", time_text(call.started_ms)},
                                {"duration_s", duration ? Json(*duration) : Json()},
                                {"state", state_of(call, /*ended=*/true)}}});
}

void CallDesk::store(const Call& call) {
  const std::optional<std::string> person =
      call.person.empty() ? std::nullopt : std::optional(call.person);
  host_.storage_put({.key = storage_key(call.id), .value = to_json(call), .subject = person});
}

}  // namespace kontor::telephony
