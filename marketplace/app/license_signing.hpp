#pragma once

#include <functional>

#include "marketplace/app/market.hpp"
#include "marketplace/core/order.hpp"

namespace kontor::marketplace {

// After licence or vendor keys changed: every licence whose newest document does not stand on the
// market's present licence key and its vendor's present keys gets the next one, same terms, same
// frozen offer. `signed_anew` hears of each. Those that cannot be signed so (the vendor has not
// signed the offer again, see put_offer) stay as they are. Number signed.
Result<std::int64_t> sign_licenses_anew(
    Market& market, const std::function<void(const IssuedLicense&)>& signed_anew);

}  // namespace kontor::marketplace
