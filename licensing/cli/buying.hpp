#pragma once

#include "base/core/json.hpp"
#include "licensing/cli/wish.hpp"

namespace kontor::licensing {

// What a company asks of the market. Each gives the market's answer.

// Registers `company` and writes its token to `out`, for its owner only. The ledger that will
// count is `ledger_key`; without it the host's, if one is named, and else the market.
Result<Json> register_company(const LicenseWish& wish);
// What `quantity` users of `product` cost under each of its offers.
Result<Json> quote_product(const LicenseWish& wish);
// Orders under `offer`; writes the licence document to `out` if the order is paid already.
Result<Json> order_seats(const LicenseWish& wish);
// Begins the updates and support of `license` at the market, once, and writes the document
// that says so to `out`.
Result<Json> begin_license(const LicenseWish& wish);
// How an order stands; writes its licence document to `out` once it is there.
Result<Json> look_at_order(const LicenseWish& wish);

}  // namespace kontor::licensing
