#include "ami_orders.hpp"

#include <kontor/failure.hpp>

#include "sentences.hpp"

namespace kontor::telephony {
namespace {

using Verb = Order::Verb;

constexpr char kRingMs[] = "30000";
constexpr char kParkMs[] = "300000";  // Then it rings at the telephone that parked it.

const std::string& up(const Channel& channel, const Settings& settings) {
  if (channel.name.empty()) throw Failure(KONTOR_CONFLICT, kNoCall.in(settings.locale));
  return channel.name;
}

std::string dialable(const Order& order, const Settings& settings) {
  if (!is_number(order.to))
    throw Failure(KONTOR_INVALID_ARGUMENT, kNotDialable.in(settings.locale, {order.to}));
  return settings.dial_text(order.to);
}

AmiAction ring(const std::string& channel, const Settings& settings, const std::string& exten) {
  return {"Originate",
          {{"Channel", channel},
           {"Context", settings.context},
           {"Exten", exten},
           {"Priority", "1"},
           {"Timeout", kRingMs},
           {"Async", "true"}}};
}

AmiAction redirect(const std::string& channel, const Settings& settings, const std::string& exten) {
  return {
      "Redirect",
      {{"Channel", channel}, {"Context", settings.context}, {"Exten", exten}, {"Priority", "1"}}};
}

// AMI has no hold: the other side is parked, or sent to music.
AmiAction hold(const Legs& legs, const Settings& settings, bool by_music) {
  if (by_music) return redirect(up(legs.other, settings), settings, settings.hold_extension);
  return {"Park",
          {{"Channel", up(legs.other, settings)},
           {"TimeoutChannel", up(legs.mine, settings)},
           {"Timeout", kParkMs}}};
}

AmiAction resume(const Order& order, const Call& call, const Legs& legs, const Settings& settings) {
  const std::string telephone = settings.telephone(order.extension);
  if (!call.space.empty()) return ring(telephone, settings, call.space);
  return {"Originate",
          {{"Channel", telephone},
           {"Application", "Bridge"},
           {"Data", up(legs.other, settings)},
           {"Timeout", kRingMs},
           {"Async", "true"}}};
}

std::vector<AmiAction> conference(const Order& order, const Legs& legs, const Settings& settings,
                                  const std::string& room) {
  const std::string to = dialable(order, settings);
  AmiAction both = redirect(up(legs.other, settings), settings, room);
  both.fields.insert(both.fields.end(), {{"ExtraChannel", up(legs.mine, settings)},
                                         {"ExtraContext", settings.context},
                                         {"ExtraExten", room},
                                         {"ExtraPriority", "1"}});
  const std::string third = settings.house().is_inside(order.to)
                                ? settings.telephone(order.to)
                                : "Local/" + to + "@" + settings.context;
  return {std::move(both), ring(third, settings, room)};
}

}  // namespace

Legs legs_of(const std::vector<Channel>& channels, const std::string& extension,
             const House& house) {
  Legs legs;
  for (const Channel& one : channels) {
    if (house.extension_of(one.name) != extension || one.name.ends_with(";2")) continue;
    if (legs.mine.name.empty() || legs.mine.name.starts_with("Local/")) legs.mine = one;
  }
  int best = 0;
  for (const Channel& one : channels) {
    if (one.name.empty() || one.id == legs.mine.id || one.name.ends_with(";2")) continue;
    const bool bridged = !one.bridge.empty() && one.bridge == legs.mine.bridge;
    const bool outside = house.extension_of(one.name).empty();
    const int rank = (bridged ? 4 : 0) + (outside ? 2 : 0) + 1;
    if (rank <= best) continue;
    best = rank;
    legs.other = one;
  }
  return legs;
}

std::vector<AmiAction> actions_for(const Order& order, const Call& call, const Legs& legs,
                                   const Settings& settings, const std::string& room,
                                   const std::string& file) {
  switch (order.verb) {
    case Verb::hold:
      return {hold(legs, settings, !settings.hold_extension.empty())};
    case Verb::park:
      return {hold(legs, settings, /*by_music=*/false)};
    case Verb::resume:
      return {resume(order, call, legs, settings)};
    case Verb::blind_transfer:
      return {{"BlindTransfer",
               {{"Channel", up(legs.mine, settings)},
                {"Context", settings.context},
                {"Exten", dialable(order, settings)}}}};
    case Verb::attended_transfer:
      return {{"Atxfer",
               {{"Channel", up(legs.mine, settings)},
                {"Context", settings.context},
                {"Exten", dialable(order, settings)}}}};
    case Verb::complete_transfer:  // Who asked leaves: the two that remain are joined.
      return {{"Hangup", {{"Channel", up(legs.mine, settings)}, {"Cause", "16"}}}};
    case Verb::cancel_transfer:
      return {{"CancelAtxfer", {{"Channel", up(legs.mine, settings)}}}};
    case Verb::conference:
      return conference(order, legs, settings, room);
    case Verb::record:
      return {{"MixMonitor", {{"Channel", up(legs.other, settings)}, {"File", file + ".wav"}}}};
    case Verb::stop_recording:
      return {{"StopMixMonitor", {{"Channel", up(legs.other, settings)}}}};
    case Verb::hang_up:
      break;
  }
  return {{"Hangup",
           {{"Channel", legs.mine.name.empty() ? up(legs.other, settings) : legs.mine.name},
            {"Cause", "16"}}}};
}

AmiAction originate(const Call& call, const Settings& settings) {
  AmiAction action =
      ring(settings.telephone(call.extension), settings, settings.dial_text(call.number));
  const std::string caller_id = settings.caller_id.empty() ? call.extension : settings.caller_id;
  action.fields.insert(action.fields.end(), {{"ChannelId", call.id},
                                             {"CallerID", "\"Kontor\" <" + caller_id + ">"},
                                             {"Variable", "KONTOR_CALL_ID=" + call.id}});
  return action;
}

std::string recording_name(const Call& call) {
  std::string name = "kontor-";
  for (const char c : call.id.substr(0, 100)) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    name += plain ? c : '-';
  }
  return name + "-" + std::to_string(call.recordings.size() + 1);
}

}  // namespace kontor::telephony
