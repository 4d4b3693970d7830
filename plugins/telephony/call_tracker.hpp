#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "ami.hpp"
#include "call.hpp"

namespace kontor::telephony {

// What happened to a call, in the order it happened.
struct CallChange {
  enum class Kind { ringing, answered, ended };
  Kind kind;
  Call call;
  std::int64_t at_ms = 0;
};

// Follows the calls of an exchange by its events: channels come and go, a Linkedid holds
// those of one conversation together. Calls between two extensions are nobody's business
// and give no change. Asks nothing and does no I/O; `now_ms` is used for events without
// a Timestamp. One thread at a time.
class CallTracker {
 public:
  // Numbers of up to this many digits are extensions of the house.
  explicit CallTracker(std::size_t extension_digits_max = 5)
      : extension_digits_max_(extension_digits_max) {}

  std::vector<CallChange> take(const AmiMessage& event, std::int64_t now_ms);

  // A call this plugin started: its Linkedid is known before the first event.
  void expect(const Call& call);
  void forget(const std::string& call_id);
  // A call from before a restart of the plugin.
  void restore(const Call& call);
  // Who the outside party is.
  void identify(const std::string& call_id, const std::string& person);

  // After a reconnect: channels listed by CoreShowChannels are reported through take();
  // begin_sync forgets the old channels, and the list's end finishes calls without any.
  void begin_sync();

  std::size_t size() const { return calls_.size(); }

 private:
  Call& call_for(const AmiMessage& event, std::int64_t at_ms);
  void move_channel(const std::string& channel, const std::string& call_id);
  void take_new_channel(const AmiMessage& event, std::int64_t at_ms);
  void take_dial(const AmiMessage& event, std::int64_t at_ms, std::vector<CallChange>& changes);
  void take_answer(const AmiMessage& event, std::int64_t at_ms, std::vector<CallChange>& changes);
  void take_hangup(const AmiMessage& event, std::int64_t at_ms, std::vector<CallChange>& changes);
  void finish_idle(std::int64_t at_ms, std::vector<CallChange>& changes);
  void finish(const std::string& call_id, std::int64_t at_ms, std::vector<CallChange>& changes);
  bool is_outside(const std::string& number) const;

  std::size_t extension_digits_max_;
  std::map<std::string, Call> calls_;            // By Linkedid.
  std::map<std::string, std::string> channels_;  // Uniqueid, Linkedid.
  bool syncing_ = false;
  std::set<std::string> in_doubt_;  // Calls from before the reconnect.
};

}  // namespace kontor::telephony
