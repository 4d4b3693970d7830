#pragma once

#include <string>
#include <string_view>

namespace kontor::sms {

// How a text goes over the air (3GPP TS 23.038 and 23.040).
struct Size {
  std::string encoding;  // "GSM-7" or "UCS-2"
  int units = 0;         // Septets or 16-bit units.
  int parts = 0;         // Messages to pay for.
};

// `text` is UTF-8. An empty text has no parts. A character of two units never stands in
// two parts.
Size measure(std::string_view text);

}  // namespace kontor::sms
