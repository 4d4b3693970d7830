#include "receipt.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <utility>

namespace kontor::sms::smpp {
namespace {

// message_state (5.2.28).
std::string state_of_number(std::uint32_t state) {
  switch (state) {
    case 1:  // ENROUTE
    case 6:  // ACCEPTED
      return "sent";
    case 2:  // DELIVERED
      return "delivered";
    case 3:  // EXPIRED
    case 4:  // DELETED
    case 5:  // UNDELIVERABLE
    case 8:  // REJECTED
      return "failed";
    default:  // UNKNOWN
      return "";
  }
}

// The words of Appendix B, of which some SMSCs send fewer letters or others.
std::string state_of_word(std::string_view word) {
  std::string upper(word.substr(0, 5));
  for (char& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (upper == "DELIV") return "delivered";
  if (upper == "ENROU" || upper == "ACCEP" || upper == "BUFFE") return "sent";
  if (upper == "EXPIR" || upper == "DELET" || upper == "UNDEL" || upper == "REJEC" ||
      upper == "FAILE")
    return "failed";
  return "";
}

// The value after "name:" up to the next space; names come in any case.
std::string field_of(std::string_view text, std::string_view name) {
  const auto same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
  auto begin = text.begin();
  while (true) {
    begin = std::search(begin, text.end(), name.begin(), name.end(), same);
    if (begin == text.end()) return "";
    if (begin == text.begin() || *(begin - 1) == ' ') break;
    ++begin;
  }
  const auto value = begin + static_cast<std::ptrdiff_t>(name.size());
  return std::string(value, std::find(value, text.end(), ' '));
}

constexpr std::size_t kIdBytesMax = 64;  // Of message_id (5.2.23); an error code is shorter.

std::string without_nul(std::string text) {
  text.erase(std::find(text.begin(), text.end(), '\0'), text.end());
  return text;
}

std::string in_base(const std::string& id, int from, const char* format) {
  unsigned long long value = 0;
  const auto [end, problem] = std::from_chars(id.data(), id.data() + id.size(), value, from);
  if (problem != std::errc{} || end != id.data() + id.size()) return plain_id(id);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

}  // namespace

std::optional<Receipt> receipt_of(const ShortMessage& message) {
  const int type = message.esm_class & kMessageTypeMask;
  const std::string* id = find(message.tlvs, kReceiptedMessageId);
  if (type != kDeliveryReceipt && type != kIntermediateNotification && id == nullptr) {
    return std::nullopt;
  }
  Receipt receipt;
  receipt.reference = number(message.tlvs, kUserMessageReference);
  receipt.id = id != nullptr ? without_nul(*id) : field_of(message.octets, "id:");
  if (const auto state = number(message.tlvs, kMessageState)) {
    receipt.state = state_of_number(*state);
  } else {
    receipt.state = state_of_word(field_of(message.octets, "stat:"));
  }
  // Not the last word, whatever it says.
  if (type == kIntermediateNotification) receipt.state = "sent";
  receipt.error = field_of(message.octets, "err:").substr(0, kIdBytesMax);
  receipt.id.resize(std::min(receipt.id.size(), kIdBytesMax));
  return receipt;
}

IdForm id_form_of(std::string_view setting) {
  if (setting == "hex_in_response") return IdForm::hex_in_response;
  if (setting == "hex_in_receipt") return IdForm::hex_in_receipt;
  return IdForm::same;
}

std::string plain_id(std::string_view id) {
  while (id.size() > 1 && id.front() == '0') id.remove_prefix(1);
  std::string plain(id);
  for (char& c : plain)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return plain;
}

std::string id_in_response(const std::string& id_in_receipt, IdForm form) {
  switch (form) {
    case IdForm::hex_in_response:
      return in_base(id_in_receipt, 10, "%llx");
    case IdForm::hex_in_receipt:
      return in_base(id_in_receipt, 16, "%llu");
    case IdForm::same:
      break;
  }
  return plain_id(id_in_receipt);
}

}  // namespace kontor::sms::smpp
