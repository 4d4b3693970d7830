#pragma once

#include <cstdint>
#include <string>

namespace kontor::sms {

// In minor units, rounded half up: a part often costs less than one.
inline std::int64_t price_of_parts(std::int64_t parts, std::int64_t minor_per_1000) {
  return (parts * minor_per_1000 + 500) / 1000;
}

// "12.30 SEK", for currencies with two digits of minor units.
inline std::string money_text(std::int64_t minor, const std::string& currency) {
  const std::string cents = std::to_string(minor % 100);
  return std::to_string(minor / 100) + "." + (cents.size() < 2 ? "0" : "") + cents + " " + currency;
}

}  // namespace kontor::sms
