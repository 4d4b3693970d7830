// The cards: who sees a call, and what stands on it.
#include <algorithm>

#include "call_desk.hpp"

namespace kontor::telephony {
namespace {

using Kind = CallChange::Kind;

std::string shown_state(const CallChange& change) {
  switch (change.kind) {
    case Kind::ended:
      return "ended";
    case Kind::ringing:
      return "ringing";
    case Kind::parked:
      return "parked";
    default:
      return change.call.held_since_ms != 0 ? "held" : state_of(change.call, /*ended=*/false);
  }
}

bool is_recorded(const Call& call) {
  return std::any_of(call.recordings.begin(), call.recordings.end(),
                     [](const Recording& one) { return one.stopped_ms == 0; });
}

}  // namespace

// The actions behind the buttons of a card.
Json CallDesk::controls() const {
  Json names = {{"hold", "telephony.hold"},
                {"resume", "telephony.resume"},
                {"park", "telephony.park"},
                {"transfer", "telephony.transfer"},
                {"complete_transfer", "telephony.complete_transfer"},
                {"cancel_transfer", "telephony.cancel_transfer"},
                {"hang_up", "telephony.hang_up"}};
  if (settings_.exchange == "cloud" || !settings_.conference_rooms.empty())
    names["conference"] = "telephony.conference";
  if (settings_.record != "never") {
    names["record"] = "telephony.record";
    names["stop_recording"] = "telephony.stop_recording";
  }
  return names;
}

// A ring is for whom it rings; what comes after is for all whose telephones rang. Without a
// user at any of them an incoming call is everybody's.
std::vector<std::string> CallDesk::audience(const CallChange& change) const {
  std::vector<std::string> users;
  const auto add = [&](const std::string& extension) {
    const std::string user = settings_.user_of(extension);
    if (!user.empty() && std::find(users.begin(), users.end(), user) == users.end()) {
      users.push_back(user);
    }
  };
  add(change.call.extension);
  if (change.kind == Kind::ringing) return users;
  for (const std::string& extension : change.call.rung) add(extension);
  return users;
}

void CallDesk::pop(const CallChange& change, const Party& party) {
  op::UiPushRequest push;
  push.kind = "screen_pop";
  push.payload = {{"call_id", change.call.id},
                  {"number", party.number},
                  {"direction", change.call.direction},
                  {"extension", change.call.extension},
                  {"queue", change.call.queue},
                  {"matches", to_json(party.matches)},
                  {"offer_lead", party.matches.size() != 1},
                  {"recording", is_recorded(change.call)},
                  {"controls", controls()},
                  {"state", shown_state(change)}};
  const auto send = [&] {
    try {
      host_.ui_push(push);
    } catch (const Failure& failure) {
      host_.log_warning(std::string("no card was opened: ") + failure.what());
    }
  };
  const std::vector<std::string> users = audience(change);
  for (const std::string& user : users) {
    push.user = user;
    send();
  }
  if (users.empty() && change.call.direction == "in") send();
}

}  // namespace kontor::telephony
