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

// "13980.00 RUB": for people, with the digits ISO 4217 gives the currency.
std::string money_text(std::int64_t amount, std::string_view currency);

}  // namespace kontor::licensing
