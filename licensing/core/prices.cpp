#include "licensing/core/prices.hpp"

#include <algorithm>

#include "licensing/core/money.hpp"
#include "licensing/core/refusals.hpp"

namespace kontor::licensing {

namespace {

Error not_offered(const std::string& way) {
  return refuse(ErrorCode::invalid_argument, "not-offered",
                "this offer is not sold by " + way + "; ask for a purchase");
}

}  // namespace

std::int64_t units_of(const Offer& offer, std::int64_t quantity) {
  return offer.per == PricePer::company ? 1 : std::max(quantity, offer.min_seats);
}

const Tier* tier_for(const Offer& offer, std::int64_t quantity, std::int64_t term_months) {
  const Tier* best = nullptr;
  for (const Tier& tier : offer.tiers) {
    const bool reached = quantity >= tier.min_quantity && term_months >= tier.min_term_months;
    if (reached && (!best || tier.amount < best->amount)) best = &tier;
  }
  return best;
}

std::int64_t unit_amount(const Offer& offer, std::int64_t quantity, std::int64_t term_months) {
  const Tier* tier = tier_for(offer, std::max(quantity, offer.min_seats), term_months);
  return tier ? tier->amount : offer.price.amount;
}

Result<PaymentPlan> payment_plan(const Offer& offer, Grant grant, std::int64_t quantity,
                                 std::int64_t term_months) {
  if (grant == Grant::trial) return PaymentPlan{.count = 1};
  if (grant == Grant::rental) {
    if (!offer.rental) return not_offered("rental");
    // Rented seats come beside bought ones: the least number sold does not bind them.
    const std::int64_t units = offer.per == PricePer::company ? 1 : quantity;
    const std::int64_t each = TRY(times(offer.rental->amount, units));
    return PaymentPlan{
        .each = each, .period_months = months_of(offer.rental->period), .fee = offer.rental->fee};
  }
  const std::int64_t units = units_of(offer, quantity);
  if (grant == Grant::instalments) {
    if (!offer.instalments) return not_offered("instalments");
    const std::int64_t each = TRY(times(offer.instalments->amount, units));
    return PaymentPlan{
        .each = each, .period_months = 1, .count = offer.instalments->count, .fee = offer.fee};
  }
  const std::int64_t each = TRY(times(unit_amount(offer, quantity, term_months), units));
  PaymentPlan plan{.each = each, .period_months = months_of(offer.period), .fee = offer.fee};
  if (offer.period == Period::once) plan.count = 1;
  return plan;
}

Result<std::int64_t> paid_after(const PaymentPlan& plan, std::int64_t months) {
  std::int64_t begun = 1;
  if (plan.period_months > 0) begun = (months + plan.period_months - 1) / plan.period_months;
  if (plan.count) begun = std::min(begun, *plan.count);
  return plus(TRY(times(plan.each, begun)), plan.fee);
}

Result<std::optional<std::int64_t>> renting_overtakes(const PaymentPlan& rent,
                                                      const PaymentPlan& buy) {
  for (std::int64_t month = 1; month <= kTermMonthsMax; ++month) {
    const std::int64_t rented = TRY(paid_after(rent, month));
    if (rented > TRY(paid_after(buy, month))) return std::optional<std::int64_t>(month);
  }
  return std::optional<std::int64_t>();
}

}  // namespace kontor::licensing
