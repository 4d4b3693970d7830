#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/core/result.hpp"
#include "licensing/core/terms.hpp"

namespace kontor::licensing {

// A vendor's promise of a reduction to whoever shows its code, signed like its offers: the market
// cannot invent one. How often it was used is the market's to count.
struct Coupon {
  std::string code = {};  // Begins with the vendor's name and a point.
  std::vector<std::string> offers = {};
  std::int64_t percent = 0;   // Either this …
  Money off = {};             // … or an amount of one currency.
  TimeMs until_ms = 0;        // Its first moment without value.
  std::int64_t uses_max = 1;  // Over all companies.
};

inline constexpr std::string_view kCouponStatement = "application/vnd.kontor.coupon+json";

// {"code", "offers": [offer id], "percent" | "amount" with "currency", "until", "uses_max"?};
// invalid_argument with code `invalid-coupon` for unknown members, or both or neither of percent
// and amount.
Result<Coupon> parse_coupon(const Json& json);
Json to_json(const Coupon& coupon);

// What it takes off `price`, never more than all of it. conflict with code `coupon-not-valid`,
// saying why: another offer or currency, or after its end.
Result<std::int64_t> reduction(const Coupon& coupon, const std::string& offer_id,
                               const Money& price, TimeMs now_ms);

}  // namespace kontor::licensing
