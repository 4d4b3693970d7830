#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "ami.hpp"
#include "call.hpp"
#include "house.hpp"

namespace kontor::telephony {

// One leg of a call, as the exchange names it in actions.
struct Channel {
  std::string id = {};         // Uniqueid.
  std::string name = {};       // "PJSIP/101-0000002a"; "" until an event says it.
  std::string number = {};     // CallerIDNum, if it is one.
  std::string connected = {};  // ConnectedLineNum, if it is one.
  std::string dialled = {};    // Exten.
  std::string context = {};
  std::string bridge = {};  // In which it is.
  std::string call = {};    // Whose channel it is.
  std::int64_t since_ms = 0;
  bool is_up = false;
};

// Follows the calls of an exchange by its events: channels come and go, a Linkedid holds
// those of one conversation together, and one that changes joins two. A call ends when its
// last channel is gone. Calls between two extensions are nobody's business and give no
// change. Asks nothing and does no I/O; `now_ms` is used for events without a Timestamp.
// One thread at a time.
class CallTracker {
 public:
  // More are a broken stream: those nobody answered go, the oldest first.
  static constexpr std::size_t kCallsMax = 10000;
  static constexpr std::size_t kChannelsMax = 50000;
  static constexpr std::size_t kLegsMax = 200;  // Of one call: channels, telephones that rang.

  explicit CallTracker(House house = {}) : house_(std::move(house)) {}

  std::vector<CallChange> take(const AmiMessage& event, std::int64_t now_ms);

  // A call this plugin started: its Linkedid is known before the first event.
  void expect(const Call& call);
  void forget(const std::string& call_id);
  // A call from before a restart of the plugin.
  void restore(const Call& call);
  // A hold that no event tells of, because it is a redirect to music; and its end.
  void hold(const std::string& call_id, const std::string& channel_id, std::int64_t at_ms);
  void resume(const std::string& call_id, const std::string& channel_id, std::int64_t at_ms);
  // A recording under this name begins or, all of the call's, ends.
  void record(const std::string& call_id, const std::string& name, std::int64_t at_ms);
  void stop_recording(const std::string& call_id, std::int64_t at_ms);

  // After a reconnect: channels listed by CoreShowChannels are reported through take(), and
  // the list's end finishes calls of which none is up and finds those begun meanwhile.
  void begin_sync();
  bool is_syncing() const { return syncing_; }

  const Call* find(const std::string& call_id) const;
  std::vector<Channel> channels_of(const std::string& call_id) const;
  // The ids of calls somebody speaks in with the outside.
  std::vector<std::string> running() const;
  std::size_t size() const { return calls_.size(); }
  // True when the last event made calls go for which there was no room.
  bool pushed_out() const { return pushed_out_; }

 private:
  using Changes = std::vector<CallChange>;
  using Kind = CallChange::Kind;
  using Take = void (CallTracker::*)(const AmiMessage&, std::int64_t, Changes&);
  static const std::map<std::string_view, Take>& takes();

  Call* call_of_link(const std::string& link);
  Call& call_for(const std::string& link, std::int64_t at_ms);
  void make_room(std::int64_t at_ms);
  Call* call_of_channel(const std::string& channel_id);
  Channel& channel_for(const std::string& id, const std::string& link, std::int64_t at_ms);
  void follow(const AmiMessage& event);
  void join(const std::string& channel_id, const std::string& link);
  void absorb(const std::string& gone_id, const std::string& kept_id);
  void drop_channel(const std::string& channel_id, std::int64_t at_ms, Changes& changes);
  void release_hold(Call& call, const std::string& channel_id, std::int64_t at_ms,
                    Changes& changes);
  std::string dialled_extension(const AmiMessage& event) const;
  void answer(Call& call, const std::string& extension, std::int64_t at_ms, Changes& changes);
  void finish(const std::string& call_id, std::int64_t at_ms, Changes& changes);

  void take_new_channel(const AmiMessage& event, std::int64_t at_ms, Changes& changes);
  void take_rename(const AmiMessage& event, std::int64_t at_ms, Changes& changes);
  void take_dial_begin(const AmiMessage& event, std::int64_t at_ms, Changes& changes);
  void take_dial_end(const AmiMessage& event, std::int64_t at_ms, Changes& changes);
  void take_bridge_enter(const AmiMessage& event, std::int64_t at_ms, Changes& changes);
  void take_bridge_leave(const AmiMessage& event, std::int64_t at_ms, Changes& changes);
  void take_hangup(const AmiMessage& event, std::int64_t at_ms, Changes& changes);
  void take_hold(const AmiMessage& event, std::int64_t at_ms, Changes& changes);
  void take_unhold(const AmiMessage& event, std::int64_t at_ms, Changes& changes);
  void take_parked(const AmiMessage& event, std::int64_t at_ms, Changes& changes);
  void take_unparked(const AmiMessage& event, std::int64_t at_ms, Changes& changes);
  void take_park_over(const AmiMessage& event, std::int64_t at_ms, Changes& changes);
  void take_queue_join(const AmiMessage& event, std::int64_t at_ms, Changes& changes);
  void take_agent_connect(const AmiMessage& event, std::int64_t at_ms, Changes& changes);
  void take_recording_stop(const AmiMessage& event, std::int64_t at_ms, Changes& changes);
  void take_originate(const AmiMessage& event, std::int64_t at_ms, Changes& changes);
  void take_listed(const AmiMessage& event, std::int64_t at_ms, Changes& changes);
  void take_list_end(const AmiMessage& event, std::int64_t at_ms, Changes& changes);
  void take_nothing(const AmiMessage&, std::int64_t, Changes&) {}

  void infer(Call& call, std::int64_t at_ms, Changes& changes);
  std::size_t others_in_bridge(const Channel& channel) const;

  House house_;
  std::map<std::string, Call> calls_;           // By id.
  std::map<std::string, std::string> aliases_;  // Linkedids that were joined: id of the call.
  std::map<std::string, Channel> channels_;     // By Uniqueid.
  bool pushed_out_ = false;
  Changes ends_;  // Of calls that were pushed out.
  bool syncing_ = false;
  std::int64_t heard_ms_ = 0;       // When the exchange was last heard.
  std::int64_t lost_ms_ = 0;        // heard_ms_ as it was when the sync began.
  std::set<std::string> in_doubt_;  // Calls from before the reconnect.
  std::set<std::string> listed_;    // Channels that are up for certain.
  std::set<std::string> gone_;      // Channels that hung up while they were listed.
};

}  // namespace kontor::telephony
