// What is asked of calls that an AmiServer plays, and the lists of them.
#include "tests/support/ami_server.hpp"

namespace kontor::testing {
namespace {

AmiFields about(const char* event, const AmiFields& channel, const AmiFields& more = {}) {
  AmiFields fields = {{"Event", event}};
  fields.insert(fields.end(), channel.begin(), channel.end());
  fields.insert(fields.end(), more.begin(), more.end());
  return fields;
}

// "ParkeeUniqueid" of "Uniqueid".
AmiFields named(const char* prefix, const AmiFields& channel) {
  AmiFields fields;
  for (const auto& [name, value] : channel) fields.emplace_back(prefix + name, value);
  return fields;
}

}  // namespace

std::string AmiServer::queue(const std::string& number, const std::string& queue) {
  const std::lock_guard lock(mutex_);
  const std::string id = "demo-" + stamp() + "." + std::to_string(++last_call_);
  calls_[id] = SimulatedCall{
      .number = number, .extension = "600", .channels = {id}, .tag = next_tag(), .queue = queue};
  event(about("Newchannel", channel_fields(id, 0)));
  event(about("QueueCallerJoin", channel_fields(id, 0), {{"Queue", queue}, {"Position", "1"}}));
  return id;
}

void AmiServer::staff(const std::string& queue, const std::vector<std::string>& extensions) {
  const std::lock_guard lock(mutex_);
  for (const std::string& extension : extensions) members_[queue][extension] = "1";
}

// 1 not in use, 2 in use, 6 ringing.
void AmiServer::set_member(const std::string& extension, const char* status) {
  for (auto& [queue, members] : members_) {
    const auto member = members.find(extension);
    if (member == members.end()) continue;
    member->second = status;
    event({{"Event", "QueueMemberStatus"},
           {"Queue", queue},
           {"Interface", "PJSIP/" + extension},
           {"Status", status},
           {"Paused", "0"}});
  }
}

void AmiServer::hold(const std::string& call_id, const char* name) {
  const std::lock_guard lock(mutex_);
  if (!calls_.contains(call_id)) return;
  const std::size_t inside = calls_[call_id].from_outside ? 1 : 0;
  event(about(name, channel_fields(call_id, inside)));
}

std::string AmiServer::call_of(const std::string& channel_name) const {
  for (const auto& [id, call] : calls_) {
    for (std::size_t channel = 0; channel < call.channels.size(); ++channel) {
      if (ami_value(channel_fields(id, channel), "Channel") == channel_name) return id;
    }
  }
  return {};
}

// The extension leaves and another one rings: the outside party hears it ring.
void AmiServer::transfer(const std::string& call_id, const std::string& extension) {
  SimulatedCall& call = calls_.at(call_id);
  const std::size_t inside = call.from_outside ? 1 : 0;
  const std::size_t outside = 1 - inside;
  event(about("Hangup", channel_fields(call_id, inside), {{"Cause", "16"}}));
  call.extension = extension;
  call.channels[inside] += "-" + extension;
  event(about("Newchannel", channel_fields(call_id, inside)));
  AmiFields dial = named("Dest", channel_fields(call_id, inside));
  event(about("DialBegin", channel_fields(call_id, outside), dial));
  dial.emplace_back("DialStatus", "ANSWER");
  event(about("DialEnd", channel_fields(call_id, outside), dial));
}

bool AmiServer::obey(const std::string& name, const AmiFields& action) {
  const std::lock_guard lock(mutex_);
  const std::string id = call_of(ami_value(action, "Channel"));
  if (id.empty()) return false;
  SimulatedCall& call = calls_.at(id);
  const std::size_t outside = call.from_outside ? 0 : 1;
  const AmiFields channel = channel_fields(id, outside);
  if (name == "Hangup") {
    hang_up(id);
  } else if (name == "MixMonitor") {
    event(about("MixMonitorStart", channel));
  } else if (name == "StopMixMonitor") {
    event(about("MixMonitorStop", channel));
  } else if (name == "Park") {
    call.space = std::to_string(++last_space_);
    AmiFields parked = named("Parkee", channel);
    parked.emplace_back("ParkingSpace", call.space);
    event(about("ParkedCall", {}, parked));
  } else if (name == "BlindTransfer") {
    transfer(id, ami_value(action, "Exten"));
  } else if (name == "Atxfer") {
    hold(id);
  } else if (name == "CancelAtxfer") {
    hold(id, "Unhold");
  }
  return true;
}

// A telephone that calls a parking space has the call back that is parked there.
bool AmiServer::retrieve(const AmiFields& action) {
  const std::string space = ami_value(action, "Exten");
  for (auto& [id, call] : calls_) {
    if (call.space.empty() || call.space != space) continue;
    call.space.clear();
    const std::size_t outside = call.from_outside ? 0 : 1;
    AmiFields unparked = named("Parkee", channel_fields(id, outside));
    const AmiFields retriever = named("Retriever", channel_fields(id, 1 - outside));
    unparked.insert(unparked.end(), retriever.begin(), retriever.end());
    event(about("UnParkedCall", unparked, {{"ParkingSpace", space}}));
    event({{"Event", "OriginateResponse"},
           {"ActionID", ami_value(action, "ActionID")},
           {"Response", "Success"},
           {"Uniqueid", call.channels.at(1 - outside)}});
    return true;
  }
  return false;
}

void AmiServer::list_queues(Client& client, const std::string& action_id) {
  const std::lock_guard lock(mutex_);
  int count = 0;
  for (const auto& [queue, members] : members_) {
    send(client, {{"Event", "QueueParams"},
                  {"ActionID", action_id},
                  {"Queue", queue},
                  {"Completed", "0"},
                  {"Abandoned", "0"}});
    for (const auto& [extension, status] : members) {
      send(client, {{"Event", "QueueMember"},
                    {"ActionID", action_id},
                    {"Queue", queue},
                    {"Location", "PJSIP/" + extension},
                    {"Status", status},
                    {"Paused", "0"}});
    }
  }
  for (const auto& [id, call] : calls_) {
    if (call.queue.empty() || call.answered) continue;
    send(client, about("QueueEntry", channel_fields(id, 0),
                       {{"ActionID", action_id}, {"Queue", call.queue}, {"Position", "1"}}));
    ++count;
  }
  send(client, {{"Event", "QueueStatusComplete"},
                {"ActionID", action_id},
                {"EventList", "Complete"},
                {"ListItems", std::to_string(count)}});
}

void AmiServer::list_parked(Client& client, const std::string& action_id) {
  const std::lock_guard lock(mutex_);
  int count = 0;
  for (const auto& [id, call] : calls_) {
    if (call.space.empty()) continue;
    AmiFields parked = named("Parkee", channel_fields(id, call.from_outside ? 0 : 1));
    parked.insert(parked.end(), {{"ActionID", action_id}, {"ParkingSpace", call.space}});
    send(client, about("ParkedCall", {}, parked));
    ++count;
  }
  send(client, {{"Event", "ParkedCallsComplete"},
                {"ActionID", action_id},
                {"EventList", "Complete"},
                {"Total", std::to_string(count)}});
}

}  // namespace kontor::testing
