#pragma once

#include <string>
#include <string_view>

// The GSM 7 bit default alphabet and its extension table (3GPP TS 23.038, 6.2.1), one septet
// an octet, as SMPP carries it.
namespace kontor::sms {

// One or two (escape and sign) septets; none if the alphabet does not have the character.
std::string septets_of(char32_t point);

// UTF-8 of septets. An escape before a septet without an extension shows the plain sign, as
// the table says receivers do.
std::string text_of_septets(std::string_view septets);

}  // namespace kontor::sms
