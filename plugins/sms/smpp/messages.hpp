#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pdu.hpp"

// The bodies of the PDUs this client sends and hears (4.1, 4.4, 4.6).
namespace kontor::sms::smpp {

// Types of number (5.2.5) and numbering plans (5.2.6).
inline constexpr std::uint8_t kTonUnknown = 0;
inline constexpr std::uint8_t kTonInternational = 1;
inline constexpr std::uint8_t kTonAlphanumeric = 5;
inline constexpr std::uint8_t kNpiUnknown = 0;
inline constexpr std::uint8_t kNpiIsdn = 1;

// esm_class (5.2.12).
inline constexpr std::uint8_t kHasUserDataHeader = 0x40;
inline constexpr std::uint8_t kMessageTypeMask = 0x3c;
inline constexpr std::uint8_t kDeliveryReceipt = 0x04;
inline constexpr std::uint8_t kIntermediateNotification = 0x20;

// data_coding (5.2.19).
inline constexpr std::uint8_t kDefaultAlphabet = 0x00;
inline constexpr std::uint8_t kLatin1 = 0x03;
inline constexpr std::uint8_t kUcs2 = 0x08;

struct Bind {
  std::string system_id = {};
  std::string password = {};
  std::string system_type = {};
};
std::string bind_body(const Bind& bind);

struct Address {
  std::uint8_t ton = kTonUnknown;
  std::uint8_t npi = kNpiUnknown;
  std::string digits = {};  // No "+" where the type says international.
};
// "+46701234567", a short number, or up to eleven letters.
Address address_of(std::string_view text);
// As people write it: with "+" where the type says international.
std::string text_of(const Address& address);

// submit_sm (4.4.1) and deliver_sm (4.6.1): one layout.
struct ShortMessage {
  std::string service_type = {};
  Address source = {};
  Address destination = {};
  std::uint8_t esm_class = 0;
  std::uint8_t registered_delivery = 0;
  std::uint8_t data_coding = kDefaultAlphabet;
  std::string octets = {};     // Of short_message, or of message_payload where that is used.
  std::vector<Tlv> tlvs = {};  // Without message_payload.
};

// More than 254 octets go into message_payload (5.3.2.32).
std::string short_message_body(const ShortMessage& message);
// Nothing if the body breaks the layout or a length.
std::optional<ShortMessage> short_message_of(std::string_view body);

// The message id of a submit_sm_resp (4.4.2); empty if there is none.
std::string message_id_of(std::string_view body);

}  // namespace kontor::sms::smpp
