#include "ami_exchange.hpp"

#include <algorithm>

#include "clock.hpp"
#include "sentences.hpp"

namespace kontor::telephony {
namespace {

constexpr std::size_t kRoomsMax = 1000;

void require_success(const AmiMessage& response, const std::string& locale) {
  if (response.get("Response") == "Success") return;
  throw Failure(KONTOR_UNAVAILABLE, kOrderRefused.in(locale, {response.get("Message")}));
}

}  // namespace

AmiExchange::AmiExchange(Host host, Settings settings, std::string secret,
                         const std::vector<Call>& running, OnChanges on_changes)
    : host_(host),
      settings_(std::move(settings)),
      house_(settings_.house()),
      on_changes_(std::move(on_changes)),
      recording_right_(host_),
      tracker_(house_) {
  for (const Call& call : running) tracker_.restore(call);
  PbxAddress pbx = parse_address(settings_.address);
  pbx.username = settings_.username;
  pbx.tls = settings_.tls;
  pbx.locale = settings_.locale;
  pbx.secret = std::move(secret);
  link_ = std::make_unique<PbxLink>(
      std::move(host), std::move(pbx), [this](PbxLink& link) { resynchronise(link); },
      [this](PbxLink& link, const AmiMessage& event) { take(link, event); });
}

Health AmiExchange::health() const {
  if (link_->is_up()) return {.status = "ok", .detail = ""};
  return {.status = "degraded", .detail = link_->trouble()};
}

// What is up now; calls that are not have ended unheard. The lists are answered by events.
void AmiExchange::resynchronise(PbxLink& link) {
  {
    const std::lock_guard lock(mutex_);
    tracker_.begin_sync();
    board_.begin_sync();
  }
  // Many events are of no use here; without the right to filter they come anyway.
  link.tell("Filter", {{"Operation", "Add"},
                       {"Filter",
                        "!Event: (DialState|NewConnectedLine|"
                        "MusicOnHoldStart|MusicOnHoldStop|HangupRequest|"
                        "SoftHangupRequest)"}});
  link.tell("CoreShowChannels", {{"ActionID", next_id()}});
  link.tell("QueueStatus", {{"ActionID", next_id()}});
  link.tell("ParkedCalls", {{"ActionID", next_id()}});
}

void AmiExchange::take(PbxLink& link, const AmiMessage& event) {
  std::vector<CallChange> changes;
  bool booted = false;
  bool pushed_out = false;
  {
    const std::lock_guard lock(mutex_);
    take_room(event);
    // An exchange that was still starting at the login lists nothing before this.
    booted = event.is_event("FullyBooted") && !tracker_.is_syncing();
    const std::int64_t time_ms = now_ms();
    board_.take(event, time_ms);
    changes = tracker_.take(event, time_ms);
    pushed_out = tracker_.pushed_out();
  }
  if (pushed_out) host_.log_warning(kPushedOut.in(settings_.locale));
  if (booted) resynchronise(link);
  if (changes.empty()) return;
  if (settings_.record == "always") record_if_asked(link, changes);
  on_changes_(std::move(changes));
}

void AmiExchange::take_room(const AmiMessage& event) {
  if (event.is_event("ConfbridgeStart") || event.is_event("ConfbridgeJoin")) {
    if (rooms_in_use_.size() < kRoomsMax) rooms_in_use_.insert(event.get("Conference"));
  } else if (event.is_event("ConfbridgeEnd")) {
    rooms_in_use_.erase(event.get("Conference"));
  }
}

// The outside party is recorded from the first answer on; a recording goes on through
// transfers, because it belongs to their channel.
void AmiExchange::record_if_asked(PbxLink& link, std::vector<CallChange>& changes) {
  const auto is_answer = [](const CallChange& change) {
    return change.kind == CallChange::Kind::answered;
  };
  if (std::none_of(changes.begin(), changes.end(), is_answer)) return;
  if (!recording_right_.holds()) return;
  const std::lock_guard lock(mutex_);
  for (CallChange& change : changes) {
    const Call* call = tracker_.find(change.call.id);
    if (!is_answer(change) || call == nullptr) continue;
    if (!call->recordings.empty()) continue;
    const Legs legs = legs_of(tracker_.channels_of(call->id), call->extension, house_);
    if (legs.other.name.empty()) continue;
    const std::string name = recording_name(*call);
    link.tell("MixMonitor",
              {{"ActionID", next_id()}, {"Channel", legs.other.name}, {"File", name + ".wav"}});
    tracker_.record(call->id, name, change.at_ms);
    change.call = *call;  // The card says that it is recorded.
  }
}

std::string AmiExchange::next_id() { return "kontor-" + std::to_string(++last_id_); }

void AmiExchange::ask(const AmiAction& action) {
  require_success(link_->ask(action.name, action.fields, next_id()), settings_.locale);
}

void AmiExchange::start_call(const Call& call) {
  {
    const std::lock_guard lock(mutex_);
    tracker_.expect(call);
  }
  try {
    const AmiAction action = originate(call, settings_);
    // The call's id is the action's, too: OriginateResponse names it.
    require_success(link_->ask(action.name, action.fields, call.id), settings_.locale);
  } catch (const Failure&) {
    const std::lock_guard lock(mutex_);
    tracker_.forget(call.id);
    throw;
  }
}

std::string AmiExchange::free_room() const {
  for (const std::string& room : settings_.conference_rooms) {
    if (!rooms_in_use_.contains(room)) return room;
  }
  const Translated& why = settings_.conference_rooms.empty() ? kNoRooms : kRoomsInUse;
  throw Failure(KONTOR_EXHAUSTED, why.in(settings_.locale));
}

void AmiExchange::obey(const Order& order) {
  Call call;
  Legs legs;
  std::vector<AmiAction> actions;
  std::string file;
  {
    const std::lock_guard lock(mutex_);
    const Call* found = tracker_.find(order.call_id);
    if (found == nullptr) throw Failure(KONTOR_NOT_FOUND, kNoCall.in(settings_.locale));
    call = *found;
    legs = legs_of(tracker_.channels_of(call.id), order.extension, house_);
    const std::string room = order.verb == Order::Verb::conference ? free_room() : "";
    file = recording_name(call);
    actions = actions_for(order, call, legs, settings_, room, file);
  }
  for (const AmiAction& action : actions) ask(action);
  const std::lock_guard lock(mutex_);
  if (order.verb == Order::Verb::record) tracker_.record(call.id, file, now_ms());
  if (order.verb == Order::Verb::stop_recording) tracker_.stop_recording(call.id, now_ms());
  if (order.verb == Order::Verb::hold && !settings_.hold_extension.empty()) {
    tracker_.hold(call.id, legs.other.id, now_ms());
  }
  if (order.verb == Order::Verb::resume) tracker_.resume(call.id, legs.other.id, now_ms());
}

void AmiExchange::route(const Call& call, const std::string& extension) {
  std::string channel;
  {
    const std::lock_guard lock(mutex_);
    for (const Channel& one : tracker_.channels_of(call.id)) {
      if (one.context == settings_.route_context) channel = one.name;
    }
  }
  if (settings_.route_context.empty() || channel.empty()) return;
  link_->tell("Redirect", {{"ActionID", next_id()},
                           {"Channel", channel},
                           {"Context", settings_.context},
                           {"Exten", extension},
                           {"Priority", "1"}});
}

std::vector<Call> AmiExchange::running() const {
  const std::lock_guard lock(mutex_);
  std::vector<Call> calls;
  for (const std::string& id : tracker_.running()) calls.push_back(*tracker_.find(id));
  return calls;
}

std::vector<QueueView> AmiExchange::queues() const {
  const std::lock_guard lock(mutex_);
  return board_.view();
}

}  // namespace kontor::telephony
