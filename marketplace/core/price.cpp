#include "marketplace/core/price.hpp"

#include <algorithm>

#include "licensing/core/calendar.hpp"
#include "licensing/core/prices.hpp"

namespace kontor::marketplace {

Result<Quote> quote(const licensing::Offer& offer, std::int64_t users) {
  if (users < 1 || users > kSeatsMax)
    return Error{ErrorCode::invalid_argument,
                 "the number of users is 1 to " + std::to_string(kSeatsMax)};
  Quote quoted{.users = users, .seats = std::max(users, offer.min_seats), .total = offer.price};
  quoted.total.amount =
      licensing::unit_amount(offer, quoted.seats, licensing::months_of(offer.period));
  if (offer.per == licensing::PricePer::seat &&
      __builtin_mul_overflow(quoted.total.amount, quoted.seats, &quoted.total.amount))
    return Error{ErrorCode::invalid_argument, "the sum is too large to be written down"};
  return quoted;
}

TimeMs add_period(TimeMs time, licensing::Period period) {
  return licensing::add_months(time, licensing::months_of(period));
}

}  // namespace kontor::marketplace
