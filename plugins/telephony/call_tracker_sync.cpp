// After a reconnect: what is up, what ended unheard, what began unheard.
#include <algorithm>
#include <cstdio>

#include "call_tracker.hpp"

namespace kontor::telephony {
namespace {

// "00:01:05" of a listed channel, in ms.
std::int64_t age_ms(const std::string& text) {
  int hours = 0;
  int minutes = 0;
  int seconds = 0;
  if (std::sscanf(text.c_str(), "%4d:%2d:%2d", &hours, &minutes, &seconds) != 3) return 0;
  return ((std::int64_t{hours} * 60 + minutes) * 60 + seconds) * 1000;
}

}  // namespace

void CallTracker::begin_sync() {
  syncing_ = true;
  lost_ms_ = heard_ms_;
  listed_.clear();
  gone_.clear();
  in_doubt_.clear();
  for (auto& [id, call] : calls_) {
    call.hung_up_ms = 0;
    in_doubt_.insert(id);
  }
}

void CallTracker::take_listed(const AmiMessage& event, std::int64_t at_ms, Changes&) {
  const std::string& id = event.get("Uniqueid");
  const std::string& link = event.get("Linkedid");
  // The list is older than the news: a channel that hung up meanwhile stands in it.
  if (id.empty() || link.empty() || gone_.contains(id)) return;
  if (listed_.size() < kChannelsMax) listed_.insert(id);
  const std::int64_t since_ms = at_ms - age_ms(event.get("Duration"));
  const bool is_new_call = call_of_link(link) == nullptr && !channels_.contains(id);
  Channel& channel = channel_for(id, link, since_ms);
  channel.name = event.get("Channel");
  channel.number = number_or_nothing(event.get("CallerIDNum"));
  channel.connected = number_or_nothing(event.get("ConnectedLineNum"));
  channel.dialled = event.get("Exten");
  channel.context = event.get("Context");
  channel.bridge = event.get("BridgeId");
  channel.is_up = event.get("ChannelState") == "6";
  channel.since_ms = since_ms;
  Call& call = calls_.at(channel.call);
  if (is_new_call) in_doubt_.insert(call.id);
  if (call.direction.empty()) call.started_ms = std::min(call.started_ms, since_ms);
}

void CallTracker::take_list_end(const AmiMessage&, std::int64_t at_ms, Changes& changes) {
  if (!syncing_) return;
  std::vector<std::string> dead;
  for (const auto& [id, channel] : channels_) {
    if (!listed_.contains(id)) dead.push_back(id);
  }
  for (const std::string& id : dead) {
    Call* call = call_of_channel(id);
    channels_.erase(id);
    if (call != nullptr) call->channels.erase(id);
  }
  syncing_ = false;
  const std::set<std::string> doubtful = std::move(in_doubt_);
  in_doubt_.clear();
  for (const std::string& id : doubtful) {
    const auto found = calls_.find(id);
    if (found == calls_.end()) continue;
    Call& call = found->second;
    if (!call.channels.empty()) {
      infer(call, at_ms, changes);
      continue;
    }
    // Heard in the middle of the list, or never: then it lasted at least as long as we know.
    // A night without the plugin is no talk of twelve hours.
    const bool heard = call.hung_up_ms != 0;
    call.end_is_unsure = !heard;
    const std::int64_t known_ms =
        std::max({lost_ms_, call.known_ms, call.answered_ms, call.started_ms});
    finish(id, heard ? call.hung_up_ms : known_ms, changes);
  }
  listed_.clear();
  gone_.clear();
}

// What the channels of a call say about what we did not hear.
void CallTracker::infer(Call& call, std::int64_t at_ms, Changes& changes) {
  const Channel* outside = nullptr;
  const Channel* inside = nullptr;
  for (const std::string& id : call.channels) {
    const Channel& channel = channels_.at(id);
    const bool is_local = channel.name.starts_with("Local/");
    const std::string extension = house_.extension_of(channel.name);
    if (!extension.empty() && (inside == nullptr || !is_local)) inside = &channel;
    if (extension.empty() && !is_local) outside = &channel;
  }
  if (call.direction.empty() && outside != nullptr) {
    const bool began_it = outside->id == call.id;
    const std::string number =
        house_.is_outside(outside->number)                          ? outside->number
        : inside != nullptr && house_.is_outside(inside->connected) ? inside->connected
        : inside != nullptr && house_.is_outside(inside->dialled)   ? inside->dialled
                                                                    : "";
    if (number.empty()) return;
    call.direction = began_it ? "in" : "out";
    call.number = number;
    if (inside != nullptr) {
      call.extension = house_.extension_of(inside->name);
      call.rung.insert(call.extension);
    }
    changes.push_back({inside != nullptr ? Kind::ringing : Kind::arrived, call, at_ms});
  }
  if (call.direction.empty() || call.answered_ms != 0 || outside == nullptr || inside == nullptr)
    return;
  if (outside->bridge.empty() || outside->bridge != inside->bridge) return;
  answer(call, house_.extension_of(inside->name), std::max(outside->since_ms, inside->since_ms),
         changes);
}

}  // namespace kontor::telephony
