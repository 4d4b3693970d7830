#include "licensing/core/renewal.hpp"

#include <gtest/gtest.h>

#include "licensing/core/calendar.hpp"
#include "licensing/core/money.hpp"
#include "licensing/core/quote.hpp"
#include "licensing/core/updates_rule.hpp"
#include "tests/unit/licensing/offers.hpp"

namespace kontor::licensing {
namespace {

using testing::at, testing::code_of, testing::crm_for_ten, testing::forty_dollars,
    testing::license_under;

// N5: one calendar year from the activation, its last day whole; leap years too.
TEST(UpdatesWindowN5Test, IsACalendarYearFromTheActivation) {
  struct Row {
    const char* activated;
    const char* until;
  };
  const Row rows[] = {
      {"2026-03-01T00:00:00Z", "2027-03-02T00:00:00.000Z"},
      {"2026-03-01T23:59:59.999Z", "2027-03-02T00:00:00.000Z"},
      {"2026-12-31T12:00:00Z", "2028-01-01T00:00:00.000Z"},
      {"2027-02-28T08:00:00Z", "2028-02-29T00:00:00.000Z"},
      {"2027-03-01T08:00:00Z", "2028-03-02T00:00:00.000Z"},
      {"2028-02-29T08:00:00Z", "2029-03-01T00:00:00.000Z"},
  };
  for (const Row& row : rows)
    EXPECT_EQ(to_rfc3339(*updates_until(crm_for_ten(), at(row.activated))), row.until);
  EXPECT_FALSE(updates_until(forty_dollars(), at("2026-03-01T00:00:00Z")));
}

// N6: half of the frozen price, from max(now, end of the window).
TEST(UpdatesRenewalN6Test, CostsHalfAndBeginsWhereItEndedOrNow) {
  License license = license_under(crm_for_ten(), 10);
  EXPECT_EQ(code_of(renew_updates(license, 0).error()), "not-activated");
  license.updates_until_ms = at("2027-03-02T00:00:00Z");

  const auto early = renew_updates(license, at("2027-01-01T00:00:00Z"));
  const auto late = renew_updates(license, at("2029-06-15T10:00:00Z"));

  ASSERT_TRUE(early);
  EXPECT_EQ(early->price.amount, 6'990'000);
  EXPECT_EQ(to_rfc3339(early->from_ms), "2027-03-02T00:00:00.000Z");
  EXPECT_EQ(to_rfc3339(early->until_ms), "2028-03-02T00:00:00.000Z");
  EXPECT_EQ(to_rfc3339(late->from_ms), "2029-06-15T10:00:00.000Z");
  EXPECT_EQ(to_rfc3339(late->until_ms), "2030-06-16T00:00:00.000Z");
  EXPECT_EQ(code_of(renew_updates(license_under(forty_dollars(), 3), 0).error()),
            "nothing-to-renew");
}

TEST(TermRenewalTest, GoesOnFromItsEndAtTheFrozenPrice) {
  License license = license_under(forty_dollars(), 10);
  license.expires_at_ms = at("2028-01-31T00:00:00Z");

  const auto month = renew_term(license, 1, at("2028-01-01T00:00:00Z"));
  const auto year = renew_term(license, 12, at("2028-03-05T00:00:00Z"));

  EXPECT_EQ(to_rfc3339(month->until_ms), "2028-02-29T00:00:00.000Z");
  EXPECT_EQ(month->price.amount, 50'000);
  EXPECT_EQ(to_rfc3339(year->from_ms), "2028-03-05T00:00:00.000Z");
  EXPECT_EQ(year->price.amount, 480'000);
  EXPECT_EQ(code_of(renew_term(license, 0, 0).error()), "term-not-whole-periods");
  EXPECT_EQ(code_of(renew_term(license_under(crm_for_ten(), 1), 1, 0).error()), "nothing-to-renew");
  EXPECT_EQ(to_rfc3339(renewal_notice_at(at("2028-03-31T00:00:00Z"))), "2028-01-01T00:00:00.000Z");
}

TEST(BuyOutTest, IsTheResidualValueHalfEvenAndNeverNegative) {
  EXPECT_EQ(buy_out(crm_for_ten(), 10, 0)->amount, 13'980'000);
  EXPECT_EQ(buy_out(crm_for_ten(), 10, 1'899'200)->amount, 13'980'000 - 569'760);
  EXPECT_EQ(buy_out(crm_for_ten(), 10, 100'000'000)->amount, 0);
  EXPECT_EQ(code_of(buy_out(crm_for_ten(), 10, -1).error()), "invalid-amount");
  EXPECT_EQ(code_of(buy_out(forty_dollars(), 10, 0).error()), "not-offered");
  Offer half = crm_for_ten();
  half.buy_out->credit_percent = 50;
  // Credits of 0.5, 1.5 and 2.5 kopecks: 0, 2 and 2.
  EXPECT_EQ(buy_out(half, 1, 1)->amount, 1'398'000);
  EXPECT_EQ(buy_out(half, 1, 3)->amount, 1'397'998);
  EXPECT_EQ(buy_out(half, 1, 5)->amount, 1'397'998);
}

TEST(ShareTest, RoundsAHalfToTheEvenNeighbour) {
  EXPECT_EQ(*share_of(5, 1, 10), 0);
  EXPECT_EQ(*share_of(15, 1, 10), 2);
  EXPECT_EQ(*share_of(25, 1, 10), 2);
  EXPECT_EQ(*share_of(26, 1, 10), 3);
  EXPECT_EQ(*share_of(9'000'000'000'000'000'000, 100, 100), 9'000'000'000'000'000'000);
  EXPECT_EQ(code_of(share_of(9'000'000'000'000'000'000, 2, 1).error()), "sum-too-large");
}

// N13: a move to a higher edition pays the difference.
TEST(EditionN13Test, AnUpgradePaysTheDifference) {
  Offer basic = crm_for_ten(), pro = crm_for_ten();
  basic.edition = Edition{.name = "basic", .rank = 1};
  pro.edition = Edition{.name = "pro", .rank = 2};
  pro.price.amount = 2'000'000;

  EXPECT_EQ(upgrade_price(license_under(basic, 10), pro, 0)->amount, 6'020'000);
  EXPECT_EQ(code_of(upgrade_price(license_under(pro, 10), basic, 0).error()), "not-an-upgrade");
  pro.price.currency = "EUR";
  EXPECT_EQ(code_of(upgrade_price(license_under(basic, 10), pro, 0).error()), "not-an-upgrade");
}

TEST(EditionN13Test, OfASubscriptionForTheTimeThatIsLeft) {
  Offer basic = forty_dollars(), pro = forty_dollars();
  basic.tiers = pro.tiers = {};
  basic.edition = Edition{.name = "basic", .rank = 1};
  pro.edition = Edition{.name = "pro", .rank = 2};
  pro.price.amount = 6'000;
  License license = license_under(basic, 10);
  license.valid_from_ms = at("2026-01-01T00:00:00Z");
  license.expires_at_ms = at("2027-01-01T00:00:00Z");

  EXPECT_EQ(upgrade_price(license, pro, license.valid_from_ms)->amount, 120'000);
  EXPECT_EQ(upgrade_price(license, pro, at("2026-07-02T12:00:00Z"))->amount, 60'000);
  EXPECT_EQ(upgrade_price(license, pro, at("2028-01-01T00:00:00Z"))->amount, 0);
}

TEST(MajorUpdateR35Test, IsPricedForEverySeat) {
  Offer offer = crm_for_ten();
  EXPECT_EQ(code_of(major_update_price(license_under(offer, 10)).error()), "not-offered");
  offer.major_update = MajorUpdate{.covers = 2, .amount = 500};

  EXPECT_EQ(major_update_price(license_under(offer, 10))->amount, 5'000);
}

// N3: five bought seats and five rented ones for a season.
TEST(SeasonN3Test, TheBoughtSeatsStayWhenTheRentedOnesLapse) {
  const License bought = license_under(crm_for_ten(), 5);
  License rented = license_under(crm_for_ten(), 5);
  rented.grant = Grant::rental;
  rented.valid_from_ms = at("2026-06-01T00:00:00Z");
  rented.expires_at_ms = at("2026-09-01T00:00:00Z");
  const std::vector<License> both = {bought, rented};

  EXPECT_EQ(seats_at(both, "acme.crm", at("2026-05-31T23:59:59Z")), 5);
  EXPECT_EQ(seats_at(both, "acme.crm", at("2026-06-01T00:00:00Z")), 10);
  EXPECT_EQ(seats_at(both, "acme.crm", at("2026-08-31T23:59:59Z")), 10);
  EXPECT_EQ(seats_at(both, "acme.crm", at("2026-09-01T00:00:00Z")), 5);
  EXPECT_EQ(seats_at(both, "acme.other", at("2026-07-01T00:00:00Z")), 0);
}

}  // namespace
}  // namespace kontor::licensing
