#pragma once

#include <vector>

#include "licensing/core/terms.hpp"
#include "marketplace/core/notice.hpp"
#include "marketplace/core/order.hpp"

namespace kontor::marketplace {

// The notices a licence's holder should have by now, without ids. Empty for a licence that is
// cancelled or revoked, but for what its instalments are due.
std::vector<Notice> planned_notices(const IssuedLicense& license, const licensing::Grace& grace,
                                    std::int64_t notice_days, TimeMs now_ms);

}  // namespace kontor::marketplace
