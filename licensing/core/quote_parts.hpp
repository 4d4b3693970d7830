#pragma once

#include "licensing/core/prices.hpp"
#include "licensing/core/quote.hpp"

namespace kontor::licensing {

// A request that was found good: the term is whole periods, the number is one that is sold.
struct Asked {
  const Offer& offer;
  const QuoteRequest& request;
  std::int64_t quantity = 0;
  std::int64_t units = 0;
  std::int64_t period_months = 0;  // 0: once.
  std::int64_t term_months = 0;
  std::int64_t periods = 1;
};
Result<Asked> check_request(const Offer& offer, const QuoteRequest& request);

Result<std::vector<QuoteLine>> quote_lines(const Asked& asked);
Result<std::vector<YearsTotal>> quote_years(const Asked& asked,
                                            const std::vector<QuoteLine>& lines);
Result<std::optional<NextTier>> next_tier(const Asked& asked);
Result<std::optional<RentOrBuy>> rent_or_buy(const Asked& asked, const Offer* alternative);
Result<std::optional<InstalmentQuote>> instalment_quote(const Asked& asked);
Result<std::optional<RenewalQuote>> renewal_quote(const Asked& asked);

}  // namespace kontor::licensing
