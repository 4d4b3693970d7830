#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <set>

#include "licensing/core/calendar.hpp"
#include "licensing/core/prices.hpp"
#include "licensing/core/quote.hpp"
#include "tests/unit/licensing/offers.hpp"

namespace kontor::licensing {
namespace {

// An offer that a vendor could well make, other at each seed.
Offer some_offer(std::mt19937& random) {
  const auto upto = [&random](std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(0, most)(random);
  };
  Offer offer = testing::forty_dollars();
  offer.period = static_cast<Period>(upto(3));
  offer.per = upto(5) == 0 ? PricePer::company : PricePer::seat;
  offer.price.amount = 100 + upto(1'000'000);
  offer.min_seats = 1 + upto(4);
  offer.fee = upto(1) * upto(100'000);
  offer.tiers.clear();
  for (std::int64_t i = upto(3); i > 0 && offer.per == PricePer::seat; --i) {
    Tier tier{.min_quantity = offer.min_seats + 1 + upto(50), .amount = upto(99)};
    if (offer.period != Period::once) tier.min_term_months = upto(36);
    offer.tiers.push_back(tier);
  }
  return offer;
}

// R45: over seats × term × date, no price is shown whose conditions the request does not
// meet, and none is kept back whose conditions it meets.
TEST(QuotePropertyTest, APriceHoldsExactlyForThoseWhoMeetItsConditions) {
  std::mt19937 random(20261122);
  for (int round = 0; round < 300; ++round) {
    const Offer offer = some_offer(random);
    const std::int64_t period = std::max<std::int64_t>(1, months_of(offer.period));
    for (const std::int64_t seats : {1, 2, 5, 9, 10, 11, 20, 55, 100}) {
      for (const std::int64_t periods : {1, 2, 11, 12, 13}) {
        const std::int64_t term = periods * period;
        if (term > kTermMonthsMax) continue;
        const TimeMs start = testing::at("2027-12-31T23:59:59Z") + round * 13 * kDayMs;
        const auto found =
            quote(offer, {.quantity = seats, .term_months = term, .starts_at_ms = start});
        ASSERT_TRUE(found) << found.error().message;

        std::int64_t expected = offer.price.amount;
        for (const Tier& tier : offer.tiers) {
          if (found->quantity >= tier.min_quantity && found->term_months >= tier.min_term_months)
            expected = std::min(expected, tier.amount);
        }
        EXPECT_EQ(found->unit_amount, expected);
        std::int64_t sum = 0;
        for (const QuoteLine& line : found->lines) {
          EXPECT_EQ(line.total, line.amount * line.quantity);
          sum += line.total;
        }
        EXPECT_EQ(found->total, sum);
        EXPECT_EQ(found->now, sum);
        EXPECT_LE(found->years[0].licence, found->years[1].licence);
        EXPECT_LE(found->years[1].licence, found->years[2].licence);
        EXPECT_GE(found->years[0].licence, found->total - (term > 12 ? sum : 0));
        if (found->next_tier) {
          EXPECT_LT(found->next_tier->unit_amount, found->unit_amount);
        }
        if (found->renewal && found->renewal->at_ms) {
          EXPECT_GT(*found->renewal->at_ms, start + (term * 28 - 1) * kDayMs);
          EXPECT_EQ((*found->renewal->at_ms - start) % kDayMs, 0);
        }
      }
    }
  }
}

// What the quote says of the next tier is what a quote with that quantity and term says.
TEST(QuotePropertyTest, TheNextTierIsPricedAsItWouldBe) {
  std::mt19937 random(4);
  for (int round = 0; round < 500; ++round) {
    const Offer offer = some_offer(random);
    const auto found = quote(offer, {.quantity = 1 + round % 30});
    ASSERT_TRUE(found);
    if (!found->next_tier) continue;
    const auto next = quote(offer, {.quantity = found->next_tier->quantity,
                                    .term_months = found->next_tier->term_months});
    ASSERT_TRUE(next);
    EXPECT_EQ(next->total, found->next_tier->total);
    EXPECT_EQ(next->unit_amount, found->next_tier->unit_amount);
  }
}

// The month is the first one: renting is not dearer before it.
TEST(QuotePropertyTest, RentingOvertakesBuyingExactlyOnce) {
  std::mt19937 random(7);
  std::uniform_int_distribution<std::int64_t> amount(0, 2'000'000);
  for (int round = 0; round < 500; ++round) {
    const PaymentPlan buy{.each = amount(random), .count = 1};
    const PaymentPlan rent{.each = amount(random) / 10, .period_months = 1 + round % 3, .fee = 5};
    const auto month = renting_overtakes(rent, buy);
    ASSERT_TRUE(month);
    if (!*month) continue;
    EXPECT_GT(*paid_after(rent, **month), *paid_after(buy, **month));
    if (**month > 1) {
      EXPECT_LE(*paid_after(rent, **month - 1), *paid_after(buy, **month - 1));
    }
  }
}

// Each term a vendor can set changes what the buyer is shown.
TEST(QuotePropertyTest, EveryTermThatIsSetIsACondition) {
  const Offer plain = testing::crm_for_ten();
  const std::vector<std::function<void(Offer&)>> changes = {
      [](Offer& offer) { offer.price.amount += 1; },
      [](Offer& offer) { offer.period = Period::quarter; },
      [](Offer& offer) { offer.per = PricePer::company; },
      [](Offer& offer) { offer.min_seats = 2; },
      [](Offer& offer) { offer.max_seats = 9; },
      [](Offer& offer) { offer.fee = 1; },
      [](Offer& offer) { offer.features = {"bulk"}; },
      [](Offer& offer) { offer.idle_timeout_s = 60; },
      [](Offer& offer) { offer.tiers = {{.min_quantity = 9, .amount = 1}}; },
      [](Offer& offer) { offer.tiers = {{.min_quantity = 9, .min_term_months = 3}}; },
      [](Offer& offer) { offer.instalments->count = 7; },
      [](Offer& offer) { offer.rental->amount += 1; },
      [](Offer& offer) { offer.rental->fee += 1; },
      [](Offer& offer) { offer.buy_out->credit_percent = 31; },
      [](Offer& offer) { offer.trial_days = 14; },
      [](Offer& offer) { offer.edition = Edition{.name = "pro", .rank = 1}; },
      [](Offer& offer) { offer.updates.months = 0; },
      [](Offer& offer) { offer.updates.renewal_percent = 10; },
      [](Offer& offer) { offer.major_update = MajorUpdate{.covers = 2, .amount = 3}; },
      [](Offer& offer) { offer.support = Support{.level = SupportLevel::priority}; },
      [](Offer& offer) { offer.needs_platform_license = true; },
      [](Offer& offer) { offer.only_for = "c"; },
      [](Offer& offer) { offer.specification = "ab"; },
      [](Offer& offer) { offer.model = SeatModel::named; },
      [](Offer& offer) { offer.overdraft = 1; },
      [](Offer& offer) { offer.groups = false; },
      [](Offer& offer) { offer.queue = false; },
      [](Offer& offer) { offer.linger_s = 5; },
      [](Offer& offer) { offer.borrow = {.days_max = 3, .seats_stay = 1}; },
      [](Offer& offer) { offer.grace.notice_days = 1; },
      [](Offer& offer) { offer.grace.read_only_days = 1; },
      [](Offer& offer) { offer.rebind = {.rule = Move::counted, .times = 2}; },
      [](Offer& offer) { offer.rebind = {.rule = Move::free, .cool_down_days = 2}; },
  };
  const auto words = [](const Offer& offer) {
    std::string all;
    for (const Condition& condition : conditions_of(offer)) {
      EXPECT_FALSE(condition.code.empty());
      all += condition.text + "\n";
    }
    return all;
  };
  std::set<std::string> seen{words(plain)};
  for (std::size_t i = 0; i < changes.size(); ++i) {
    Offer changed = plain;
    changes[i](changed);
    EXPECT_TRUE(seen.insert(words(changed)).second) << "change " << i << "\n" << words(changed);
  }
}

}  // namespace
}  // namespace kontor::licensing
