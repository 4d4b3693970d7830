#include "user_data.hpp"

#include "../gsm7.hpp"
#include "../utf8.hpp"
#include "octets.hpp"

namespace kontor::sms::smpp {
namespace {

constexpr std::uint8_t kReceiptOfEnd = 0x01;  // registered_delivery (5.2.17): both outcomes.
// Information elements that link parts, with a reference of 8 or 16 bits.
constexpr std::uint32_t kLinkByEight = 0x00;
constexpr std::uint32_t kLinkBySixteen = 0x08;

Tlv small(std::uint16_t tag, std::uint32_t value, int octets) {
  Tlv tlv{.tag = tag};
  if (octets == 2) put_u8(tlv.value, value >> 8);
  put_u8(tlv.value, value);
  return tlv;
}

std::string latin1_text(std::string_view octets) {
  std::string out;
  for (const char c : octets) append_utf8(out, static_cast<unsigned char>(c));
  return out;
}

std::string decoded(std::string_view octets, std::uint8_t coding) {
  switch (coding) {
    case kUcs2:
      return text_of_utf16(octets);
    case 0x01:  // IA5, which is ASCII
    case kLatin1:
      return latin1_text(octets);
    default:
      return text_of_septets(octets);
  }
}

void read_link(std::string_view header, Incoming& incoming) {
  OctetReader reader(header);
  while (reader.ok() && !reader.at_end()) {
    const std::uint32_t element = reader.u8();
    const std::string value = reader.octets(reader.u8());
    const bool wide = element == kLinkBySixteen && value.size() == 4;
    if (!wide && (element != kLinkByEight || value.size() != 3)) continue;
    OctetReader link(value);
    incoming.reference = wide ? link.u16() : link.u8();
    incoming.total = link.u8();
    incoming.number = link.u8();
  }
}

}  // namespace

Linking linking_of(std::string_view setting) {
  if (setting == "sar") return Linking::sar;
  if (setting == "payload") return Linking::payload;
  return Linking::header;
}

std::vector<ShortMessage> messages_of(std::string_view text, const Address& from, const Address& to,
                                      std::uint16_t reference, Linking linking) {
  Parts parts = split(text);
  if (linking == Linking::payload && parts.octets.size() > 1) parts.octets = {whole(parts)};
  std::vector<ShortMessage> messages;
  messages.reserve(parts.octets.size());
  const auto total = static_cast<std::uint32_t>(parts.octets.size());
  for (std::uint32_t number = 1; number <= total; ++number) {
    ShortMessage message;
    message.source = from;
    message.destination = to;
    message.registered_delivery = kReceiptOfEnd;
    message.data_coding = parts.alphabet == Alphabet::gsm7 ? kDefaultAlphabet : kUcs2;
    message.tlvs.push_back(small(kUserMessageReference, reference, 2));
    if (total > 1 && linking == Linking::header) {
      message.esm_class = kHasUserDataHeader;
      put_u8(message.octets, 5);  // The header's length, then one element of three octets.
      put_u8(message.octets, kLinkByEight);
      put_u8(message.octets, 3);
      put_u8(message.octets, reference);
      put_u8(message.octets, total);
      put_u8(message.octets, number);
    } else if (total > 1) {
      message.tlvs.push_back(small(kSarMessageReference, reference, 2));
      message.tlvs.push_back(small(kSarTotalSegments, total, 1));
      message.tlvs.push_back(small(kSarSegmentNumber, number, 1));
    }
    message.octets += parts.octets[number - 1];
    messages.push_back(std::move(message));
  }
  return messages;
}

Incoming incoming_of(const ShortMessage& message) {
  Incoming incoming;
  std::string_view octets = message.octets;
  if ((message.esm_class & kHasUserDataHeader) != 0 && !octets.empty()) {
    const auto length = std::size_t{static_cast<unsigned char>(octets[0])};
    read_link(octets.substr(1, length), incoming);
    octets.remove_prefix(std::min(octets.size(), length + 1));
  } else if (const auto total = number(message.tlvs, kSarTotalSegments)) {
    incoming.total = *total;
    incoming.number = number(message.tlvs, kSarSegmentNumber).value_or(1);
    incoming.reference = number(message.tlvs, kSarMessageReference).value_or(0);
  }
  if (incoming.total < 1 || incoming.number < 1 || incoming.number > incoming.total) {
    incoming.total = incoming.number = 1;
  }
  incoming.text = decoded(octets, message.data_coding);
  return incoming;
}

}  // namespace kontor::sms::smpp
