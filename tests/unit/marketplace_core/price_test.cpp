#include "marketplace/core/price.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace kontor::marketplace {
namespace {

licensing::Offer offer(std::int64_t amount, licensing::PricePer per) {
  return {.offer_id = "o",
          .product = "acme.notes",
          .price = {.amount = amount, .currency = "EUR"},
          .per = per,
          .min_seats = 3,
          .features = {}};
}

std::string later(const char* time, licensing::Period period) {
  return to_rfc3339(add_period(parse_rfc3339(time).value(), period));
}

TEST(QuoteTest, MultipliesByTheSeatsAndNeverSellsBelowTheLeastNumber) {
  const auto few = quote(offer(100, licensing::PricePer::seat), 1);
  const auto many = quote(offer(100, licensing::PricePer::seat), 10);

  EXPECT_EQ(few->seats, 3);
  EXPECT_EQ(few->total.amount, 300);
  EXPECT_EQ(many->seats, 10);
  EXPECT_EQ(many->total.amount, 1000);
}

TEST(QuoteTest, APriceForTheCompanyDoesNotGrow) {
  EXPECT_EQ(quote(offer(100, licensing::PricePer::company), 500)->total.amount, 100);
}

TEST(QuoteTest, RefusesNobodyTooManyAndSumsThatOverflow) {
  EXPECT_FALSE(quote(offer(100, licensing::PricePer::seat), 0));
  EXPECT_FALSE(quote(offer(100, licensing::PricePer::seat), kSeatsMax + 1));
  EXPECT_FALSE(
      quote(offer(std::numeric_limits<std::int64_t>::max() / 2, licensing::PricePer::seat), 3));
}

TEST(PeriodTest, EndsOnTheSameDayOrTheMonthsLast) {
  EXPECT_EQ(later("2026-01-15T10:00:00Z", licensing::Period::month), "2026-02-15T10:00:00.000Z");
  EXPECT_EQ(later("2026-01-31T10:00:00Z", licensing::Period::month), "2026-02-28T10:00:00.000Z");
  EXPECT_EQ(later("2028-02-29T10:00:00Z", licensing::Period::year), "2029-02-28T10:00:00.000Z");
}

}  // namespace
}  // namespace kontor::marketplace
