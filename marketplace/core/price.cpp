#include "marketplace/core/price.hpp"

#include <algorithm>
#include <chrono>

namespace kontor::marketplace {

Result<Quote> quote(const licensing::Offer& offer, std::int64_t users) {
  if (users < 1 || users > kSeatsMax)
    return Error{ErrorCode::invalid_argument,
                 "the number of users is 1 to " + std::to_string(kSeatsMax)};
  Quote quoted{.users = users, .seats = std::max(users, offer.min_seats), .total = offer.price};
  if (offer.per == licensing::PricePer::seat &&
      __builtin_mul_overflow(offer.price.amount, quoted.seats, &quoted.total.amount))
    return Error{ErrorCode::invalid_argument, "the sum is too large to be written down"};
  return quoted;
}

TimeMs add_period(TimeMs time, licensing::Period period) {
  using namespace std::chrono;
  const sys_time<milliseconds> point{milliseconds{time}};
  const auto day_point = floor<days>(point);
  year_month_day date{day_point};
  date += period == licensing::Period::year ? months{12} : months{1};
  if (!date.ok()) date = date.year() / date.month() / last;
  return (sys_days{date} + (point - day_point)).time_since_epoch().count();
}

}  // namespace kontor::marketplace
