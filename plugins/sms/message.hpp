#pragma once

#include <kontor/json.hpp>
#include <kontor/op/message_permit.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace kontor::sms {

// One message to one person, as storage keeps it.
struct Message {
  std::string id = {};
  std::string key = {};
  std::string person = {};
  std::string purpose = {};
  std::string permit = {};   // The host's latest, as its audit log names it …
  std::string basis = {};    // … the legal basis the host gave with it …
  std::string consent = {};  // … and the person's consent, where that is the basis.
  std::string by = {};       // The user who wrote it; told when nobody knows what became of it.
  std::string text = {};     // Dropped once the state is final; the timeline has it.
  std::string encoding = {};
  std::int64_t parts = 0;                   // To pay for.
  std::int64_t submits = 1;                 // Handed over one by one, each with its own receipts.
  std::vector<std::string> delivered = {};  // The SMSC's ids of those that arrived.
  std::string created_at = {};
  std::string not_before = {};  // RFC 3339 in UTC; the end of the recipient's quiet hours.
  // waiting: nothing has left. sending: it may have. uncertain: nobody knows, and a person is
  // asked. queued: the gateway has it. sent, delivered, failed. left: a person decided not to
  // send an uncertain one again.
  std::string state = {};
  std::string reason = {};  // Why it failed or waits, as the other side said it.
};

bool is_final(const Message& message);
// From now on it goes by this permit.
void allow(Message& message, const op::MessagePermitResponse& permit);
Json to_json(const Message& message);
Message message_of(const Json& value);

// Never back: queued, sent, then delivered or failed for good.
bool may_follow(std::string_view state, std::string_view next);

}  // namespace kontor::sms
