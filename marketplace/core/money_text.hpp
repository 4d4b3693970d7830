#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/core/result.hpp"
#include "licensing/core/money.hpp"

namespace kontor::marketplace {

// "139 800.00" for 13980000 in RUB: groups of three, a point, the currency's own digits.
inline std::string money_text(std::int64_t amount, std::string_view currency) {
  return licensing::amount_text(amount, currency);
}

// The minor units of a decimal number as bank files write it ("139800.00", "5"): digits and one
// point. invalid_argument for another form, more digits than the currency has, or too large.
Result<std::int64_t> parse_decimal(std::string_view text, std::string_view currency);

}  // namespace kontor::marketplace
