#pragma once

#include <functional>
#include <kontor/host.hpp>
#include <optional>
#include <string>
#include <vector>

#include "message.hpp"

namespace kontor::sms {

// Remembers every message before it is sent, so that a crash never sends one twice: what may
// have been under way is then uncertain, and what was not yet goes out. Keeps nothing in
// memory; whoever changes a message sees to it that nobody else does at the same time.
class Outbox {
 public:
  explicit Outbox(Host host) : host_(std::move(host)) {}

  // Writes down the intent. False if a message of that id is already there.
  bool begin(Message& message);
  // From now on it may have left.
  void claim(Message& message);
  // Writes down what became of it, also on the person's timeline.
  void settle(Message& message, const std::string& state, const std::string& reason);
  // A person wants an uncertain one sent again.
  void reopen(Message& message);
  // Writes down what changed beside the state.
  void store(const Message& message);

  std::optional<Message> find(const std::string& id) const;

  // Ids of messages that wait and may go at `now` (RFC 3339 in UTC).
  std::vector<std::string> due(const std::string& now) const;
  std::vector<std::string> uncertain(const std::string& person) const;  // "": of everybody.

  // After a start: what may have left and was not heard of is uncertain. Calls `ask` for it.
  void recover(const std::function<void(const Message&)>& ask);

 private:
  void show(const Message& message);
  void each(const std::string& prefix,
            const std::function<void(const std::string& id, const Json& value)>& take) const;

  Host host_;
};

}  // namespace kontor::sms
