// What stays of a call: timeline, task, log, recordings, the event for other plugins.
#include <chrono>
#include <kontor/failure.hpp>
#include <kontor/time.hpp>

#include "call_desk.hpp"
#include "call_log.hpp"
#include "sentences.hpp"

namespace kontor::telephony {
namespace {

using Kind = CallChange::Kind;

std::string time_text(std::int64_t ms) { return rfc3339(Time(std::chrono::milliseconds(ms))); }

std::optional<std::string> subject_of(const Party& party) {
  const std::string person = party.person();
  return person.empty() ? std::nullopt : std::optional(person);
}

}  // namespace

// How it ended is kept first. Then each step may run again after a crash: an entry of the
// timeline, of the log and of storage has one name, and a task is made under the call's.
void CallDesk::end(const CallChange& change, const Party& party) {
  store(change, party);
  step([&] { write_timeline(change, party); });
  step([&] { host_.storage_put(log_entry(change, party, settings_)); });
  step([&] {
    if (state_of(change.call, /*ended=*/true) == "missed") make_task(change, party);
  });
  step([&] { fetch_recordings(change, party); });
  step([&] { emit_ended(change, party); });
  host_.storage_delete({.key = storage_key(change.call.id)});
}

// What the host cannot take now is done again later, with all that follows; what it refuses,
// because the person was erased or a right was taken back, is left out.
void CallDesk::step(const std::function<void()>& write) {
  try {
    write();
  } catch (const Failure& failure) {
    const bool passes = failure.status() == KONTOR_UNAVAILABLE ||
                        failure.status() == KONTOR_EXHAUSTED || failure.status() == KONTOR_INTERNAL;
    if (passes) throw;
    host_.log_warning(std::string("a part of a call is not written down: ") + failure.what());
  }
}

void CallDesk::write_timeline(const CallChange& change, const Party& party) {
  const std::string person = party.person();
  if (person.empty()) return;
  const bool ended = change.kind == Kind::ended;
  op::TimelineAddRequest entry;
  entry.record = {.entity = "person", .id = person};
  entry.kind = "call";
  entry.state = state_of(change.call, ended);
  const Translated& sentence = change.call.direction == "out" ? kOutgoing
                               : entry.state == "missed"      ? kMissed
                                                              : kIncoming;
  entry.summary = sentence.in(locale_, {party.number});
  if (ended) entry.body = body_of(change);
  entry.occurred_at = time_text(change.call.started_ms);
  if (ended) entry.duration_s = talk_seconds(change.call, change.at_ms);
  entry.direction = change.call.direction;
  entry.external_id = change.call.id.substr(0, 200);
  host_.timeline_add(entry);
}

std::string CallDesk::body_of(const CallChange& change) const {
  const Call& call = change.call;
  std::string body;
  const auto add = [&body](const std::string& sentence) {
    body += (body.empty() ? "" : " ") + sentence;
  };
  const std::int64_t waited_s = wait_seconds(call, change.at_ms);
  if (!call.queue.empty()) add(kQueue.in(locale_, {call.queue}));
  if (waited_s > 0 && call.direction == "in") add(kWaited.in(locale_, {std::to_string(waited_s)}));
  if (call.held_ms >= 1000) add(kOnHold.in(locale_, {std::to_string(call.held_ms / 1000)}));
  if (call.end_is_unsure) add(kUnsure.in(locale_));
  return body;
}

// Whose it is: the person's manager, else who was rung, else whom the settings name.
void CallDesk::make_task(const CallChange& change, const Party& party) {
  const Call& call = change.call;
  std::string owner = party.owner();
  if (owner.empty()) owner = settings_.user_of(call.extension);
  if (owner.empty()) owner = settings_.missed_owner;
  const std::string name = party.matches.size() == 1 ? party.matches[0].name : "";
  Json fields = {{"title", kCallBack.in(locale_, {name.empty() ? party.number : name})},
                 {"description", kMissed.in(locale_, {party.number}) + "\n" + body_of(change)},
                 {"due_at", time_text(change.at_ms + settings_.missed_minutes * 60'000)}};
  if (!owner.empty()) fields["owner"] = owner;
  if (const auto person = subject_of(party)) {
    fields["subject_entity"] = "person";
    fields["subject"] = *person;
  }
  try {
    host_.record_create(
        {.entity = "task", .fields = std::move(fields), .key = "missed/" + call.id.substr(0, 190)});
  } catch (const Failure& failure) {
    // Made before a crash, and the person has another manager since.
    if (failure.status() != KONTOR_CONFLICT) throw;
  }
}

// The exchange writes the file's end after the call's: fetched by a job, which tries again.
void CallDesk::fetch_recordings(const CallChange& change, const Party& party) {
  if (settings_.recordings_url.empty()) return;
  for (const Recording& one : change.call.recordings) {
    host_.job_schedule({.job = "recording",
                        .run_at = time_text(change.at_ms + 5000),
                        .payload = {{"call", change.call.id},
                                    {"name", one.name},
                                    {"person", party.person()},
                                    {"started_ms", one.started_ms}}});
  }
}

void CallDesk::emit_ended(const CallChange& change, const Party& party) {
  const Call& call = change.call;
  const auto duration = talk_seconds(call, change.at_ms);
  const auto person = subject_of(party);
  host_.event_emit({.name = "call.ended",
                    .payload = {{"call_id", call.id},
                                {"number", party.number},
                                {"direction", call.direction},
                                {"extension", call.extension},
                                {"queue", call.queue},
                                {"person", person ? Json(*person) : Json()},
                                {"started_at", time_text(call.started_ms)},
                                {"duration_s", duration ? Json(*duration) : Json()},
                                {"wait_s", wait_seconds(call, change.at_ms)},
                                {"recordings", call.recordings.size()},
                                {"state", state_of(call, /*ended=*/true)}}});
}

void CallDesk::store(const CallChange& change, const Party& party) {
  Call kept = change.call;
  kept.person = party.person();
  kept.known_ms = change.at_ms;
  if (change.kind == Kind::ended) kept.ended_ms = change.at_ms;
  host_.storage_put(
      {.key = storage_key(kept.id), .value = to_json(kept), .person = subject_of(party)});
}

}  // namespace kontor::telephony
