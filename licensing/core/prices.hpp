#pragma once

#include <cstdint>
#include <optional>

#include "licensing/core/license.hpp"
#include "licensing/core/offer.hpp"

namespace kontor::licensing {

inline constexpr std::int64_t kQuantityMax = 1'000'000;
inline constexpr std::int64_t kTermMonthsMax = 120;

// What is counted for `quantity` seats: those sold at least, or 1 for a price for the company.
std::int64_t units_of(const Offer& offer, std::int64_t quantity);

// The tier both of whose conditions hold and that costs least; none: the offer's own price.
const Tier* tier_for(const Offer& offer, std::int64_t quantity, std::int64_t term_months);
// Price of a unit for one period.
std::int64_t unit_amount(const Offer& offer, std::int64_t quantity, std::int64_t term_months);

// What one way of paying costs: an amount at the beginning of each period, `count` of them
// (none: for ever), and a fee with the first.
struct PaymentPlan {
  std::int64_t each = 0;           // For all units.
  std::int64_t period_months = 0;  // 0: once.
  std::optional<std::int64_t> count = {};
  std::int64_t fee = 0;
};
// `grant` says which way: purchase, rental or instalments; invalid_argument with code
// `not-offered` if the offer has no such way.
Result<PaymentPlan> payment_plan(const Offer& offer, Grant grant, std::int64_t quantity,
                                 std::int64_t term_months);

// Paid by the end of month `months` when each period is paid at its beginning. For months >= 1.
Result<std::int64_t> paid_after(const PaymentPlan& plan, std::int64_t months);

// The first month in which renting has cost more than buying; none within ten years.
Result<std::optional<std::int64_t>> renting_overtakes(const PaymentPlan& rent,
                                                      const PaymentPlan& buy);

}  // namespace kontor::licensing
