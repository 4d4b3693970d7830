#pragma once

#include <kontor/host.hpp>
#include <optional>
#include <string>

#include "message.hpp"

namespace kontor::sms {

// Remembers every message before it is sent, so that a crash never sends one twice: what
// was under way then becomes "unknown" and is not sent again. One thread at a time.
class Outbox {
 public:
  explicit Outbox(Host host) : host_(std::move(host)) {}

  // Writes down the intent. False if a message of that id is already there.
  bool begin(Message& message);
  // Writes down what became of it, also on the person's timeline.
  void settle(Message& message, const std::string& state, const std::string& reason);

  std::optional<Message> find(const std::string& id) const;
  // After a start: nothing is under way, so what is marked as such is unknown.
  void recover();

 private:
  void store(const Message& message);
  void show(const Message& message);

  Host host_;
};

}  // namespace kontor::sms
