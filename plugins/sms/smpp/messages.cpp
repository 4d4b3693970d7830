#include "messages.hpp"

#include <algorithm>

#include "octets.hpp"

namespace kontor::sms::smpp {
namespace {

constexpr std::uint8_t kInterfaceVersion = 0x34;
constexpr std::size_t kShortMessageBytesMax = 254;

// Sizes with the NUL (4.1.1, 4.4.1).
constexpr std::size_t kSystemIdMax = 16;
constexpr std::size_t kPasswordMax = 9;
constexpr std::size_t kSystemTypeMax = 13;
constexpr std::size_t kServiceTypeMax = 6;
constexpr std::size_t kAddressMax = 21;
constexpr std::size_t kTimeMax = 17;
constexpr std::size_t kMessageIdMax = 65;
constexpr std::size_t kTlvsMax = 64;

void put_address(std::string& out, const Address& address) {
  put_u8(out, address.ton);
  put_u8(out, address.npi);
  put_c_string(out, address.digits, kAddressMax);
}

Address read_address(OctetReader& reader) {
  Address address;
  address.ton = static_cast<std::uint8_t>(reader.u8());
  address.npi = static_cast<std::uint8_t>(reader.u8());
  address.digits = reader.c_string(kAddressMax);
  return address;
}

void put_tlv(std::string& out, std::uint16_t tag, std::string_view value) {
  put_u16(out, tag);
  put_u16(out, static_cast<std::uint32_t>(value.size()));
  out += value;
}

bool is_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string bind_body(const Bind& bind) {
  std::string out;
  put_c_string(out, bind.system_id, kSystemIdMax);
  put_c_string(out, bind.password, kPasswordMax);
  put_c_string(out, bind.system_type, kSystemTypeMax);
  put_u8(out, kInterfaceVersion);
  put_address(out, {});  // address_range: what the account has.
  return out;
}

Address address_of(std::string_view text) {
  if (text.starts_with('+')) return {kTonInternational, kNpiIsdn, std::string(text.substr(1))};
  if (is_digits(text)) return {kTonUnknown, kNpiIsdn, std::string(text)};
  return {kTonAlphanumeric, kNpiUnknown, std::string(text.substr(0, 11))};
}

std::string text_of(const Address& address) {
  return address.ton == kTonInternational && is_digits(address.digits) ? "+" + address.digits
                                                                       : address.digits;
}

std::string short_message_body(const ShortMessage& message) {
  const bool as_payload = message.octets.size() > kShortMessageBytesMax;
  std::string out;
  put_c_string(out, message.service_type, kServiceTypeMax);
  put_address(out, message.source);
  put_address(out, message.destination);
  put_u8(out, message.esm_class);
  put_u8(out, 0);            // protocol_id
  put_u8(out, 0);            // priority_flag
  put_c_string(out, "", 1);  // schedule_delivery_time: now
  put_c_string(out, "", 1);  // validity_period: the SMSC's
  put_u8(out, message.registered_delivery);
  put_u8(out, 0);  // replace_if_present_flag
  put_u8(out, message.data_coding);
  put_u8(out, 0);  // sm_default_msg_id
  put_u8(out, as_payload ? 0 : static_cast<std::uint32_t>(message.octets.size()));
  if (!as_payload) out += message.octets;
  for (const Tlv& tlv : message.tlvs) put_tlv(out, tlv.tag, tlv.value);
  if (as_payload) put_tlv(out, kMessagePayload, message.octets);
  return out;
}

std::optional<ShortMessage> short_message_of(std::string_view body) {
  OctetReader reader(body);
  ShortMessage message;
  message.service_type = reader.c_string(kServiceTypeMax);
  message.source = read_address(reader);
  message.destination = read_address(reader);
  message.esm_class = static_cast<std::uint8_t>(reader.u8());
  reader.octets(2);  // protocol_id, priority_flag
  reader.c_string(kTimeMax);
  reader.c_string(kTimeMax);
  message.registered_delivery = static_cast<std::uint8_t>(reader.u8());
  reader.u8();  // replace_if_present_flag
  message.data_coding = static_cast<std::uint8_t>(reader.u8());
  reader.u8();  // sm_default_msg_id
  message.octets = reader.octets(reader.u8());
  while (reader.ok() && !reader.at_end()) {
    Tlv tlv;
    tlv.tag = static_cast<std::uint16_t>(reader.u16());
    tlv.value = reader.octets(reader.u16());
    if (message.tlvs.size() == kTlvsMax) return std::nullopt;
    if (tlv.tag == kMessagePayload && message.octets.empty()) {
      message.octets = std::move(tlv.value);
    } else {
      message.tlvs.push_back(std::move(tlv));
    }
  }
  if (!reader.ok()) return std::nullopt;
  return message;
}

std::string message_id_of(std::string_view body) {
  OctetReader reader(body);
  return reader.c_string(kMessageIdMax);
}

}  // namespace kontor::sms::smpp
