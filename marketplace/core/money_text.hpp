#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/core/result.hpp"

namespace kontor::marketplace {

// How many digits the minor unit of a currency has (ISO 4217); 2 for those not on the list of
// exceptions.
int minor_digits(std::string_view currency);

// "139 800.00" for 13980000 in RUB: groups of three, a point, the currency's own digits.
std::string money_text(std::int64_t amount, std::string_view currency);

// The minor units of a decimal number as bank files write it ("139800.00", "5"): digits and one
// point. invalid_argument for another form, more digits than the currency has, or too large.
Result<std::int64_t> parse_decimal(std::string_view text, std::string_view currency);

}  // namespace kontor::marketplace
