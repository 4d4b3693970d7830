#include "licensing/core/quote.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "licensing/core/prices.hpp"
#include "tests/unit/licensing/offers.hpp"

namespace kontor::licensing {
namespace {

using testing::code_of, testing::crm_for_ten, testing::forty_dollars;

Quote quoted(const Offer& offer, const QuoteRequest& request, const Offer* other = nullptr) {
  auto found = quote(offer, request, other);
  EXPECT_TRUE(found) << found.error().message;
  return found ? *found : Quote{};
}

std::string refused(const Offer& offer, const QuoteRequest& request) {
  const auto found = quote(offer, request);
  EXPECT_FALSE(found);
  return found ? "" : code_of(found.error());
}

// N1: to the kopeck.
TEST(QuoteN1Test, RentingOvertakesBuyingInTheTwelfthMonth) {
  const Quote bought = quoted(crm_for_ten(), {.quantity = 10});

  EXPECT_EQ(bought.unit_amount, 1'398'000);
  EXPECT_EQ(bought.total, 13'980'000);
  ASSERT_TRUE(bought.renting_overtakes);
  EXPECT_EQ(bought.renting_overtakes->month, 12);
  EXPECT_EQ(bought.renting_overtakes->rented, 13'990'400);
  EXPECT_EQ(bought.renting_overtakes->bought, 13'980'000);
  const auto rent = payment_plan(crm_for_ten(), Grant::rental, 10, 1);
  EXPECT_EQ(*paid_after(*rent, 1), 1'899'200);
  EXPECT_EQ(*paid_after(*rent, 11), 12'891'200);
  EXPECT_EQ(*paid_after(*rent, 12), 13'990'400);
}

TEST(QuoteN1Test, ASeparateRentalOfferIsComparedToo) {
  Offer buy = crm_for_ten();
  buy.rental.reset();
  buy.buy_out.reset();
  Offer rent = buy;
  rent.instalments.reset();
  rent.price.amount = 109'920;
  rent.period = Period::month;
  rent.fee = 800'000;

  EXPECT_EQ(quoted(buy, {.quantity = 10}, &rent).renting_overtakes->month, 12);
  EXPECT_EQ(quoted(rent, {.quantity = 10}, &buy).renting_overtakes->month, 12);
  EXPECT_FALSE(quoted(rent, {.quantity = 10}).renting_overtakes);
  rent.price.currency = "EUR";
  EXPECT_EQ(code_of(quote(buy, {.quantity = 10}, &rent).error()), "not-comparable");
}

TEST(QuoteN1Test, TotalsOverOneThreeAndFiveYears) {
  const Quote bought = quoted(crm_for_ten(), {.quantity = 10});
  const Quote rented = quoted(crm_for_ten(), {.quantity = 10, .grant = Grant::rental});

  EXPECT_EQ(bought.years[0].licence, 13'980'000);
  EXPECT_EQ(bought.years[2].licence, 13'980'000);
  // Kept up to date: half of the price for each later year.
  EXPECT_EQ(bought.years[0].licence_with_updates, 13'980'000);
  EXPECT_EQ(bought.years[1].licence_with_updates, 13'980'000 + 2 * 6'990'000);
  EXPECT_EQ(bought.years[2].licence_with_updates, 13'980'000 + 4 * 6'990'000);
  EXPECT_EQ(rented.years[0].licence, 13'990'400);
  EXPECT_EQ(rented.years[1].licence, 36 * 1'099'200 + 800'000);
  EXPECT_EQ(rented.years[2].licence, 60 * 1'099'200 + 800'000);
  EXPECT_EQ(rented.now, 1'099'200 + 800'000);
}

// N2: an instalment plan has its own total.
TEST(QuoteN2Test, InstalmentsHaveTheirOwnTotalAndShowTheSurcharge) {
  const Quote paid_later = quoted(crm_for_ten(), {.quantity = 10, .grant = Grant::instalments});

  ASSERT_TRUE(paid_later.instalments);
  EXPECT_EQ(paid_later.instalments->each, 2'636'000);
  EXPECT_EQ(paid_later.instalments->total, 15'816'000);
  EXPECT_EQ(paid_later.instalments->surcharge, 1'836'000);
  EXPECT_EQ(paid_later.instalments->surcharge_basis_points, 1'313);
  EXPECT_EQ(paid_later.now, 2'636'000);
  EXPECT_EQ(paid_later.total, 15'816'000);
  EXPECT_EQ(paid_later.years[0].licence, 15'816'000);
  EXPECT_EQ(quoted(crm_for_ten(), {.quantity = 10}).instalments->surcharge, 1'836'000);
}

// N3: five bought, five rented for a season of three months.
TEST(QuoteN3Test, BoughtSeatsAndASeasonAddUp) {
  const Quote mixed =
      quoted(crm_for_ten(), {.quantity = 5, .seasonal_quantity = 5, .seasonal_months = 3});

  const std::int64_t season = 5 * 3 * 109'920;
  EXPECT_EQ(mixed.total, 5 * 1'398'000 + season + 800'000);
  EXPECT_EQ(mixed.years[0].licence, mixed.total);
  EXPECT_EQ(mixed.years[1].licence, 5 * 1'398'000 + 3 * season + 800'000);
  EXPECT_EQ(refused(forty_dollars(), {.quantity = 5, .seasonal_quantity = 5, .seasonal_months = 3}),
            "not-offered");
  EXPECT_EQ(refused(crm_for_ten(), {.quantity = 5, .seasonal_quantity = 5, .seasonal_months = 13}),
            "term-not-whole-periods");
}

// N4: 40 $ holds for ten seats and a year, and for nobody else.
TEST(QuoteN4Test, NineSeatsOrElevenMonthsDoNotShowForty) {
  const auto unit = [](std::int64_t seats, std::int64_t months) {
    return quoted(forty_dollars(), {.quantity = seats, .term_months = months}).unit_amount;
  };

  EXPECT_EQ(unit(10, 12), 4'000);
  EXPECT_EQ(unit(9, 12), 5'000);
  EXPECT_EQ(unit(10, 11), 5'000);
  EXPECT_EQ(unit(10, 0), 5'000);
  EXPECT_EQ(quoted(forty_dollars(), {.quantity = 10, .term_months = 12}).total, 480'000);
}

TEST(QuoteN4Test, TheNextTierSaysWhatItTakesAndCosts) {
  const Quote nine = quoted(forty_dollars(), {.quantity = 9, .term_months = 12});
  const Quote eleven_months = quoted(forty_dollars(), {.quantity = 12, .term_months = 11});
  const Quote reached = quoted(forty_dollars(), {.quantity = 10, .term_months = 12});

  ASSERT_TRUE(nine.next_tier);
  EXPECT_EQ(nine.next_tier->quantity, 10);
  EXPECT_EQ(nine.next_tier->unit_amount, 4'000);
  EXPECT_EQ(nine.next_tier->total, 480'000);
  EXPECT_LT(nine.next_tier->total, nine.total);  // Ten seats cost less than nine.
  EXPECT_EQ(eleven_months.next_tier->term_months, 12);
  EXPECT_EQ(eleven_months.next_tier->total, 12 * 12 * 4'000);
  EXPECT_FALSE(reached.next_tier);
}

// R53: the five parts, of the buyer's own estimates.
TEST(QuoteR53Test, CostOfOwnershipHasFiveParts) {
  const Quote all = quoted(forty_dollars(), {.quantity = 10,
                                             .term_months = 12,
                                             .data_transfer = 100'000,
                                             .adaptation = 250'000,
                                             .support_per_year = 60'000,
                                             .losses_in_transition = 40'000});

  const YearsTotal& three = all.years[1];
  EXPECT_EQ(three.years, 3);
  EXPECT_EQ(three.licence_with_updates, 3 * 480'000);
  EXPECT_EQ(three.support, 180'000);
  EXPECT_EQ(three.ownership, 1'440'000 + 100'000 + 250'000 + 180'000 + 40'000);
}

TEST(QuoteTest, ATermIsRenewedAtItsCalendarEndAndToldNinetyDaysBefore) {
  const TimeMs start = testing::at("2027-01-31T09:00:00Z");
  const Quote month = quoted(forty_dollars(), {.quantity = 3, .starts_at_ms = start});
  const Quote year =
      quoted(forty_dollars(), {.quantity = 10, .term_months = 12, .starts_at_ms = start});

  EXPECT_EQ(to_rfc3339(*month.renewal->at_ms), "2027-02-28T09:00:00.000Z");
  EXPECT_EQ(month.renewal->amount, 15'000);
  EXPECT_EQ(to_rfc3339(*year.renewal->at_ms), "2028-01-31T09:00:00.000Z");
  EXPECT_EQ(to_rfc3339(*year.renewal->notice_at_ms), "2027-11-02T09:00:00.000Z");
  EXPECT_EQ(year.renewal->amount, 480'000);
  const Quote bought = quoted(crm_for_ten(), {.quantity = 10});
  EXPECT_FALSE(bought.renewal->at_ms);  // N5: begins with the activation, not with the order.
  EXPECT_EQ(bought.renewal->months, 12);
  EXPECT_EQ(bought.renewal->amount, 6'990'000);  // N6
}

TEST(QuoteTest, ATrialCostsNothingAndIsOnceForACompany) {
  Offer offer = forty_dollars();
  EXPECT_EQ(refused(offer, {.grant = Grant::trial}), "not-offered");
  offer.trial_days = 30;
  const TimeMs start = testing::at("2028-02-10T15:00:00Z");

  const Quote trial = quoted(offer, {.quantity = 3, .grant = Grant::trial, .starts_at_ms = start});

  EXPECT_EQ(trial.total, 0);
  EXPECT_EQ(to_rfc3339(*trial.ends_at_ms), "2028-03-12T00:00:00.000Z");  // The 30th day is whole.
  EXPECT_EQ(refused(offer, {.grant = Grant::trial, .tried_before = true}), "trial-used");
}

TEST(QuoteTest, RefusesWhatIsNotSold) {
  Offer few = forty_dollars();
  few.max_seats = 20;
  Offer mine = forty_dollars();
  mine.only_for = "c-1";
  Offer dear = forty_dollars();
  dear.price.amount = 1'000'000'000'000;
  dear.tiers.clear();

  EXPECT_EQ(refused(forty_dollars(), {.quantity = 0}), "quantity-out-of-range");
  EXPECT_EQ(refused(forty_dollars(), {.quantity = -1}), "quantity-out-of-range");
  EXPECT_EQ(refused(forty_dollars(), {.quantity = kQuantityMax + 1}), "quantity-out-of-range");
  EXPECT_EQ(refused(few, {.quantity = 21}), "quantity-out-of-range");
  EXPECT_EQ(refused(forty_dollars(), {.term_months = -12}), "term-not-whole-periods");
  EXPECT_EQ(refused(forty_dollars(), {.term_months = 121}), "term-not-whole-periods");
  EXPECT_EQ(refused(forty_dollars(), {.grant = Grant::rental}), "not-offered");
  EXPECT_EQ(refused(forty_dollars(), {.grant = Grant::instalments}), "not-offered");
  EXPECT_EQ(refused(mine, {.company_id = "c-2"}), "not-for-this-company");
  EXPECT_TRUE(quote(mine, {.company_id = "c-1"}));
  EXPECT_EQ(refused(dear, {.quantity = kQuantityMax, .term_months = 120}), "sum-too-large");
}

TEST(QuoteTest, ACouponIsALineOfItsOwn) {
  Coupon coupon{.code = "acme.SPRING-26",
                .offers = {forty_dollars().offer_id},
                .percent = 15,
                .until_ms = 100};
  const Quote cheaper = quoted(forty_dollars(), {.quantity = 3, .coupon = coupon});

  EXPECT_EQ(cheaper.lines.back().code, "coupon");
  EXPECT_EQ(cheaper.lines.back().total, -2'250);
  EXPECT_EQ(cheaper.total, 12'750);
  EXPECT_EQ(cheaper.years[0].licence, 12 * 15'000 - 2'250);  // Once.
  EXPECT_EQ(refused(forty_dollars(), {.starts_at_ms = 100, .coupon = coupon}), "coupon-not-valid");
  coupon.offers = {"acme.other"};
  EXPECT_EQ(refused(forty_dollars(), {.coupon = coupon}), "coupon-not-valid");
}

TEST(QuoteTest, IsReadFromJsonAndWrittenAsJson) {
  const auto request = parse_quote_request(
      {{"quantity", 10}, {"grant", "instalments"}, {"starts_at", "2026-03-01T00:00:00Z"}}, 7);
  ASSERT_TRUE(request);
  const Json json = to_json(quoted(crm_for_ten(), *request));

  EXPECT_EQ(json["now"], 2'636'000);
  EXPECT_EQ(json["instalments"]["surcharge"], 1'836'000);
  EXPECT_EQ(json["renting_overtakes"]["month"], 12);
  EXPECT_EQ(json["years"].size(), 3U);
  EXPECT_EQ(parse_quote_request(Json::object(), 7)->starts_at_ms, 7);
  for (const Json& bad : {Json{{"quantity", -1}}, Json{{"quantity", 1e18}}, Json{{"price", 1}},
                          Json{{"grant", "gift"}}, Json{{"term_months", 1.5}}, Json(3)}) {
    EXPECT_EQ(code_of(parse_quote_request(bad, 7).error()), "invalid-quote-request") << bad;
  }
}

}  // namespace
}  // namespace kontor::licensing
