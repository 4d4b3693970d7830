#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "plugins/telephony/call_tracker.hpp"

namespace kontor::telephony {

inline AmiMessage message(const std::vector<std::pair<std::string, std::string>>& fields) {
  AmiMessage built;
  for (const auto& [name, value] : fields) built.add(name, value);
  return built;
}

// The events of a recording of a real Asterisk.
inline std::vector<AmiMessage> recording(const std::string& name) {
  std::ifstream file(std::string(std::getenv("KONTOR_SOURCE")) + "/tests/fixtures/ami/" + name);
  EXPECT_TRUE(file) << name;
  std::vector<AmiMessage> events;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("EV ")) continue;
    const auto json = nlohmann::ordered_json::parse(line.substr(3));
    AmiMessage event;
    for (const auto& [field, value] : json.items()) {
      event.add(field, value.is_string() ? value.get<std::string>() : value.dump());
    }
    events.push_back(std::move(event));
  }
  return events;
}

// Events as an exchange sends them, and what the tracker makes of them.
class CallTrackerTest : public testing::Test {
 protected:
  using Kind = CallChange::Kind;

  void take(const std::vector<AmiMessage>& events) {
    for (const AmiMessage& event : events) take(event);
  }
  void take(const AmiMessage& event) {
    for (CallChange& change : tracker.take(event, now_ms)) changes.push_back(std::move(change));
  }
  void new_channel(const std::string& id, const std::string& call, const std::string& number) {
    take(message(
        {{"Event", "Newchannel"}, {"Uniqueid", id}, {"Linkedid", call}, {"CallerIDNum", number}}));
  }
  void dial(const char* event, const std::string& call, const std::string& caller,
            const std::string& dialled, const std::string& extension) {
    take(message({{"Event", event},
                  {"Channel", "c"},
                  {"CallerIDNum", caller},
                  {"Exten", dialled},
                  {"Uniqueid", call},
                  {"Linkedid", call},
                  {"DestChannel", "d"},
                  {"DestCallerIDNum", extension},
                  {"DestExten", extension},
                  {"DestUniqueid", call + "-" + extension},
                  {"DestLinkedid", call},
                  {"DialStatus", "ANSWER"}}));
  }
  // An event about a channel: event("Hold", "1", "1", {{…}}).
  void event(const char* name, const std::string& id, const std::string& call,
             const std::vector<std::pair<std::string, std::string>>& more = {}) {
    AmiMessage built = message({{"Event", name}, {"Uniqueid", id}, {"Linkedid", call}});
    for (const auto& [field, value] : more) built.add(field, value);
    take(built);
  }
  // A call from outside that 101 has answered.
  void answered_call(const std::string& call, const std::string& number) {
    new_channel(call, call, number);
    dial("DialBegin", call, number, "600", "101");
    dial("DialEnd", call, number, "600", "101");
    changes.clear();
  }
  void hang_up(const std::string& id, const std::string& call) {
    take(message({{"Event", "Hangup"}, {"Uniqueid", id}, {"Linkedid", call}}));
  }

  CallTracker tracker;
  std::vector<CallChange> changes;
  std::int64_t now_ms = 1'000'000;
};

}  // namespace kontor::telephony
