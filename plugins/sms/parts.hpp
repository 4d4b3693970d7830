#pragma once

#include <string>
#include <string_view>
#include <vector>

// How a text goes over the air (3GPP TS 23.038 and 23.040).
namespace kontor::sms {

enum class Alphabet { gsm7, ucs2 };

struct Parts {
  Alphabet alphabet = Alphabet::gsm7;
  int units = 0;                    // Septets or 16-bit units.
  std::vector<std::string> octets;  // Of each part: septets one an octet, or UTF-16BE.
};

// Cuts UTF-8 `text` into what fits into messages that are linked by six octets each, when
// one is not enough. A character of two units never stands in two parts. An empty text has
// none.
Parts split(std::string_view text);

// The same as one piece, for message_payload: the network cuts it.
std::string whole(const Parts& parts);

struct Size {
  std::string encoding;  // "GSM-7" or "UCS-2"
  int units = 0;
  int parts = 0;  // Messages to pay for.
};
Size measure(std::string_view text);

// UTF-8 of UTF-16BE; half a surrogate pair becomes U+FFFD.
std::string text_of_utf16(std::string_view octets);

}  // namespace kontor::sms
