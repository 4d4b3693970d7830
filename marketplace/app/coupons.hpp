#pragma once

#include <string>

#include "licensing/core/coupon.hpp"
#include "marketplace/app/market.hpp"

namespace kontor::marketplace {

// Puts a vendor's signed coupon to use; forbidden for offers of others' products, untrusted if
// the vendor's keys did not sign it.
Result<licensing::Coupon> put_coupon(Market& market, const std::string& vendor,
                                     const std::string& code, const Json& envelope);

// Inside the caller's transaction: the coupon, if its vendor's present keys signed it.
Result<licensing::Coupon> usable_coupon(Market& market, db::Session& session,
                                        const std::string& code);

}  // namespace kontor::marketplace
