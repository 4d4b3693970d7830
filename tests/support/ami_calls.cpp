// The calls an AmiServer plays, in the events a real exchange sends for them.
#include <array>
#include <cstdio>

#include "tests/support/ami_server.hpp"

namespace kontor::testing {
namespace {

AmiFields joined(AmiFields first, const AmiFields& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

AmiFields as_destination(const AmiFields& channel) {
  AmiFields fields;
  for (const auto& [name, value] : channel) fields.emplace_back("Dest" + name, value);
  return fields;
}

}  // namespace

AmiFields AmiServer::channel_fields(const std::string& call_id, std::size_t channel) const {
  const SimulatedCall& call = calls_.at(call_id);
  const bool is_extension = (channel == 0) != call.from_outside;
  const std::string& own = is_extension ? call.extension : call.number;
  const std::string& other = is_extension ? call.number : call.extension;
  const std::string uniqueid = call.channels.at(channel);
  return {{"Channel", "PJSIP/" + (is_extension ? own : "trunk") + "-" + call.tag},
          {"ChannelState", call.answered ? "6" : "4"},
          {"CallerIDNum", own},
          {"ConnectedLineNum", call.answered ? other : "<unknown>"},
          {"BridgeId", call.answered && call.space.empty() ? "bridge-" + call.tag : ""},
          {"Context", call.from_outside ? "from-trunk" : "internal"},
          {"Exten", channel == 0 ? other : ""},
          {"Uniqueid", uniqueid},
          {"Linkedid", call_id}};
}

std::string AmiServer::next_tag() {
  std::array<char, 9> tag{};
  std::snprintf(tag.data(), tag.size(), "%08x", ++last_tag_);
  return tag.data();
}

std::string AmiServer::ring(const std::string& number, const std::string& extension,
                            const std::string& by_queue) {
  const std::lock_guard lock(mutex_);
  const std::string id = "demo-" + stamp() + "." + std::to_string(++last_call_);
  calls_[id] = SimulatedCall{
      .number = number, .extension = extension, .channels = {id, id + "-b"}, .tag = next_tag()};
  calls_[id].queue = by_queue;
  event(joined({{"Event", "Newchannel"}}, channel_fields(id, 0)));
  if (!by_queue.empty()) {
    event(joined(joined({{"Event", "QueueCallerJoin"}}, channel_fields(id, 0)),
                 {{"Queue", by_queue}, {"Position", "1"}}));
  }
  event(joined({{"Event", "Newchannel"}}, channel_fields(id, 1)));
  event(joined(joined({{"Event", "DialBegin"}}, channel_fields(id, 0)),
               as_destination(channel_fields(id, 1))));
  set_member(extension, "6");
  return id;
}

void AmiServer::answer(const std::string& call_id) {
  const std::lock_guard lock(mutex_);
  const auto call = calls_.find(call_id);
  if (call == calls_.end() || call->second.answered) return;
  call->second.answered = true;
  event(joined(joined(joined({{"Event", "DialEnd"}}, channel_fields(call_id, 0)),
                      as_destination(channel_fields(call_id, 1))),
               {{"DialStatus", "ANSWER"}}));
  for (std::size_t channel : {0U, 1U}) {
    event(joined({{"Event", "BridgeEnter"},
                  {"BridgeUniqueid", "bridge-" + call->second.tag},
                  {"BridgeType", "basic"}},
                 channel_fields(call_id, channel)));
  }
  if (!call->second.queue.empty()) {
    event(joined(joined({{"Event", "QueueCallerLeave"}}, channel_fields(call_id, 0)),
                 {{"Queue", call->second.queue}, {"Position", "1"}}));
  }
  set_member(call->second.extension, "2");
}

void AmiServer::hang_up(const std::string& call_id) {
  const std::lock_guard lock(mutex_);
  const auto call = calls_.find(call_id);
  if (call == calls_.end()) return;
  if (!call->second.queue.empty()) {
    const char* how = call->second.answered ? "AgentComplete" : "QueueCallerAbandon";
    event(joined(joined({{"Event", how}}, channel_fields(call_id, 0)),
                 {{"Queue", call->second.queue}}));
  }
  set_member(call->second.extension, "1");
  for (std::size_t channel = call->second.channels.size(); channel-- > 0;) {
    event(joined(joined({{"Event", "Hangup"}}, channel_fields(call_id, channel)),
                 {{"Cause", "16"}, {"Cause-txt", "Normal Clearing"}}));
  }
  calls_.erase(call);
}

// The colleague's own telephone rings and is picked up, then the number is dialled.
void AmiServer::originate(const AmiFields& action) {
  const std::lock_guard lock(mutex_);
  if (retrieve(action)) return;
  std::string id = ami_value(action, "ChannelId");
  if (id.empty()) id = "demo-" + stamp() + "." + std::to_string(++last_call_);
  const std::string channel = ami_value(action, "Channel");
  const std::string extension = channel.substr(channel.find('/') + 1);
  calls_[id] = SimulatedCall{.number = ami_value(action, "Exten"),
                             .extension = extension.substr(0, extension.find('@')),
                             .from_outside = false,
                             .channels = {id, id + "-b"},
                             .tag = next_tag()};
  event(joined({{"Event", "Newchannel"}}, channel_fields(id, 0)));
  event(joined({{"Event", "DialBegin"}}, as_destination(channel_fields(id, 0))));
  event(joined(joined({{"Event", "DialEnd"}}, as_destination(channel_fields(id, 0))),
               {{"DialStatus", "ANSWER"}}));
  event({{"Event", "OriginateResponse"},
         {"ActionID", ami_value(action, "ActionID")},
         {"Response", "Success"},
         {"Uniqueid", id}});
  event(joined({{"Event", "Newchannel"}}, channel_fields(id, 1)));
  event(joined(joined({{"Event", "DialBegin"}}, channel_fields(id, 0)),
               as_destination(channel_fields(id, 1))));
}

void AmiServer::list_channels(Client& client, const std::string& action_id) {
  const std::lock_guard lock(mutex_);
  int count = 0;
  for (const auto& [id, call] : calls_) {
    for (std::size_t channel = 0; channel < call.channels.size(); ++channel, ++count) {
      send(client, joined({{"Event", "CoreShowChannel"}, {"ActionID", action_id}},
                          channel_fields(id, channel)));
    }
  }
  send(client, {{"Event", "CoreShowChannelsComplete"},
                {"ActionID", action_id},
                {"EventList", "Complete"},
                {"ListItems", std::to_string(count)}});
}

void AmiServer::take(Client& client, const AmiFields& action) {
  const std::string name = ami_value(action, "Action");
  const std::string id = ami_value(action, "ActionID");
  const auto respond = [&](const char* response, const char* message) {
    send(client, {{"Response", response}, {"ActionID", id}, {"Message", message}});
  };
  {
    const std::lock_guard lock(mutex_);
    actions_.emplace_back(name, action);
  }
  if (name == "Login") {
    const bool right =
        ami_value(action, "Username") == "pbx" && ami_value(action, "Secret") == "pbx";
    if (!right) return respond("Error", "Authentication failed");
    respond("Success", "Authentication accepted");
    {
      const std::lock_guard lock(mutex_);
      client.logged_in = true;
    }
    ++logins_;
    send(client,
         {{"Event", "FullyBooted"}, {"Privilege", "system,all"}, {"Status", "Fully Booted"}});
  } else if (!client.logged_in) {
    respond("Error", "Permission denied");
  } else if (name == "Ping") {
    send(client, {{"Response", "Success"}, {"ActionID", id}, {"Ping", "Pong"}});
  } else if (name == "CoreShowChannels") {
    respond("Success", "Channels will follow");
    list_channels(client, id);
  } else if (name == "QueueStatus") {
    respond("Success", "Queue status will follow");
    list_queues(client, id);
  } else if (name == "ParkedCalls") {
    respond("Success", "Parked calls will follow");
    list_parked(client, id);
  } else if (name == "Originate" && refuse_originate_) {
    respond("Error", "Extension does not exist.");
  } else if (name == "Originate") {
    respond("Success", "Originate successfully queued");
    originate(action);
  } else if (name == "Filter") {
    respond("Error", "Permission denied");  // As for an account that may not.
  } else if (ami_value(action, "Channel").empty()) {
    respond("Error", "Invalid/unknown command");
  } else if (obey(name, action)) {
    respond("Success", "Done");
  } else {
    respond("Error", "No such channel");
  }
}

}  // namespace kontor::testing
