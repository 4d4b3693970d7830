#include "licensing/core/offer_rules.hpp"

#include "licensing/core/refusals.hpp"

namespace kontor::licensing {

namespace {

Error contradiction(const std::string& sentence) {
  return refuse(ErrorCode::invalid_argument, "offer-contradicts-itself",
                "the offer contradicts itself: " + sentence);
}

bool is_free(const Offer& offer) { return offer.price.amount == 0 && offer.fee == 0; }

// Asks for no less than `other`, and is no cheaper.
bool worthless_beside(const Tier& tier, const Tier& other) {
  return other.min_quantity <= tier.min_quantity && other.min_term_months <= tier.min_term_months &&
         other.amount <= tier.amount;
}

Status check_tiers(const Offer& offer) {
  for (std::size_t i = 0; i < offer.tiers.size(); ++i) {
    const Tier& tier = offer.tiers[i];
    if (tier.amount >= offer.price.amount)
      return contradiction("tiers: a tier must cost less than the price without it");
    if (tier.min_term_months > 0 && offer.period == Period::once)
      return contradiction("tiers: what is bought once has no term");
    if (offer.per == PricePer::company && tier.min_quantity > 1)
      return contradiction("tiers: a price for the company does not depend on seats");
    if (tier.min_quantity <= offer.min_seats && tier.min_term_months == 0)
      return contradiction("tiers: a tier that every buyer reaches is the price");
    if (offer.max_seats > 0 && tier.min_quantity > offer.max_seats)
      return contradiction("tiers: nobody may buy as many seats as a tier wants");
    for (std::size_t k = 0; k < i; ++k) {
      if (worthless_beside(tier, offer.tiers[k]) || worthless_beside(offer.tiers[k], tier))
        return contradiction("tiers: one asks for more and gives no less than another");
    }
  }
  return ok();
}

Status check_price(const Offer& offer) {
  const bool once = offer.period == Period::once;
  if (offer.instalments && !once) return contradiction("instalments are for what is bought once");
  if (offer.instalments &&
      offer.instalments->count * offer.instalments->amount < offer.price.amount)
    return contradiction("instalments: together they are less than the price");
  if (offer.rental && !once)
    return contradiction("rental: a subscription is rented already; make it an offer of its own");
  if (offer.buy_out && once && !offer.rental) return contradiction("buy_out: nothing is rented");
  if (offer.buy_out && once && offer.buy_out->amount != 0)
    return contradiction("buy_out: the price to own is the offer's own");
  if (offer.buy_out && !once && offer.buy_out->amount == 0)
    return contradiction("buy_out: say the price to own in its `amount`");
  if (offer.trial_days > 0 && is_free(offer)) return contradiction("trial_days: it is free anyway");
  return ok();
}

Status check_scope(const Offer& offer) {
  if (is_free(offer) && offer.support && offer.support->level != SupportLevel::bug_reports)
    return contradiction("support: what is free has bug reports only");
  if (offer.major_update && is_free(offer))
    return contradiction("major_update: what is free has no paid update");
  if (!offer.specification.empty() && offer.only_for.empty() && is_free(offer))
    return contradiction("specification: commissioned work has a price or a company");
  return ok();
}

Status check_seats(const Offer& offer) {
  const bool concurrent = offer.model == SeatModel::concurrent;
  if (offer.max_seats > 0 && offer.max_seats < offer.min_seats)
    return contradiction("max_seats is less than min_seats");
  if (!concurrent && (offer.overdraft > 0 || offer.linger_s > 0))
    return contradiction("overdraft and linger_s are for concurrent seats");
  if (!concurrent && offer.borrow.days_max > 0)
    return contradiction("borrow: only concurrent seats are lent");
  if (offer.borrow.days_max == 0 && offer.borrow.seats_stay > 0)
    return contradiction("borrow: seats_stay without days_max");
  return ok();
}

}  // namespace

Status check_consistent(const Offer& offer) {
  TRY(check_tiers(offer));
  TRY(check_price(offer));
  TRY(check_scope(offer));
  return check_seats(offer);
}

}  // namespace kontor::licensing
