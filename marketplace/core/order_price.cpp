#include "marketplace/core/order_price.hpp"

#include <algorithm>

#include "licensing/core/calendar.hpp"
#include "licensing/core/prices.hpp"
#include "marketplace/core/proportion.hpp"

namespace kontor::marketplace {
namespace {

using licensing::Offer;
using licensing::Period;
using licensing::PricePer;
using licensing::unit_amount;

constexpr std::int64_t kHundred = 100;
// Sums beyond it are refused, so that nothing below overflows.
constexpr std::int64_t kNetMax = std::int64_t{1} << 55;

Error not_offered(const std::string& sentence) {
  return {ErrorCode::invalid_argument, sentence, kontor::to_text(Json{{"code", "not-offered"}})};
}

Result<std::int64_t> times(std::int64_t unit, std::int64_t count, std::int64_t periods = 1) {
  std::int64_t amount = 0;
  if (__builtin_mul_overflow(unit, count, &amount) ||
      __builtin_mul_overflow(amount, periods, &amount) || amount > kNetMax)
    return Error{ErrorCode::invalid_argument, "the sum is too large to be written down"};
  return amount;
}

std::int64_t units_for(const Offer& offer, std::int64_t seats) {
  return offer.per == PricePer::seat ? seats : 1;
}

std::string seats_text(const Offer& offer, std::int64_t seats) {
  if (offer.model == licensing::SeatModel::site) return "site";
  return std::to_string(seats) + (seats == 1 ? " seat" : " seats");
}

std::string name_text(const Offer& offer, std::int64_t seats) {
  std::string text = offer.product;
  if (offer.edition) text += " " + offer.edition->name;
  return text + ", " + seats_text(offer, seats);
}

Result<std::int64_t> seats_for(const PricedWish& wished, bool least) {
  const Offer& offer = wished.offer;
  const std::int64_t seats =
      least ? std::max(wished.wish.quantity, offer.min_seats) : wished.wish.quantity;
  if (offer.max_seats > 0 && seats > offer.max_seats)
    return not_offered("offer '" + offer.offer_id + "' sells at most " +
                       std::to_string(offer.max_seats) + " seats");
  return seats;
}

// Whole periods in the months asked for; one if none were asked for.
Result<std::int64_t> periods_for(std::int64_t term_months, Period period) {
  const std::int64_t months = licensing::months_of(period);
  if (term_months == 0) return std::int64_t{1};
  if (months == 0) return not_offered("what is bought once has no term; leave \"term_months\" out");
  if (term_months % months != 0)
    return not_offered("\"term_months\" is a multiple of " + std::to_string(months));
  return term_months / months;
}

void add_fee(OrderPrice& price, std::int64_t fee) {
  if (fee > 0)
    price.lines.push_back({.text = "One-off fee", .quantity = 1, .unit = fee, .amount = fee});
}

Result<OrderPrice> price_purchase(const PricedWish& wished) {
  const Offer& offer = wished.offer;
  OrderPrice price;
  price.seats = TRY(seats_for(wished, /*least=*/true));
  const std::int64_t periods = TRY(periods_for(wished.wish.term_months, offer.period));
  price.months = periods * licensing::months_of(offer.period);
  const std::int64_t unit = unit_amount(offer, price.seats, price.months);
  const std::int64_t count = units_for(offer, price.seats) * periods;
  const std::int64_t amount = TRY(times(unit, count));
  std::string text = name_text(offer, price.seats);
  text +=
      offer.period == Period::once ? ", for ever" : ", " + std::to_string(price.months) + " months";
  price.lines.push_back(
      {.text = std::move(text), .quantity = count, .unit = unit, .amount = amount});
  add_fee(price, offer.fee);
  return price;
}

Result<OrderPrice> price_rental(const PricedWish& wished) {
  const Offer& offer = wished.offer;
  if (!offer.rental) return not_offered("offer '" + offer.offer_id + "' rents no seats");
  OrderPrice price;
  price.seats = TRY(seats_for(wished, /*least=*/false));
  const std::int64_t periods = TRY(periods_for(wished.wish.term_months, offer.rental->period));
  price.months = periods * licensing::months_of(offer.rental->period);
  const std::int64_t count = units_for(offer, price.seats) * periods;
  const std::int64_t amount = TRY(times(offer.rental->amount, count));
  price.lines.push_back({.text = name_text(offer, price.seats) + ", rented for " +
                                 std::to_string(price.months) + " months",
                         .quantity = count,
                         .unit = offer.rental->amount,
                         .amount = amount});
  add_fee(price, offer.rental->fee);
  return price;
}

Result<OrderPrice> price_instalments(const PricedWish& wished) {
  const Offer& offer = wished.offer;
  if (!offer.instalments) return not_offered("offer '" + offer.offer_id + "' has no instalments");
  OrderPrice price;
  price.seats = TRY(seats_for(wished, /*least=*/true));
  price.instalments = offer.instalments->count;
  const std::int64_t count = units_for(offer, price.seats) * price.instalments;
  const std::int64_t amount = TRY(times(offer.instalments->amount, count));
  price.lines.push_back({.text = name_text(offer, price.seats) + ", for ever, in " +
                                 std::to_string(price.instalments) + " instalments",
                         .quantity = count,
                         .unit = offer.instalments->amount,
                         .amount = amount});
  add_fee(price, offer.fee);
  return price;
}

Result<OrderPrice> price_trial(const PricedWish& wished) {
  if (wished.offer.trial_days == 0)
    return not_offered("offer '" + wished.offer.offer_id + "' has no trial");
  OrderPrice price;
  price.seats = TRY(seats_for(wished, /*least=*/false));
  price.lines.push_back({.text = name_text(wished.offer, price.seats) + ", trial of " +
                                 std::to_string(wished.offer.trial_days) + " days",
                         .quantity = 1});
  return price;
}

Result<OrderPrice> price_renewal(const PricedWish& wished) {
  const Offer& offer = wished.offer;
  const licensing::License& license = *wished.license;
  OrderPrice price{.seats = license.seats};
  const std::int64_t units = units_for(offer, price.seats);
  if (license.grant == licensing::Grant::trial || license.grant == licensing::Grant::instalments)
    return not_offered("a trial or instalments are not renewed; order the licence itself");
  if (!license.expires_at_ms) {
    const std::int64_t unit =
        proportion(unit_amount(offer, price.seats, 0),
                   std::min(offer.updates.renewal_percent, kHundred), kHundred);
    const std::int64_t amount = TRY(times(unit, units));
    price.lines.push_back({.text = name_text(offer, price.seats) + ", updates for " +
                                   std::to_string(offer.updates.months) + " months",
                           .quantity = units,
                           .unit = unit,
                           .amount = amount});
    return price;
  }
  const bool rented = license.grant == licensing::Grant::rental && offer.rental;
  const Period period = rented ? offer.rental->period : offer.period;
  const std::int64_t periods = TRY(periods_for(wished.wish.term_months, period));
  price.months = periods * licensing::months_of(period);
  const std::int64_t unit =
      rented ? offer.rental->amount : unit_amount(offer, price.seats, price.months);
  const std::int64_t amount = TRY(times(unit, units, periods));
  price.lines.push_back(
      {.text = name_text(offer, price.seats) + ", " + std::to_string(price.months) + " months more",
       .quantity = units * periods,
       .unit = unit,
       .amount = amount});
  return price;
}

Result<OrderPrice> price_upgrade(const PricedWish& wished) {
  const Offer& offer = wished.offer;
  const licensing::License& license = *wished.license;
  const Offer& old = license.offer;
  const bool fits = offer.product == old.product && offer.model == old.model &&
                    offer.period == old.period && offer.per == old.per &&
                    offer.price.currency == old.price.currency;
  if (!fits || !offer.edition || !old.edition || offer.edition->rank <= old.edition->rank)
    return not_offered(
        "an upgrade goes to an edition of higher rank of the same product, sold the "
        "same way");
  if (license.grant != licensing::Grant::purchase)
    return not_offered("only what is bought is upgraded");
  OrderPrice price{.seats = license.seats};
  const std::int64_t months = licensing::months_of(offer.period);
  const std::int64_t more = std::max<std::int64_t>(
      0, unit_amount(offer, price.seats, months) - unit_amount(old, price.seats, months));
  const std::int64_t units = units_for(offer, price.seats);
  std::int64_t amount = TRY(times(more, units));
  if (license.expires_at_ms) {
    const TimeMs end = *license.expires_at_ms;
    if (end <= wished.now_ms) return not_offered("the licence has ended; order the edition anew");
    amount = proportion(amount, end - wished.now_ms, end - licensing::add_months(end, -months));
  }
  price.lines.push_back(
      {.text = "Upgrade from " + old.edition->name + " to " + name_text(offer, price.seats),
       .quantity = 1,
       .unit = amount,
       .amount = amount});
  return price;
}

Result<OrderPrice> price_buy_out(const PricedWish& wished) {
  const Offer& offer = wished.offer;
  const licensing::License& license = *wished.license;
  if (!offer.buy_out || !license.expires_at_ms || license.grant == licensing::Grant::trial ||
      license.grant == licensing::Grant::instalments)
    return not_offered("this licence has no buy-out");
  OrderPrice price{.seats = license.seats};
  const std::int64_t unit = offer.buy_out->amount > 0 ? offer.buy_out->amount : offer.price.amount;
  const std::int64_t full = TRY(times(unit, units_for(offer, price.seats)));
  const std::int64_t credit = std::min(
      full,
      proportion(wished.paid_net, std::min(offer.buy_out->credit_percent, kHundred), kHundred));
  price.lines.push_back({.text = name_text(offer, price.seats) + ", for ever",
                         .quantity = 1,
                         .unit = full,
                         .amount = full});
  if (credit > 0)
    price.lines.push_back(
        {.text = "Credit for rent paid", .quantity = 1, .unit = -credit, .amount = -credit});
  return price;
}

Result<OrderPrice> price_major(const PricedWish& wished) {
  const Offer& offer = wished.offer;
  if (!offer.major_update)
    return not_offered("major versions come with this licence; there is nothing to buy");
  OrderPrice price{.seats = wished.license->seats};
  const std::int64_t units = units_for(offer, price.seats);
  const std::int64_t amount = TRY(times(offer.major_update->amount, units));
  const std::int64_t next = wished.license->major.value_or(offer.major_update->covers) + 1;
  price.lines.push_back(
      {.text = name_text(offer, price.seats) + ", major version " + std::to_string(next),
       .quantity = units,
       .unit = offer.major_update->amount,
       .amount = amount});
  return price;
}

}  // namespace

licensing::Offer with_fees_due(licensing::Offer offer, const FeesPaid& paid) {
  if (paid.own) offer.fee = 0;
  if (paid.rental && offer.rental) offer.rental->fee = 0;
  return offer;
}

Result<OrderPrice> price_order(const PricedWish& wish) {
  switch (wish.wish.kind) {
    case OrderKind::purchase:
      return price_purchase(wish);
    case OrderKind::rental:
      return price_rental(wish);
    case OrderKind::instalments:
      return price_instalments(wish);
    case OrderKind::trial:
      return price_trial(wish);
    case OrderKind::renewal:
      return price_renewal(wish);
    case OrderKind::upgrade:
      return price_upgrade(wish);
    case OrderKind::buy_out:
      return price_buy_out(wish);
    case OrderKind::major_update:
      break;
  }
  return price_major(wish);
}

}  // namespace kontor::marketplace
