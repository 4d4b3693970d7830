#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "call_tracker.hpp"
#include "phone_book.hpp"

namespace kontor::telephony {

// Turns what happens on the exchange into what people see: the card that opens on a ring,
// the call on the timeline, the event other plugins hear. Keeps running calls in storage,
// so that a restart neither loses nor doubles one. Any thread.
class CallDesk {
 public:
  CallDesk(Host host, PhoneBook book, std::map<std::string, std::string> users, std::string locale);

  // Calls that were running when the plugin ended.
  void load();
  void take(const AmiMessage& event);
  void begin_sync();
  // A call that starts from a person's card, before the exchange knows of it.
  void expect(const Call& call);
  void forget(const std::string& call_id);

 private:
  void tell(const CallChange& change);
  const Party& party_of(const Call& call);
  void pop(const CallChange& change, const Party& party);
  void write_timeline(const CallChange& change, const Party& party);
  void emit_ended(const CallChange& change, const Party& party);
  void store(const Call& call);

  Host host_;
  PhoneBook book_;
  const std::map<std::string, std::string> users_;  // By extension.
  const std::string locale_;

  std::mutex mutex_;  // Guards what follows.
  CallTracker tracker_;
  std::map<std::string, Party> parties_;  // By call.
};

}  // namespace kontor::telephony
