#pragma once

#include <string>
#include <utility>
#include <vector>

#include "call_tracker.hpp"
#include "exchange.hpp"
#include "settings.hpp"

namespace kontor::telephony {

// An action of the manager interface, not yet bytes.
struct AmiAction {
  std::string name;
  std::vector<std::pair<std::string, std::string>> fields;
};

// The legs of a call as one of its telephones sees them. Empty names: it has none.
struct Legs {
  Channel mine;
  Channel other;
};
Legs legs_of(const std::vector<Channel>& channels, const std::string& extension,
             const House& house);

// The actions that do an order, in their order; a conference needs `room`, a recording
// `file`. Failure(conflict) where the call has no such legs.
std::vector<AmiAction> actions_for(const Order& order, const Call& call, const Legs& legs,
                                   const Settings& settings, const std::string& room,
                                   const std::string& file);

// Rings the telephone of call.extension, then dials call.number under an id of ours.
AmiAction originate(const Call& call, const Settings& settings);

// The name of a call's next recording: ours, without a character that means something.
std::string recording_name(const Call& call);

}  // namespace kontor::telephony
