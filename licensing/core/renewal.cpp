#include "licensing/core/renewal.hpp"

#include <algorithm>

#include "licensing/core/calendar.hpp"
#include "licensing/core/money.hpp"
#include "licensing/core/prices.hpp"
#include "licensing/core/refusals.hpp"

namespace kontor::licensing {

namespace {

constexpr std::int64_t kPerHundred = 100;

Error cannot_renew(std::string_view code, std::string sentence) {
  return refuse(ErrorCode::invalid_argument, code, std::move(sentence));
}

Result<std::int64_t> frozen_price(const License& license, std::int64_t term_months) {
  const Offer& offer = license.offer;
  const std::int64_t unit = unit_amount(offer, license.seats, term_months);
  return times(unit, units_of(offer, license.seats));
}

// Months of the term a subscription was last sold for; at least one period.
std::int64_t term_of(const License& license) {
  const std::int64_t period = months_of(license.offer.period);
  if (period == 0 || !license.expires_at_ms) return 0;
  std::int64_t months = period;
  while (months < kTermMonthsMax &&
         add_months(license.valid_from_ms, months) < *license.expires_at_ms)
    months += period;
  return months;
}

}  // namespace

TimeMs renewal_notice_at(TimeMs end_ms) { return end_ms - kRenewalNoticeDays * kDayMs; }

Result<Renewal> renew_updates(const License& license, TimeMs now_ms) {
  const Offer& offer = license.offer;
  if (offer.period != Period::once || license.expires_at_ms || offer.updates.months == 0)
    return cannot_renew("nothing-to-renew", "this licence has no window of updates");
  if (!license.updates_until_ms)
    return cannot_renew("not-activated",
                        "the updates of this licence begin with its activation; activate it first");
  const std::int64_t price = TRY(frozen_price(license, 0));
  Renewal renewal{.from_ms = std::max(now_ms, *license.updates_until_ms)};
  const TimeMs until = add_months(renewal.from_ms, offer.updates.months);
  // A window ends with a whole day, whether it goes on from midnight or begins today.
  renewal.until_ms = until % kDayMs == 0 ? until : end_of_day(until);
  const std::int64_t due = TRY(share_of(price, offer.updates.renewal_percent, kPerHundred));
  renewal.price = {.amount = due, .currency = offer.price.currency};
  return renewal;
}

Result<Renewal> renew_term(const License& license, std::int64_t term_months, TimeMs now_ms) {
  const Offer& offer = license.offer;
  const bool rented = license.grant == Grant::rental && offer.rental.has_value();
  const std::int64_t period = rented ? months_of(offer.rental->period) : months_of(offer.period);
  if (!license.expires_at_ms || period == 0)
    return cannot_renew("nothing-to-renew", "this licence has no term that ends");
  if (term_months < 1 || term_months > kTermMonthsMax || term_months % period != 0)
    return cannot_renew("term-not-whole-periods",
                        "a term is a multiple of " + std::to_string(period) + " months");
  const auto plan = TRY(
      payment_plan(offer, rented ? Grant::rental : Grant::purchase, license.seats, term_months));
  Renewal renewal{.from_ms = std::max(now_ms, *license.expires_at_ms)};
  renewal.until_ms = add_months(renewal.from_ms, term_months);
  const std::int64_t due = TRY(times(plan.each, term_months / period));
  renewal.price = {.amount = due, .currency = offer.price.currency};
  return renewal;
}

Result<Money> buy_out(const Offer& offer, std::int64_t quantity, std::int64_t paid) {
  if (!offer.buy_out) return cannot_renew("not-offered", "this rental cannot be bought out");
  if (paid < 0) return cannot_renew("invalid-amount", "what was paid is not negative");
  const std::int64_t unit =
      offer.buy_out->amount > 0 ? offer.buy_out->amount : unit_amount(offer, quantity, 0);
  const std::int64_t price = TRY(times(unit, units_of(offer, quantity)));
  const std::int64_t credit = TRY(share_of(paid, offer.buy_out->credit_percent, kPerHundred));
  return Money{.amount = std::max<std::int64_t>(0, price - credit),
               .currency = offer.price.currency};
}

Result<Money> upgrade_price(const License& license, const Offer& to, TimeMs now_ms) {
  const Offer& from = license.offer;
  const bool higher = from.edition && to.edition && to.edition->rank > from.edition->rank;
  const bool alike = to.product == from.product && to.price.currency == from.price.currency &&
                     to.period == from.period && to.per == from.per && to.model == from.model;
  if (!higher || !alike)
    return cannot_renew("not-an-upgrade",
                        "an upgrade goes to a higher edition of the same product, counted and "
                        "priced the same way");
  const std::int64_t term = term_of(license);
  const std::int64_t had = TRY(frozen_price(license, term));
  const std::int64_t unit = unit_amount(to, license.seats, term);
  const std::int64_t wanted = TRY(times(unit, units_of(to, license.seats)));
  std::int64_t difference = std::max<std::int64_t>(0, wanted - had);
  if (term > 0) {
    difference = TRY(times(difference, term / months_of(from.period)));
    const std::int64_t whole = *license.expires_at_ms - license.valid_from_ms;
    const std::int64_t left = std::clamp<std::int64_t>(*license.expires_at_ms - now_ms, 0, whole);
    difference = TRY(share_of(difference, left, std::max<std::int64_t>(1, whole)));
  }
  return Money{.amount = difference, .currency = to.price.currency};
}

Result<Money> major_update_price(const License& license) {
  const auto& terms = license.offer.major_update;
  if (!terms) return cannot_renew("not-offered", "every version of this product is covered");
  const std::int64_t due = TRY(times(terms->amount, units_of(license.offer, license.seats)));
  return Money{.amount = due, .currency = license.offer.price.currency};
}

std::int64_t seats_at(const std::vector<License>& licenses, const std::string& product,
                      TimeMs now_ms) {
  std::int64_t seats = 0;
  for (const License& license : licenses) {
    if (license.product == product && license.model != SeatModel::site && license.valid_at(now_ms))
      seats += license.seats;
  }
  return seats;
}

}  // namespace kontor::licensing
