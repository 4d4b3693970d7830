#pragma once

#include <cstdint>

#include "licensing/core/license.hpp"

namespace kontor::licensing {

// What an offer says about holding its seats, with its shortest defaults where it is silent.
struct SeatTerms {
  std::int64_t overdraft = 0;
  std::int64_t linger_s = 0;
  std::int64_t borrow_days_max = 0;  // 0: not allowed.
  std::int64_t seats_stay = 0;       // So many seats are never lent for travel.
  bool groups = true;
  bool queue = true;
};
SeatTerms terms_of(const License& license);

}  // namespace kontor::licensing
