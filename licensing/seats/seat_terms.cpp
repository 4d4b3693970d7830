#include "licensing/seats/seat_terms.hpp"

namespace kontor::licensing {

SeatTerms terms_of(const License& license) {
  const Offer& offer = license.offer;
  return {.overdraft = offer.overdraft,
          .linger_s = offer.linger_s,
          .borrow_days_max = offer.borrow.days_max,
          .seats_stay = offer.borrow.seats_stay,
          .groups = offer.groups,
          .queue = offer.queue};
}

}  // namespace kontor::licensing
