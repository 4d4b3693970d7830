#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "../parts.hpp"
#include "messages.hpp"

// Texts in short messages: one, linked by user data headers (3GPP TS 23.040, 9.2.3.24.1), by
// sar_* parameters (5.3.2.22 to 5.3.2.24), or whole in message_payload.
namespace kontor::sms::smpp {

enum class Linking { header, sar, payload };
Linking linking_of(std::string_view setting);

// The messages that carry `text` from one address to another. `reference` links the parts
// and comes back in receipts of SMSCs that keep user_message_reference.
std::vector<ShortMessage> messages_of(std::string_view text, const Address& from, const Address& to,
                                      std::uint16_t reference, Linking linking);

// What a person sent: one part of `total`, or the only one.
struct Incoming {
  std::string text;  // UTF-8
  std::uint32_t reference = 0;
  std::uint32_t total = 1;
  std::uint32_t number = 1;
};
Incoming incoming_of(const ShortMessage& message);

}  // namespace kontor::sms::smpp
