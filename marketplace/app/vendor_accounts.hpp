#pragma once

#include <string>

#include "marketplace/app/market.hpp"
#include "marketplace/core/vendor_account.hpp"

namespace kontor::marketplace {

inline constexpr int kStatementLinesMax = 20'000;

// What the vendor sold, what was taken back, withheld and paid out in [from, to). exhausted
// (code "period-too-long") beyond kStatementLinesMax lines.
Result<VendorAccount> vendor_account(Market& market, const std::string& vendor, TimeMs from_ms,
                                     TimeMs to_ms);

// Records that the operator paid a vendor, once a reference. conflict (code "more-than-owed").
Result<Posting> record_payout(Market& market, const std::string& vendor,
                              const std::string& reference, const licensing::Money& money);

}  // namespace kontor::marketplace
