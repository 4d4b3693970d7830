#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"

namespace kontor::marketplace {

// A vendor's promise of a discount, signed like its offers: the market cannot invent one.
struct Coupon {
  std::string code = {};  // Begins with the vendor's name and a point.
  std::vector<std::string> offers = {};
  std::int64_t percent = 0;  // 1 to 100; 0: `amount` instead.
  std::int64_t amount = 0;   // Minor units off the net sum, at most the sum.
  std::string currency = {};
  TimeMs until_ms = 0;
  std::int64_t uses_max = 1;
};

inline constexpr std::string_view kCouponStatement = "application/vnd.kontor.coupon+json";

// {"code", "offers": [offer id], "percent" | "amount" with "currency", "until", "uses_max"?}
Result<Coupon> parse_coupon(const Json& json);
Json to_json(const Coupon& coupon);

// What it takes off `net`; conflict (code "coupon-not-valid") for another offer or currency, or
// after its end.
Result<std::int64_t> discount(const Coupon& coupon, const std::string& offer_id, std::int64_t net,
                              const std::string& currency, TimeMs now_ms);

}  // namespace kontor::marketplace
