#include "call_tracker.hpp"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <tuple>

namespace kontor::telephony {
namespace {

// "1795311251.609678", written when the exchange stamps its events.
std::int64_t stamp_of(const AmiMessage& event, std::int64_t now_ms) {
  const std::string& stamp = event.get("Timestamp");
  if (stamp.empty()) return now_ms;
  const double seconds = std::strtod(stamp.c_str(), nullptr);
  return seconds > 0 && seconds < 1e11 ? static_cast<std::int64_t>(seconds * 1000) : now_ms;
}

}  // namespace

const std::map<std::string_view, CallTracker::Take>& CallTracker::takes() {
  static const std::map<std::string_view, Take> kTakes = {
      {"Newchannel", &CallTracker::take_new_channel},
      {"Rename", &CallTracker::take_rename},
      {"Newstate", &CallTracker::take_nothing},  // Followed: a Linkedid may have changed.
      {"NewCallerid", &CallTracker::take_nothing},
      {"DialBegin", &CallTracker::take_dial_begin},
      {"DialEnd", &CallTracker::take_dial_end},
      {"BridgeEnter", &CallTracker::take_bridge_enter},
      {"BridgeLeave", &CallTracker::take_bridge_leave},
      {"Hangup", &CallTracker::take_hangup},
      {"Hold", &CallTracker::take_hold},
      {"Unhold", &CallTracker::take_unhold},
      {"ParkedCall", &CallTracker::take_parked},
      {"UnParkedCall", &CallTracker::take_unparked},
      {"ParkedCallTimeOut", &CallTracker::take_park_over},
      {"ParkedCallGiveUp", &CallTracker::take_park_over},
      {"QueueCallerJoin", &CallTracker::take_queue_join},
      {"QueueEntry", &CallTracker::take_queue_join},
      {"AgentConnect", &CallTracker::take_agent_connect},
      {"MixMonitorStop", &CallTracker::take_recording_stop},
      {"OriginateResponse", &CallTracker::take_originate},
      {"CoreShowChannel", &CallTracker::take_listed},
      {"CoreShowChannelsComplete", &CallTracker::take_list_end}};
  return kTakes;
}

std::vector<CallChange> CallTracker::take(const AmiMessage& event, std::int64_t now_ms) {
  Changes changes;
  const std::int64_t at_ms = stamp_of(event, now_ms);
  heard_ms_ = at_ms;
  const auto found = takes().find(event.get("Event"));
  if (found == takes().end()) return changes;
  pushed_out_ = false;
  follow(event);
  (this->*found->second)(event, at_ms, changes);
  std::move(ends_.begin(), ends_.end(), std::back_inserter(changes));
  ends_.clear();
  return changes;
}

void CallTracker::expect(const Call& call) {
  Call& kept = calls_[call.id] = call;
  if (!call.extension.empty()) kept.rung.insert(call.extension);
}

void CallTracker::forget(const std::string& call_id) {
  const auto found = calls_.find(call_id);
  if (found == calls_.end()) return;
  for (const std::string& id : found->second.channels) channels_.erase(id);
  std::erase_if(aliases_, [&call_id](const auto& alias) { return alias.second == call_id; });
  calls_.erase(found);
}

void CallTracker::restore(const Call& call) {
  if (calls_.size() >= kCallsMax) return;
  Call& kept = calls_[call.id] = call;
  for (const std::string& id : call.channels) {
    const Channel channel{.id = id, .call = call.id, .since_ms = call.started_ms};
    if (!channels_.emplace(id, channel).second) kept.channels.erase(id);
  }
}

void CallTracker::hold(const std::string& call_id, const std::string& channel_id,
                       std::int64_t at_ms) {
  Call* call = call_of_link(call_id);
  if (call == nullptr || !call->held.insert(channel_id).second) return;
  if (call->held_since_ms == 0) call->held_since_ms = at_ms;
}

void CallTracker::resume(const std::string& call_id, const std::string& channel_id,
                         std::int64_t at_ms) {
  Changes changes;
  if (Call* call = call_of_link(call_id)) release_hold(*call, channel_id, at_ms, changes);
}

void CallTracker::record(const std::string& call_id, const std::string& name, std::int64_t at_ms) {
  if (Call* call = call_of_link(call_id)) {
    call->recordings.push_back({.name = name, .started_ms = at_ms});
  }
}

void CallTracker::stop_recording(const std::string& call_id, std::int64_t at_ms) {
  Call* call = call_of_link(call_id);
  if (call == nullptr) return;
  for (Recording& one : call->recordings) {
    if (one.stopped_ms == 0) one.stopped_ms = at_ms;
  }
}

const Call* CallTracker::find(const std::string& call_id) const {
  const auto alias = aliases_.find(call_id);
  const auto found = calls_.find(alias == aliases_.end() ? call_id : alias->second);
  return found == calls_.end() ? nullptr : &found->second;
}

std::vector<Channel> CallTracker::channels_of(const std::string& call_id) const {
  std::vector<Channel> list;
  const Call* call = find(call_id);
  if (call == nullptr) return list;
  list.reserve(call->channels.size());
  for (const std::string& id : call->channels) {
    const auto found = channels_.find(id);
    if (found != channels_.end()) list.push_back(found->second);
  }
  return list;
}

std::vector<std::string> CallTracker::running() const {
  std::vector<std::string> ids;
  for (const auto& [id, call] : calls_) {
    if (!call.direction.empty()) ids.push_back(id);
  }
  return ids;
}

Call* CallTracker::call_of_link(const std::string& link) {
  const auto alias = aliases_.find(link);
  const auto found = calls_.find(alias == aliases_.end() ? link : alias->second);
  return found == calls_.end() ? nullptr : &found->second;
}

Call& CallTracker::call_for(const std::string& link, std::int64_t at_ms) {
  if (Call* known = call_of_link(link)) return *known;
  if (calls_.size() >= kCallsMax) make_room(at_ms);
  aliases_.erase(link);
  return calls_.emplace(link, Call{.id = link, .started_ms = at_ms}).first->second;
}

// A tenth of the calls goes at once. What rang at somebody's telephone ends, as far as we know.
void CallTracker::make_room(std::int64_t at_ms) {
  const auto worth = [](const Call& call) {
    if (call.answered_ms != 0) return 3;
    if (!call.rung.empty()) return 2;
    return call.direction.empty() ? 0 : 1;
  };
  std::vector<std::tuple<int, std::int64_t, std::string>> order;
  order.reserve(calls_.size());
  for (const auto& [id, call] : calls_) order.emplace_back(worth(call), call.started_ms, id);
  const std::size_t going = std::max<std::size_t>(1, order.size() / 10);
  std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(going - 1),
                   order.end());
  order.resize(going);
  for (const auto& [rank, started_ms, id] : order) {
    Call& call = calls_.at(id);
    for (const std::string& channel : call.channels) channels_.erase(channel);
    call.channels.clear();
    call.end_is_unsure = true;
    if (rank < 2) {
      calls_.erase(id);
    } else {
      finish(id, at_ms, ends_);
    }
  }
  std::erase_if(aliases_, [this](const auto& alias) { return !calls_.contains(alias.second); });
  pushed_out_ = true;
}

Call* CallTracker::call_of_channel(const std::string& channel_id) {
  const auto found = channels_.find(channel_id);
  if (found == channels_.end()) return nullptr;
  const auto call = calls_.find(found->second.call);
  return call == calls_.end() ? nullptr : &call->second;
}

Channel& CallTracker::channel_for(const std::string& id, const std::string& link,
                                  std::int64_t at_ms) {
  const auto found = channels_.find(id);
  if (found != channels_.end()) return found->second;
  if (channels_.size() >= kChannelsMax) make_room(at_ms);
  if (syncing_ && listed_.size() < kChannelsMax) listed_.insert(id);
  Call& call = call_for(link, at_ms);
  if (call.channels.size() >= kLegsMax) {
    channels_.erase(*call.channels.begin());
    call.channels.erase(call.channels.begin());
  }
  call.channels.insert(id);
  return channels_.emplace(id, Channel{.id = id, .call = call.id, .since_ms = at_ms}).first->second;
}

// What every event about a channel we know tells beside its own news.
void CallTracker::follow(const AmiMessage& event) {
  const std::string& id = event.get("Uniqueid");
  const auto found = channels_.find(id);
  if (found == channels_.end()) return;
  Channel& channel = found->second;
  if (event.has("Channel")) channel.name = event.get("Channel");
  if (is_number(event.get("CallerIDNum"))) channel.number = event.get("CallerIDNum");
  if (event.get("ChannelState") == "6") channel.is_up = true;
  join(id, event.get("Linkedid"));
}

// A channel that changed its Linkedid joins two conversations: a parked call and the
// telephone that fetched it, a question to a colleague and the call it was about. Two with
// the outside stay two, each with its own channels.
void CallTracker::join(const std::string& channel_id, const std::string& link) {
  Call* home = call_of_channel(channel_id);
  if (home == nullptr || link.empty() || link == home->id) return;
  Call* target = call_of_link(link);
  if (target == home) return;
  if (target == nullptr) {
    // A call that is older than our connection.
    if (aliases_.size() < kChannelsMax) aliases_[link] = home->id;
    return;
  }
  if (!home->direction.empty() && !target->direction.empty()) return;
  const std::string home_id = home->id;
  const std::string target_id = target->id;
  if (home->direction.empty()) {
    absorb(home_id, target_id);
  } else {
    absorb(target_id, home_id);
  }
}

void CallTracker::absorb(const std::string& gone_id, const std::string& kept_id) {
  Call& kept = calls_.at(kept_id);
  const Call gone = std::move(calls_.at(gone_id));
  calls_.erase(gone_id);
  for (const std::string& id : gone.channels) {
    kept.channels.insert(id);
    channels_.at(id).call = kept_id;
  }
  kept.recordings.insert(kept.recordings.end(), gone.recordings.begin(), gone.recordings.end());
  for (auto& [link, id] : aliases_) {
    if (id == gone_id) id = kept_id;
  }
  if (aliases_.size() < kChannelsMax) aliases_[gone_id] = kept_id;
  in_doubt_.erase(gone_id);
}

void CallTracker::drop_channel(const std::string& channel_id, std::int64_t at_ms,
                               Changes& changes) {
  const auto channel = channels_.find(channel_id);
  if (channel == channels_.end()) return;
  const auto found = calls_.find(channel->second.call);
  channels_.erase(channel);
  if (found == calls_.end()) return;
  Call& call = found->second;
  call.channels.erase(channel_id);
  release_hold(call, channel_id, at_ms, changes);
  if (!call.channels.empty()) return;
  if (syncing_) {  // Another channel of it may still be listed.
    call.hung_up_ms = at_ms;
    in_doubt_.insert(call.id);
  } else {
    finish(std::string(call.id), at_ms, changes);
  }
}

void CallTracker::finish(const std::string& call_id, std::int64_t at_ms, Changes& changes) {
  const auto found = calls_.find(call_id);
  if (found == calls_.end()) return;
  Call call = std::move(found->second);
  calls_.erase(found);
  std::erase_if(aliases_, [&call](const auto& alias) { return alias.second == call.id; });
  if (call.direction.empty()) return;
  if (call.held_since_ms != 0)
    call.held_ms += std::max<std::int64_t>(0, at_ms - call.held_since_ms);
  call.held_since_ms = 0;
  for (Recording& one : call.recordings) {
    if (one.stopped_ms == 0) one.stopped_ms = at_ms;
  }
  changes.push_back({Kind::ended, std::move(call), at_ms});
}

}  // namespace kontor::telephony
