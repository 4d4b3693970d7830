// The events of a call's life: rings, answers, holds, parking, queues, the end.
#include <algorithm>

#include "call_tracker.hpp"

namespace kontor::telephony {

void CallTracker::take_new_channel(const AmiMessage& event, std::int64_t at_ms, Changes& changes) {
  const std::string& id = event.get("Uniqueid");
  const std::string& link = event.get("Linkedid");
  if (id.empty() || link.empty()) return;
  Channel& channel = channel_for(id, link, at_ms);
  channel.name = event.get("Channel");
  channel.number = number_or_nothing(event.get("CallerIDNum"));
  channel.dialled = event.get("Exten");
  channel.context = event.get("Context");
  Call& call = calls_.at(channel.call);
  // The first channel of a conversation, from a trunk, with a number of the outside: a
  // caller, also if nobody's telephone will ever ring.
  const bool from_trunk = id == link && !channel.name.empty() &&
                          !channel.name.starts_with("Local/") &&
                          house_.extension_of(channel.name).empty();
  if (!call.direction.empty() || !from_trunk || channel.dialled.empty()) return;
  if (!house_.is_outside(channel.number)) return;
  call.direction = "in";
  call.number = channel.number;
  changes.push_back({Kind::arrived, call, at_ms});
}

void CallTracker::take_rename(const AmiMessage& event, std::int64_t, Changes&) {
  const auto found = channels_.find(event.get("Uniqueid"));
  if (found != channels_.end()) found->second.name = event.get("Newname");
}

// Whose telephone is dialled: by its channel, else by what the exchange says of it.
std::string CallTracker::dialled_extension(const AmiMessage& event) const {
  const std::string of_channel = house_.extension_of(event.get("DestChannel"));
  if (!of_channel.empty()) return of_channel;
  for (const char* name : {"DestExten", "DestCallerIDNum"}) {
    if (house_.is_inside(event.get(name))) return event.get(name);
  }
  return {};
}

// Somebody's telephone begins to ring. Without a calling channel it is the first leg of an
// originated call: the colleague's own telephone.
void CallTracker::take_dial_begin(const AmiMessage& event, std::int64_t at_ms, Changes& changes) {
  const std::string& link = event.get("Linkedid");
  if (!event.has("Channel") || link.empty() || event.get("DestUniqueid").empty()) return;
  Channel& dest = channel_for(event.get("DestUniqueid"), link, at_ms);
  if (event.has("DestChannel")) dest.name = event.get("DestChannel");
  Call* own = call_of_channel(event.get("Uniqueid"));
  Call& call = own != nullptr ? *own : calls_.at(dest.call);
  const std::string extension = dialled_extension(event);
  if (call.direction.empty()) {
    const std::string& channel = event.get("Channel");
    const std::string own_extension =
        channel.starts_with("Local/") ? "" : house_.extension_of(channel);
    const std::string& caller = event.get("CallerIDNum");
    const std::string& dialled =
        is_number(event.get("Exten")) ? event.get("Exten") : event.get("DestCallerIDNum");
    if (own_extension.empty() && house_.is_outside(caller)) {
      call.direction = "in";
      call.number = caller;
    } else if (house_.is_outside(dialled)) {
      call.direction = "out";
      call.number = dialled;
      call.extension = own_extension.empty() ? number_or_nothing(caller) : own_extension;
      call.rung.insert(call.extension);
      changes.push_back({Kind::ringing, call, at_ms});
      return;
    } else {
      return;
    }
  }
  // A call that goes on to a number outside, a manager's mobile, is still one call.
  if (extension.empty() && (call.direction == "out" || !call.rung.empty())) return;
  if (call.rung.size() >= kLegsMax || !call.rung.insert(extension).second) return;
  CallChange change{Kind::ringing, call, at_ms};
  change.call.extension = extension;
  if (call.answered_ms == 0) call.extension = extension;
  changes.push_back(std::move(change));
}

void CallTracker::answer(Call& call, const std::string& extension, std::int64_t at_ms,
                         Changes& changes) {
  const bool first = call.answered_ms == 0;
  if (!first && (extension.empty() || extension == call.extension)) return;
  if (first) call.answered_ms = at_ms;
  if (!extension.empty() && (call.direction == "in" || !first)) call.extension = extension;
  changes.push_back({Kind::answered, call, at_ms});
}

void CallTracker::take_dial_end(const AmiMessage& event, std::int64_t at_ms, Changes& changes) {
  if (!event.has("Channel") || event.get("DialStatus") != "ANSWER") return;
  Call* own = call_of_channel(event.get("Uniqueid"));
  if (own == nullptr) own = call_of_link(event.get("Linkedid"));
  if (own == nullptr || own->direction.empty()) return;
  answer(*own, dialled_extension(event), at_ms, changes);
}

std::size_t CallTracker::others_in_bridge(const Channel& channel) const {
  const auto call = calls_.find(channel.call);
  if (call == calls_.end() || channel.bridge.empty()) return 0;
  return static_cast<std::size_t>(std::count_if(
      call->second.channels.begin(), call->second.channels.end(), [&](const auto& id) {
        const auto other = channels_.find(id);
        return other != channels_.end() && id != channel.id &&
               other->second.bridge == channel.bridge;
      }));
}

// A call may be answered without a word about dialling: it was picked up elsewhere.
void CallTracker::take_bridge_enter(const AmiMessage& event, std::int64_t at_ms, Changes& changes) {
  const auto found = channels_.find(event.get("Uniqueid"));
  if (found == channels_.end()) return;
  Channel& channel = found->second;
  channel.bridge = event.get("BridgeUniqueid");
  const bool waits =
      event.get("BridgeType") == "parking" || event.get("BridgeTechnology") == "holding_bridge";
  if (waits) channel.bridge.clear();
  const auto call = calls_.find(channel.call);
  if (waits || call == calls_.end() || call->second.direction != "in") return;
  if (call->second.answered_ms != 0 || others_in_bridge(channel) == 0) return;
  std::string extension;
  for (const std::string& id : call->second.channels) {
    const Channel& one = channels_.at(id);
    if (one.bridge == channel.bridge && extension.empty()) {
      extension = house_.extension_of(one.name);
    }
  }
  answer(call->second, extension, at_ms, changes);
}

void CallTracker::take_bridge_leave(const AmiMessage& event, std::int64_t, Changes&) {
  const auto found = channels_.find(event.get("Uniqueid"));
  if (found != channels_.end()) found->second.bridge.clear();
}

void CallTracker::take_hangup(const AmiMessage& event, std::int64_t at_ms, Changes& changes) {
  if (syncing_ && gone_.size() < kChannelsMax) gone_.insert(event.get("Uniqueid"));
  drop_channel(event.get("Uniqueid"), at_ms, changes);
}

void CallTracker::take_hold(const AmiMessage& event, std::int64_t at_ms, Changes& changes) {
  Call* call = call_of_channel(event.get("Uniqueid"));
  if (call == nullptr || !call->held.insert(event.get("Uniqueid")).second) return;
  if (call->held_since_ms != 0) return;
  call->held_since_ms = at_ms;
  if (!call->direction.empty()) changes.push_back({Kind::held, *call, at_ms});
}

// Comes twice, and also where nothing was held: only the one that ends a hold counts.
void CallTracker::take_unhold(const AmiMessage& event, std::int64_t at_ms, Changes& changes) {
  Call* call = call_of_channel(event.get("Uniqueid"));
  if (call != nullptr) release_hold(*call, event.get("Uniqueid"), at_ms, changes);
}

void CallTracker::release_hold(Call& call, const std::string& channel_id, std::int64_t at_ms,
                               Changes& changes) {
  if (call.held.erase(channel_id) == 0 || !call.held.empty() || call.held_since_ms == 0) return;
  call.held_ms += std::max<std::int64_t>(0, at_ms - call.held_since_ms);
  call.held_since_ms = 0;
  if (!call.direction.empty()) changes.push_back({Kind::resumed, call, at_ms});
}

void CallTracker::take_parked(const AmiMessage& event, std::int64_t at_ms, Changes& changes) {
  Call* call = call_of_channel(event.get("ParkeeUniqueid"));
  if (call == nullptr) call = call_of_link(event.get("ParkeeLinkedid"));
  if (call == nullptr || call->space == event.get("ParkingSpace")) return;  // Listed again.
  call->space = event.get("ParkingSpace");
  if (call->held.size() < kLegsMax) call->held.insert(event.get("ParkeeUniqueid"));
  if (call->held_since_ms == 0) call->held_since_ms = at_ms;
  if (!call->direction.empty()) changes.push_back({Kind::parked, *call, at_ms});
}

void CallTracker::take_unparked(const AmiMessage& event, std::int64_t at_ms, Changes& changes) {
  const std::string& parkee = event.get("ParkeeUniqueid");
  const std::string extension = house_.extension_of(event.get("RetrieverChannel"));
  if (call_of_channel(parkee) == nullptr) return;
  join(event.get("RetrieverUniqueid"), call_of_channel(parkee)->id);
  Call& call = *call_of_channel(parkee);
  call.space.clear();
  release_hold(call, parkee, at_ms, changes);
  if (!call.direction.empty()) answer(call, extension, at_ms, changes);
}

void CallTracker::take_park_over(const AmiMessage& event, std::int64_t at_ms, Changes& changes) {
  Call* call = call_of_channel(event.get("ParkeeUniqueid"));
  if (call == nullptr) return;
  call->space.clear();
  call->rung.clear();  // It rings at the same telephone again.
  release_hold(*call, event.get("ParkeeUniqueid"), at_ms, changes);
}

void CallTracker::take_queue_join(const AmiMessage& event, std::int64_t at_ms, Changes& changes) {
  Call* call = call_of_channel(event.get("Uniqueid"));
  if (call == nullptr || call->queue == event.get("Queue")) return;
  call->queue = event.get("Queue");
  if (call->direction.empty() && house_.is_outside(event.get("CallerIDNum"))) {
    call->direction = "in";
    call->number = event.get("CallerIDNum");
  }
  if (!call->direction.empty()) changes.push_back({Kind::queued, *call, at_ms});
}

void CallTracker::take_agent_connect(const AmiMessage& event, std::int64_t at_ms,
                                     Changes& changes) {
  Call* call = call_of_channel(event.get("Uniqueid"));
  if (call == nullptr || call->direction.empty()) return;
  answer(*call, dialled_extension(event), at_ms, changes);
}

void CallTracker::take_recording_stop(const AmiMessage& event, std::int64_t at_ms, Changes&) {
  Call* call = call_of_channel(event.get("Uniqueid"));
  if (call != nullptr) stop_recording(call->id, at_ms);
}

// No channel ever came up, or its hang-up has ended the call already.
void CallTracker::take_originate(const AmiMessage& event, std::int64_t at_ms, Changes& changes) {
  if (event.get("Response") != "Failure") return;
  const auto call = calls_.find(event.get("ActionID"));
  if (call != calls_.end() && call->second.channels.empty()) {
    finish(std::string(call->first), at_ms, changes);
  }
}

}  // namespace kontor::telephony
