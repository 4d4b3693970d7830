#pragma once

#include <cstdint>

namespace kontor::marketplace {

// amount × part / whole, rounded half to even, in 128 bits. `whole` is above zero and
// |part| <= whole, so that the answer fits.
std::int64_t proportion(std::int64_t amount, std::int64_t part, std::int64_t whole);

// What becomes of money that came for an order: every unit is one of the three.
struct Split {
  std::int64_t tax = 0;
  std::int64_t commission = 0;
  std::int64_t share = 0;  // The vendor's.
  std::int64_t gross() const { return tax + commission + share; }
  Split minus(const Split& other) const {
    return {tax - other.tax, commission - other.commission, share - other.share};
  }
  bool operator==(const Split&) const = default;
};

// How the first `paid` units of an order are split that is split into `whole` when all is paid.
// Payments book the difference of two such splits, so whatever the parts it was paid in, they add
// up to `whole`. 0 <= paid <= whole.gross().
Split split_after(const Split& whole, std::int64_t paid);

}  // namespace kontor::marketplace
