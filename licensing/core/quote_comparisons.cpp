#include <algorithm>

#include "licensing/core/calendar.hpp"
#include "licensing/core/money.hpp"
#include "licensing/core/quote_parts.hpp"
#include "licensing/core/refusals.hpp"
#include "licensing/core/renewal.hpp"

namespace kontor::licensing {

namespace {

constexpr std::int64_t kHundred = 100;
constexpr std::int64_t kBasisPoints = 10'000;

std::int64_t whole_periods(std::int64_t months, std::int64_t period) {
  return period == 0 ? 0 : (months + period - 1) / period * period;
}

Result<std::int64_t> bought_price(const Asked& asked) {
  return times(unit_amount(asked.offer, asked.quantity, asked.term_months), asked.units);
}

Status check_comparable(const Offer& offer, const Offer& other) {
  if (offer.product == other.product && offer.price.currency == other.price.currency) return ok();
  return refuse(ErrorCode::invalid_argument, "not-comparable",
                "offers of one product in one currency can be compared");
}

}  // namespace

Result<std::optional<NextTier>> next_tier(const Asked& asked) {
  std::optional<NextTier> best;
  if (asked.request.grant != Grant::purchase) return best;
  const Offer& offer = asked.offer;
  const std::int64_t present = unit_amount(offer, asked.quantity, asked.term_months);
  for (const Tier& tier : offer.tiers) {
    if (tier.amount >= present) continue;
    NextTier next{.quantity = std::max(asked.quantity, tier.min_quantity)};
    next.term_months =
        std::max(asked.term_months, whole_periods(tier.min_term_months, asked.period_months));
    next.unit_amount = unit_amount(offer, next.quantity, next.term_months);
    const std::int64_t periods =
        asked.period_months == 0 ? 1 : next.term_months / asked.period_months;
    const std::int64_t count = TRY(times(units_of(offer, next.quantity), periods));
    const std::int64_t price = TRY(times(next.unit_amount, count));
    next.total = TRY(plus(price, offer.fee));
    if (!best || next.total < best->total) best = next;
  }
  return best;
}

Result<std::optional<RentOrBuy>> rent_or_buy(const Asked& asked, const Offer* alternative) {
  const Offer& offer = asked.offer;
  const bool once = offer.period == Period::once;
  const Offer* bought = once ? &offer : nullptr;
  const Offer* rented = once ? nullptr : &offer;
  if (alternative) {
    TRY(check_comparable(offer, *alternative));
    if (once && alternative->period != Period::once) rented = alternative;
    if (!once && alternative->period == Period::once) bought = alternative;
  }
  std::optional<RentOrBuy> none;
  if (!bought || (!rented && !offer.rental)) return none;
  const PaymentPlan buy = TRY(payment_plan(*bought, Grant::purchase, asked.quantity, 0));
  const Offer& renting = rented ? *rented : offer;
  const PaymentPlan rent =
      TRY(payment_plan(renting, rented ? Grant::purchase : Grant::rental, asked.quantity,
                       std::max(asked.term_months, months_of(renting.period))));
  const auto month = TRY(renting_overtakes(rent, buy));
  if (!month) return none;
  RentOrBuy found{.month = *month};
  found.rented = TRY(paid_after(rent, *month));
  found.bought = TRY(paid_after(buy, *month));
  return std::optional<RentOrBuy>(found);
}

Result<std::optional<InstalmentQuote>> instalment_quote(const Asked& asked) {
  if (!asked.offer.instalments) return std::optional<InstalmentQuote>();
  const Instalments& terms = *asked.offer.instalments;
  InstalmentQuote found{.count = terms.count};
  found.each = TRY(times(terms.amount, asked.units));
  found.total = TRY(times(found.each, terms.count));
  const std::int64_t price = TRY(bought_price(asked));
  found.surcharge = found.total - price;
  if (price > 0 && found.surcharge > 0)
    found.surcharge_basis_points = TRY(share_of(found.surcharge, kBasisPoints, price));
  return std::optional<InstalmentQuote>(found);
}

Result<std::optional<RenewalQuote>> renewal_quote(const Asked& asked) {
  const Offer& offer = asked.offer;
  RenewalQuote renewal{.months = asked.term_months};
  if (asked.term_months > 0) {
    renewal.at_ms = add_months(asked.request.starts_at_ms, asked.term_months);
    renewal.notice_at_ms = renewal_notice_at(*renewal.at_ms);
    const PaymentPlan plan =
        TRY(payment_plan(offer, asked.request.grant, asked.quantity, asked.term_months));
    renewal.amount = TRY(times(plan.each, asked.periods));
    return std::optional<RenewalQuote>(renewal);
  }
  if (offer.updates.months == 0) return std::optional<RenewalQuote>();
  renewal.months = offer.updates.months;
  const std::int64_t price = TRY(bought_price(asked));
  renewal.amount = TRY(share_of(price, offer.updates.renewal_percent, kHundred));
  return std::optional<RenewalQuote>(renewal);
}

}  // namespace kontor::licensing
