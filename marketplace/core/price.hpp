#pragma once

#include <cstdint>

#include "base/core/clock.hpp"
#include "licensing/core/offer.hpp"
#include "marketplace/core/order_wish.hpp"

namespace kontor::marketplace {

// What an offer costs a company for so many users.
struct Quote {
  std::int64_t users = 0;
  std::int64_t seats = 0;       // Bought: never below the offer's least number.
  licensing::Money total = {};  // For one period, with the tiers that one period reaches.
};

// invalid_argument for less than one user, more than kSeatsMax, or a sum beyond 64 bits.
Result<Quote> quote(const licensing::Offer& offer, std::int64_t users);

// The same day and time one period on, or the month's last day where there is no such day.
// Not for Period::once.
TimeMs add_period(TimeMs time, licensing::Period period);

}  // namespace kontor::marketplace
