#pragma once

#include <kontor/json.hpp>
#include <string>

namespace kontor::sms {

// One message to one person, as storage keeps it.
struct Message {
  std::string id = {};
  std::string key = {};
  std::string person = {};
  std::string purpose = {};
  std::string text = {};  // Dropped once the state is final; the timeline has it.
  std::string encoding = {};
  std::int64_t parts = 0;
  std::string created_at = {};
  std::string state = {};   // sending, queued, sent, delivered, failed, unknown
  std::string reason = {};  // Why it failed.
};

bool is_final(const Message& message);
Json to_json(const Message& message);
Message message_of(const Json& value);

}  // namespace kontor::sms
