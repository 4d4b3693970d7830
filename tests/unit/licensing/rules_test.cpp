#include <gtest/gtest.h>

#include "licensing/core/calendar.hpp"
#include "licensing/core/coupon.hpp"
#include "licensing/core/ladder.hpp"
#include "licensing/core/license_rules.hpp"
#include "licensing/core/move_rule.hpp"
#include "licensing/core/platform_rule.hpp"
#include "licensing/core/support_rule.hpp"
#include "licensing/core/updates_rule.hpp"
#include "tests/unit/licensing/offers.hpp"

namespace kontor::licensing {
namespace {

using testing::at, testing::code_of, testing::crm_for_ten, testing::forty_dollars,
    testing::license_under;

template <typename T>
std::string code(const Result<T>& result) {
  return result ? "" : code_of(result.error());
}

// N6: what was released inside the window stays installable for ever.
TEST(UpdatesRuleN6Test, APerpetualLicenceFallsBackToTheReleasesOfItsWindow) {
  License license = license_under(crm_for_ten(), 10);
  license.updates_until_ms = at("2029-03-01T00:00:00Z");
  const TimeMs later = at("2040-01-01T00:00:00Z");
  const auto install = [&](const char* released) {
    return code(may_install(license, {.released_at_ms = at(released), .major = 9}, true, later));
  };

  EXPECT_EQ(install("2026-01-01T00:00:00Z"), "");
  EXPECT_EQ(install("2029-02-28T23:59:59.999Z"), "");
  EXPECT_EQ(install("2029-03-01T00:00:00Z"), "updates-ended");
  license.updates_until_ms.reset();  // N5: not begun.
  EXPECT_EQ(install("2039-12-31T00:00:00Z"), "");
}

// R42: a rental has the newest version, while it runs.
TEST(UpdatesRuleR42Test, ASubscriptionHasEveryReleaseWhileItRuns) {
  License license = license_under(forty_dollars(), 3);
  license.expires_at_ms = at("2027-01-01T00:00:00Z");
  const Release release{.released_at_ms = at("2026-12-31T00:00:00Z"), .major = 7};

  EXPECT_EQ(code(may_install(license, release, true, at("2026-12-31T23:59:59Z"))), "");
  EXPECT_EQ(code(may_install(license, release, true, at("2027-01-01T00:00:00Z"))), "license-ended");
}

// R35: minor updates are free, a major one may be paid.
TEST(UpdatesRuleR35Test, AMajorUpdatePricedApartNeedsItsPrice) {
  License license = license_under(crm_for_ten(), 3);
  const TimeMs now = at("2026-06-01T00:00:00Z");
  EXPECT_EQ(code(may_install(license, {.major = 3}, true, now)), "");

  license.offer.major_update = MajorUpdate{.covers = 2, .amount = 500};
  EXPECT_EQ(code(may_install(license, {.major = 2}, true, now)), "");
  EXPECT_EQ(code(may_install(license, {.major = 3}, true, now)), "major-update-not-bought");
  license.major = 3;
  EXPECT_EQ(code(may_install(license, {.major = 3}, true, now)), "");
}

// N7: the platform's licence gates what is new and never stops what runs.
TEST(PlatformRuleN7Test, GatesInstallUpdateAndSupportOnly) {
  Offer offer = crm_for_ten();
  for (const Act act : {Act::install, Act::update, Act::support, Act::run})
    EXPECT_EQ(code(check_platform(offer, act, false)), "");

  offer.needs_platform_license = true;
  for (const Act act : {Act::install, Act::update, Act::support}) {
    EXPECT_EQ(code(check_platform(offer, act, false)), "platform-license-needed");
    EXPECT_EQ(code(check_platform(offer, act, true)), "");
  }
  EXPECT_EQ(code(check_platform(offer, Act::run, false)), "");
  EXPECT_EQ(code(may_install(license_under(offer, 1), {}, false, at("2026-06-01T00:00:00Z"))),
            "platform-license-needed");
}

// N8: changed code suspends support until the original is back.
TEST(SupportRuleN8Test, ChangedCodeSuspendsSupportUntilRestored) {
  const License license = license_under(crm_for_ten(), 3);
  const TimeMs now = at("2026-06-01T00:00:00Z");

  EXPECT_EQ(*support_at(license, Integrity::intact, true, now), SupportLevel::standard);
  EXPECT_EQ(code(support_at(license, Integrity::modified, true, now)), "support-suspended");
  EXPECT_EQ(*support_at(license, Integrity::restored, true, now), SupportLevel::standard);
}

// N9: free has bug reports, paid what was sold.
TEST(SupportRuleN9Test, TheLevelFollowsFromThePriceClass) {
  Offer free = crm_for_ten();
  free.price.amount = 0;
  Offer dear = crm_for_ten();
  dear.support = Support{.level = SupportLevel::priority, .months = 6};

  EXPECT_EQ(support_terms(free).level, SupportLevel::bug_reports);
  EXPECT_EQ(support_terms(crm_for_ten()).level, SupportLevel::standard);
  EXPECT_EQ(support_terms(dear).level, SupportLevel::priority);
  EXPECT_EQ(
      *support_at(license_under(free, 1), Integrity::intact, true, at("2099-01-01T00:00:00Z")),
      SupportLevel::bug_reports);
}

TEST(SupportRuleN5Test, SupportRunsFromTheActivationAsUpdatesDo) {
  License license = license_under(crm_for_ten(), 3);
  EXPECT_FALSE(support_until(license));
  license.updates_until_ms = at("2027-03-02T00:00:00Z");
  EXPECT_EQ(support_until(license), license.updates_until_ms);
  EXPECT_EQ(code(support_at(license, Integrity::intact, true, at("2027-03-01T23:59:59Z"))), "");
  EXPECT_EQ(code(support_at(license, Integrity::intact, true, at("2027-03-02T00:00:00Z"))),
            "support-ended");

  license.offer.support = Support{.months = 3};
  EXPECT_EQ(to_rfc3339(*support_until(license)), "2026-06-02T00:00:00.000Z");
  license.support_until_ms = at("2030-01-01T00:00:00Z");
  EXPECT_EQ(support_until(license), license.support_until_ms);
}

// N14: never, so many times, free; with a cool-down.
TEST(MoveRuleN14Test, NeverCountedOrFree) {
  const TimeMs now = at("2026-06-01T00:00:00Z");
  const MoveHistory two{.moves_ms = {now - 40 * kDayMs, now - 10 * kDayMs}};

  EXPECT_EQ(code(may_move({.rule = Move::never}, {}, now)), "move-not-allowed");
  EXPECT_EQ(code(may_move({.rule = Move::free}, two, now)), "");
  EXPECT_EQ(code(may_move({.rule = Move::counted, .times = 3}, two, now)), "");
  EXPECT_EQ(code(may_move({.rule = Move::counted, .times = 2}, two, now)), "moves-used-up");
  const MoveRule one_in_thirty{.rule = Move::counted, .times = 1, .per_days = 30};
  EXPECT_EQ(code(may_move(one_in_thirty, two, now)), "moves-used-up");
  EXPECT_EQ(code(may_move(one_in_thirty, two, now + 20 * kDayMs - 1)), "moves-used-up");
  EXPECT_EQ(code(may_move(one_in_thirty, two, now + 20 * kDayMs)), "");
}

TEST(MoveRuleN14Test, ASeatRestsBetweenTwoMoves) {
  const TimeMs now = at("2026-06-01T00:00:00Z");
  const MoveRule rule{.rule = Move::free, .cool_down_days = 7};

  EXPECT_EQ(code(may_move(rule, {}, now)), "");
  EXPECT_EQ(code(may_move(rule, {.seat_moved_at_ms = now - 7 * kDayMs + 1}, now)), "move-too-soon");
  EXPECT_EQ(code(may_move(rule, {.seat_moved_at_ms = now - 7 * kDayMs}, now)), "");
}

TEST(LadderTest, GoesFromNoticesToReadingToOff) {
  const Grace grace{.notice_days = 14, .read_only_days = 30};
  const TimeMs end = at("2028-02-20T00:00:00Z");
  const auto standing = [&](const char* now) { return ladder(grace, end, at(now)).standing; };

  EXPECT_EQ(standing("2028-02-19T23:59:59.999Z"), Standing::full);
  EXPECT_EQ(standing("2028-02-20T00:00:00Z"), Standing::notices);
  EXPECT_EQ(standing("2028-03-04T23:59:59.999Z"), Standing::notices);
  EXPECT_EQ(standing("2028-03-05T00:00:00Z"), Standing::read_only);
  EXPECT_EQ(standing("2028-04-03T23:59:59.999Z"), Standing::read_only);
  EXPECT_EQ(standing("2028-04-04T00:00:00Z"), Standing::off);
  EXPECT_EQ(ladder(grace, std::nullopt, at("2099-01-01T00:00:00Z")).standing, Standing::full);
  EXPECT_EQ(*ladder(grace, end, end).until_ms, at("2028-03-05T00:00:00Z"));
  EXPECT_EQ(ladder({.notice_days = 0, .read_only_days = 0}, end, end).standing, Standing::off);
}

// R44: a missed payment goes down the ladder; paid up is perpetual.
TEST(LadderR44Test, InstalmentsPaidUpAreForEver) {
  const Offer offer = crm_for_ten();
  const TimeMs start = at("2026-08-31T00:00:00Z");
  const TimeMs now = at("2026-10-20T00:00:00Z");
  const auto standing = [&](std::int64_t paid) {
    return ladder(offer.grace, next_instalment_due(*offer.instalments, start, paid), now).standing;
  };

  EXPECT_EQ(to_rfc3339(*next_instalment_due(*offer.instalments, start, 1)),
            "2026-09-30T00:00:00.000Z");
  EXPECT_EQ(to_rfc3339(*next_instalment_due(*offer.instalments, start, 2)),
            "2026-10-31T00:00:00.000Z");
  EXPECT_EQ(standing(2), Standing::full);
  EXPECT_EQ(standing(1), Standing::read_only);
  EXPECT_EQ(standing(0), Standing::off);
  EXPECT_EQ(standing(6), Standing::full);
  EXPECT_FALSE(next_instalment_due(*offer.instalments, start, 6));
}

TEST(WithinOfferTest, EachGrantStaysInsideItsTerms) {
  Offer offer = crm_for_ten();
  offer.trial_days = 30;
  License license = license_under(offer, 3);
  EXPECT_EQ(code(check_within(license, offer)), "");

  license.grant = Grant::trial;
  EXPECT_EQ(code(check_within(license, offer)), "not-what-was-offered");
  license.expires_at_ms = at("2026-04-01T00:00:00Z");  // 30 days and the rest of the last.
  EXPECT_EQ(code(check_within(license, offer)), "");
  *license.expires_at_ms += 1;
  EXPECT_EQ(code(check_within(license, offer)), "not-what-was-offered");
  for (const Grant grant : {Grant::rental, Grant::instalments}) {
    license.grant = grant;
    EXPECT_EQ(code(check_within(license, offer)), "");
    EXPECT_EQ(code(check_within(license, forty_dollars())), "not-what-was-offered");
  }
  offer.max_seats = 2;
  EXPECT_EQ(code(check_within(license, offer)), "not-what-was-offered");
  offer.max_seats = 0;
  offer.only_for = "c-1";
  EXPECT_EQ(code(check_within(license, offer)), "not-what-was-offered");
  license.company_id = "c-1";
  EXPECT_EQ(code(check_within(license, offer)), "");
}

TEST(WithinOfferTest, OnlyASubscriptionThatMayBeBoughtOutHasNoEnd) {
  Offer offer = forty_dollars();
  const License eternal = license_under(offer, 3);
  EXPECT_EQ(code(check_within(eternal, offer)), "not-what-was-offered");

  offer.buy_out = BuyOut{.credit_percent = 30, .amount = 90'000};
  EXPECT_EQ(code(check_within(eternal, offer)), "");
}

TEST(CouponTest, ReadsWhatItWritesAndRefusesContradictions) {
  const Json good = {{"code", "acme.SPRING-26"},
                     {"offers", {"acme.crm-year"}},
                     {"percent", 15},
                     {"uses_max", 100},
                     {"until", "2026-06-01T00:00:00.000Z"}};
  ASSERT_TRUE(parse_coupon(good));
  EXPECT_EQ(to_json(*parse_coupon(good)), good);
  for (const auto& [name, value] : std::vector<std::pair<const char*, Json>>{{"percent", 101},
                                                                             {"percent", nullptr},
                                                                             {"amount", 5},
                                                                             {"currency", "RUB"},
                                                                             {"until", "soon"},
                                                                             {"code", "x"},
                                                                             {"more", 1}}) {
    Json bad = good;
    bad[name] = value;
    EXPECT_EQ(code(parse_coupon(bad)), "invalid-coupon") << name;
  }
}

TEST(CouponTest, TakesOffNoMoreThanThereIs) {
  const Coupon coupon{.code = "acme.c",
                      .offers = {"acme.crm-year"},
                      .off = {.amount = 500, .currency = "RUB"},
                      .until_ms = 100};
  const auto off = [&](std::int64_t price, const char* currency, const char* offer) {
    return reduction(coupon, offer, {.amount = price, .currency = currency}, 50);
  };

  EXPECT_EQ(*off(800, "RUB", "acme.crm-year"), 500);
  EXPECT_EQ(*off(300, "RUB", "acme.crm-year"), 300);
  EXPECT_EQ(code(off(800, "EUR", "acme.crm-year")), "coupon-not-valid");
  EXPECT_EQ(code(off(800, "RUB", "acme.other")), "coupon-not-valid");
  EXPECT_EQ(code(reduction(coupon, "acme.crm-year", {.amount = 8, .currency = "RUB"}, 100)),
            "coupon-not-valid");
}

}  // namespace
}  // namespace kontor::licensing
