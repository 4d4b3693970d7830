#pragma once

#include <optional>
#include <string>
#include <vector>

#include "messages.hpp"

// What an SMSC tells about a message it took (5.2.12, 5.3.2.35 and Appendix B).
namespace kontor::sms::smpp {

struct Receipt {
  std::string id;     // The SMSC's, as it wrote it here.
  std::string state;  // "sent", "delivered", "failed"; "" for one that says nothing.
  std::string error;  // The network's code, if there is one.
  std::optional<std::uint32_t> reference;  // Our user_message_reference, if it came back.
};

// Nothing if `message` is no receipt but a text of a person.
std::optional<Receipt> receipt_of(const ShortMessage& message);

// How an SMSC writes ids: some say a number in hexadecimal in the response and in decimal in
// the receipt, or the other way round.
enum class IdForm { same, hex_in_response, hex_in_receipt };
IdForm id_form_of(std::string_view setting);

// The id of a receipt as the response wrote it: lower case, no zeros in front.
std::string id_in_response(const std::string& id_in_receipt, IdForm form);
// The id of a response in that same form.
std::string plain_id(std::string_view id);

}  // namespace kontor::sms::smpp
