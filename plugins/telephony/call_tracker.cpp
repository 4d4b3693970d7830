#include "call_tracker.hpp"

#include <algorithm>
#include <cstdlib>

namespace kontor::telephony {
namespace {

constexpr std::size_t kCallsMax = 10000;  // More are a broken stream; the oldest go.

std::size_t digits_in(const std::string& number) {
  return static_cast<std::size_t>(
      std::count_if(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; }));
}

bool is_number(const std::string& number) {
  return digits_in(number) > 0 && std::all_of(number.begin(), number.end(), [](char c) {
           return (c >= '0' && c <= '9') || c == '+' || c == '*' || c == '#';
         });
}

// "1795311251.609678", written when the exchange stamps its events.
std::int64_t time_of(const AmiMessage& event, std::int64_t now_ms) {
  const std::string& stamp = event.get("Timestamp");
  if (stamp.empty()) return now_ms;
  const double seconds = std::strtod(stamp.c_str(), nullptr);
  return seconds > 0 && seconds < 1e11 ? static_cast<std::int64_t>(seconds * 1000) : now_ms;
}

}  // namespace

bool CallTracker::is_outside(const std::string& number) const {
  return is_number(number) && digits_in(number) > extension_digits_max_;
}

void CallTracker::expect(const Call& call) { calls_[call.id] = call; }

void CallTracker::forget(const std::string& call_id) { calls_.erase(call_id); }

void CallTracker::restore(const Call& call) { calls_[call.id] = call; }

void CallTracker::identify(const std::string& call_id, const std::string& person) {
  const auto found = calls_.find(call_id);
  if (found != calls_.end()) found->second.person = person;
}

void CallTracker::begin_sync() {
  syncing_ = true;
  channels_.clear();
  in_doubt_.clear();
  for (auto& [id, call] : calls_) {
    call.channels.clear();
    in_doubt_.insert(id);
  }
}

Call& CallTracker::call_for(const AmiMessage& event, std::int64_t at_ms) {
  const std::string& id = event.get("Linkedid");
  const auto found = calls_.find(id);
  if (found != calls_.end()) return found->second;
  if (calls_.size() >= kCallsMax) calls_.erase(calls_.begin());
  return calls_.emplace(id, Call{.id = id, .started_ms = at_ms}).first->second;
}

// A transfer joins calls: the channel leaves the one and belongs to the other.
void CallTracker::move_channel(const std::string& channel, const std::string& call_id) {
  auto& home = channels_[channel];
  if (home == call_id) return;
  const auto old = calls_.find(home);
  if (old != calls_.end()) old->second.channels.erase(channel);
  home = call_id;
  const auto call = calls_.find(call_id);
  if (call != calls_.end()) call->second.channels.insert(channel);
}

void CallTracker::take_new_channel(const AmiMessage& event, std::int64_t at_ms) {
  Call& call = call_for(event, at_ms);
  move_channel(event.get("Uniqueid"), call.id);
}

// Somebody's phone begins to ring. Without a calling channel it is the first leg of an
// originated call: the colleague's own phone.
void CallTracker::take_dial(const AmiMessage& event, std::int64_t at_ms,
                            std::vector<CallChange>& changes) {
  if (!event.has("Channel")) return;
  Call& call = call_for(event, at_ms);
  if (call.direction == "out") return;  // Known already.
  const std::string& caller = event.get("CallerIDNum");
  const std::string& dialled =
      is_number(event.get("Exten")) ? event.get("Exten") : event.get("DestCallerIDNum");
  std::string extension = event.get("DestExten");
  if (!is_number(extension) || is_outside(extension)) extension = event.get("DestCallerIDNum");
  if (is_outside(caller)) {
    if (!call.rung.insert(extension).second) return;
    call.direction = "in";
    call.number = caller;
    call.extension = extension;
  } else if (is_outside(dialled)) {
    call.direction = "out";
    call.number = dialled;
    call.extension = caller;
  } else {
    return;
  }
  changes.push_back({CallChange::Kind::ringing, call, at_ms});
}

void CallTracker::take_answer(const AmiMessage& event, std::int64_t at_ms,
                              std::vector<CallChange>& changes) {
  if (!event.has("Channel") || event.get("DialStatus") != "ANSWER") return;
  Call& call = call_for(event, at_ms);
  if (call.answered_ms != 0 || call.direction.empty()) return;
  call.answered_ms = at_ms;
  if (call.direction == "in" && is_number(event.get("DestExten")) &&
      !is_outside(event.get("DestExten"))) {
    call.extension = event.get("DestExten");
  }
  changes.push_back({CallChange::Kind::answered, call, at_ms});
}

void CallTracker::finish(const std::string& call_id, std::int64_t at_ms,
                         std::vector<CallChange>& changes) {
  const auto found = calls_.find(call_id);
  if (found == calls_.end()) return;
  const Call call = found->second;
  calls_.erase(found);
  if (!call.direction.empty()) changes.push_back({CallChange::Kind::ended, call, at_ms});
}

void CallTracker::take_hangup(const AmiMessage& event, std::int64_t at_ms,
                              std::vector<CallChange>& changes) {
  const auto channel = channels_.find(event.get("Uniqueid"));
  if (channel == channels_.end()) return;
  const std::string call_id = channel->second;
  channels_.erase(channel);
  const auto call = calls_.find(call_id);
  if (call == calls_.end()) return;
  call->second.channels.erase(event.get("Uniqueid"));
  if (!call->second.channels.empty()) return;
  // Another channel of it may still be listed.
  if (syncing_) {
    call->second.hung_up_ms = at_ms;
    in_doubt_.insert(call_id);
  } else {
    finish(call_id, at_ms, changes);
  }
}

// Calls that ended while nobody listened.
void CallTracker::finish_idle(std::int64_t at_ms, std::vector<CallChange>& changes) {
  std::vector<std::string> idle;
  for (const auto& [id, call] : calls_) {
    if (call.channels.empty() && in_doubt_.contains(id)) idle.push_back(id);
  }
  in_doubt_.clear();
  for (const std::string& id : idle) {
    const std::int64_t heard_ms = calls_.at(id).hung_up_ms;
    finish(id, heard_ms != 0 ? heard_ms : at_ms, changes);
  }
}

std::vector<CallChange> CallTracker::take(const AmiMessage& event, std::int64_t now_ms) {
  std::vector<CallChange> changes;
  const std::int64_t at_ms = time_of(event, now_ms);
  if (event.is_event("CoreShowChannelsComplete")) {
    syncing_ = false;
    finish_idle(at_ms, changes);
    return changes;
  }
  if (event.is_event("DialBegin") || event.is_event("DialEnd")) {
    // The dialled channel may be older than our connection.
    if (event.has("DestLinkedid") && !event.get("DestUniqueid").empty() && event.has("Channel")) {
      call_for(event, at_ms);
      move_channel(event.get("DestUniqueid"), event.get("Linkedid"));
    }
    if (event.is_event("DialBegin")) take_dial(event, at_ms, changes);
    if (event.is_event("DialEnd")) take_answer(event, at_ms, changes);
    return changes;
  }
  if (event.is_event("OriginateResponse") && event.get("Response") == "Failure") {
    // No channel ever came up, or its hang-up has ended the call already.
    const auto call = calls_.find(event.get("ActionID"));
    if (call != calls_.end() && call->second.channels.empty()) {
      finish(std::string(call->first), at_ms, changes);
    }
    return changes;
  }
  if (event.get("Uniqueid").empty() || event.get("Linkedid").empty()) return changes;
  if (event.is_event("Hangup")) {
    take_hangup(event, at_ms, changes);
  } else if (event.is_event("Newchannel") || event.is_event("CoreShowChannel")) {
    take_new_channel(event, at_ms);
  } else if (event.is_event("BridgeEnter") || event.is_event("Newstate")) {
    if (calls_.contains(event.get("Linkedid")) && channels_.contains(event.get("Uniqueid"))) {
      const std::string old_home = channels_[event.get("Uniqueid")];
      move_channel(event.get("Uniqueid"), event.get("Linkedid"));
      const auto old = calls_.find(old_home);
      if (old != calls_.end() && old->second.channels.empty()) finish(old_home, at_ms, changes);
    }
  }
  return changes;
}

}  // namespace kontor::telephony
