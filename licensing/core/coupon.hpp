#pragma once

#include <cstdint>
#include <string>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/core/result.hpp"
#include "licensing/core/terms.hpp"

namespace kontor::licensing {

// A reduction a vendor gives to whoever shows its code. Data; how often it was used is the
// market's to count.
struct Coupon {
  std::string code;
  std::string product;       // Plugin id it is for.
  std::int64_t percent = 0;  // Either this …
  Money off = {};            // … or an amount of one currency.
  std::int64_t min_quantity = 1;
  std::int64_t uses_max = 1;  // Over all companies; each company uses it once.
  TimeMs valid_from_ms = 0;
  TimeMs valid_until_ms = 0;  // Its first moment without value.
};

// invalid_argument with code `invalid-coupon` for unknown members, both or neither of percent
// and off, or a time that ends before it begins.
Result<Coupon> parse_coupon(const Json& json);
Json to_json(const Coupon& coupon);

// What it takes off `price`, never more than all of it. Refused with code
// `coupon-not-valid`, saying why.
Result<std::int64_t> reduction(const Coupon& coupon, const std::string& product, const Money& price,
                               std::int64_t quantity, TimeMs now_ms);

}  // namespace kontor::licensing
