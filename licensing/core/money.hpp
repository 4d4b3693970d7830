#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/core/result.hpp"

namespace kontor::licensing {

// Sums in minor units. Whatever does not fit into 64 bits is refused with `sum-too-large`,
// never wrapped around.
Result<std::int64_t> times(std::int64_t amount, std::int64_t count);
Result<std::int64_t> plus(std::int64_t left, std::int64_t right);

// amount * part / whole, a half rounded to the even neighbour. No argument is negative,
// `whole` is not 0; part / whole is at most 1'000'000.
Result<std::int64_t> share_of(std::int64_t amount, std::int64_t part, std::int64_t whole);

// How many digits the minor unit of a currency has (ISO 4217); 2 for those not on the list of
// exceptions.
int minor_digits(std::string_view currency);

// "139 800.00" for 13980000 in RUB: groups of three, a point, the currency's own digits.
std::string amount_text(std::int64_t amount, std::string_view currency);

// "13980.00 RUB": one word and the currency, for sentences.
std::string money_text(std::int64_t amount, std::string_view currency);

}  // namespace kontor::licensing
