#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "licensing/core/license.hpp"

namespace kontor::licensing {

// Prices of what a company may do with a licence it has; always those of the offer frozen
// into it, so a later price change touches nobody. Refusals: invalid_argument with the codes
// named below, or `sum-too-large`.

// When the administrator is told that a term will end.
inline constexpr std::int64_t kRenewalNoticeDays = 90;
TimeMs renewal_notice_at(TimeMs end_ms);

struct Renewal {
  TimeMs from_ms = 0;
  TimeMs until_ms = 0;
  Money price = {};
};
// Later releases for a perpetual licence: from max(now, end of the window). `not-activated`
// before the window began, `nothing-to-renew` for subscriptions.
Result<Renewal> renew_updates(const License& license, TimeMs now_ms);
// Another term of a subscription or rental of whole periods: from max(now, its end).
// `nothing-to-renew` for a perpetual licence, `term-not-whole-periods`.
Result<Renewal> renew_term(const License& license, std::int64_t term_months, TimeMs now_ms);

// What a tenant who has paid so much still pays to own: max(0, price - credit % of paid).
// `not-offered` without buy_out.
Result<Money> buy_out(const Offer& offer, std::int64_t quantity, std::int64_t paid);

// The difference to a higher edition: of the price of a perpetual licence, and of the part of
// the term that is left of a subscription. `not-an-upgrade` unless `to` is a higher rank of
// the same product, counted and priced the same way.
Result<Money> upgrade_price(const License& license, const Offer& to, TimeMs now_ms);

// The next major version for every seat. `not-offered` where majors are not priced apart.
Result<Money> major_update_price(const License& license);

// Seats of a product at a moment: entitlements add up, and what lapses takes only its own.
std::int64_t seats_at(const std::vector<License>& licenses, const std::string& product,
                      TimeMs now_ms);

}  // namespace kontor::licensing
