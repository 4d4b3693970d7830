#include "licensing/core/quote.hpp"

#include "licensing/core/calendar.hpp"
#include "licensing/core/money.hpp"
#include "licensing/core/quote_parts.hpp"

namespace kontor::licensing {

Result<Quote> quote(const Offer& offer, const QuoteRequest& request, const Offer* alternative) {
  const Asked asked = TRY(check_request(offer, request));
  Quote quoted{.offer_id = offer.offer_id,
               .product = offer.product,
               .currency = offer.price.currency,
               .quantity = asked.quantity,
               .term_months = asked.term_months};
  quoted.lines = TRY(quote_lines(asked));
  if (!quoted.lines.empty()) quoted.unit_amount = quoted.lines.front().amount;
  quoted.conditions = conditions_of(offer);
  for (const QuoteLine& line : quoted.lines) quoted.total = TRY(plus(quoted.total, line.total));
  quoted.now = quoted.total;
  quoted.years = TRY(quote_years(asked, quoted.lines));
  if (request.grant == Grant::trial) {
    quoted.ends_at_ms = end_of_day(request.starts_at_ms + offer.trial_days * kDayMs);
    return quoted;
  }
  quoted.next_tier = TRY(next_tier(asked));
  quoted.renting_overtakes = TRY(rent_or_buy(asked, alternative));
  quoted.instalments = TRY(instalment_quote(asked));
  quoted.renewal = TRY(renewal_quote(asked));
  if (request.grant == Grant::instalments && quoted.instalments)
    quoted.now -= quoted.instalments->total - quoted.instalments->each;
  return quoted;
}

}  // namespace kontor::licensing
