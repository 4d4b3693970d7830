#include "licensing/client/grace.hpp"

#include <gtest/gtest.h>

#include "licensing/core/calendar.hpp"

namespace kontor::licensing {
namespace {

constexpr TimeMs kEnd = 1'800'000'000'000;
const Grace kGrace{.notice_days = 14, .read_only_days = 30};

TEST(GraceLadder, GoesDownRungByRungAndSaysWhenTheNextBegins) {
  EXPECT_EQ(ladder(kGrace, kEnd, kEnd - 1).standing, Standing::full);
  EXPECT_EQ(ladder(kGrace, kEnd, kEnd - 1).until_ms, kEnd);
  EXPECT_EQ(ladder(kGrace, kEnd, kEnd).standing, Standing::notices);
  EXPECT_EQ(ladder(kGrace, kEnd, kEnd).until_ms, kEnd + 14 * kDayMs);
  EXPECT_EQ(ladder(kGrace, kEnd, kEnd + 14 * kDayMs).standing, Standing::read_only);
  EXPECT_EQ(ladder(kGrace, kEnd, kEnd + 44 * kDayMs - 1).standing, Standing::read_only);
  EXPECT_EQ(ladder(kGrace, kEnd, kEnd + 44 * kDayMs).standing, Standing::off);
}

TEST(GraceLadder, ALapsedLicenceIsReadOnlyAtOnceForAsLongAsTheWholeLadder) {
  EXPECT_EQ(lapse_step(kEnd, kGrace, kEnd - 1).standing, Standing::full);
  EXPECT_EQ(lapse_step(kEnd, kGrace, kEnd).standing, Standing::read_only);
  EXPECT_EQ(lapse_step(kEnd, kGrace, kEnd).until_ms, kEnd + 44 * kDayMs);
  EXPECT_EQ(lapse_step(kEnd, kGrace, kEnd + 44 * kDayMs).standing, Standing::off);
}

TEST(GraceLadder, NeverGoesUpWhileTimePasses) {
  Standing last = Standing::full;
  for (TimeMs now = kEnd - kDayMs; now < kEnd + 60 * kDayMs; now += 3'600'000) {
    const Standing rung = ladder(kGrace, kEnd, now).standing;
    EXPECT_GE(rung, last);
    last = rung;
  }
}

TEST(TermClock, NeverRunsBackAndExtendsNothing) {
  TermClock clock;
  EXPECT_EQ(clock.look(kEnd), kEnd);

  EXPECT_EQ(clock.look(kEnd - 300 * kDayMs), kEnd);
  EXPECT_TRUE(clock.needs_sync(kEnd - 300 * kDayMs));
}

TEST(TermClock, RaisesNoAlarmForDaylightSavingOrAZone) {
  TermClock clock;
  clock.look(kEnd);

  EXPECT_FALSE(clock.needs_sync(kEnd - 3'600'000));
  EXPECT_FALSE(clock.needs_sync(kEnd - 24 * 3'600'000LL));
}

TEST(TermClock, KeepsNoMarkOfAClockThatWasFarAheadOnce) {
  TermClock clock;
  clock.look(kEnd);
  clock.look(kEnd + 4000 * kDayMs);

  EXPECT_EQ(clock.look(kEnd + kDayMs), kEnd + kDayMs);
}

TEST(GraceLadder, AMissedInstalmentBeginsWithNoticesAndWhatEndedWithReading) {
  License license;
  license.expires_at_ms = 100 * kDayMs;
  license.offer.grace = {.notice_days = 14, .read_only_days = 30};
  const TimeMs later = 105 * kDayMs;

  EXPECT_EQ(lapse_of(license, later).step.standing, Standing::read_only);
  EXPECT_EQ(lapse_of(license, later).why, "lapsed");
  EXPECT_FALSE(license.usable_at(later));
  license.grant = Grant::instalments;
  EXPECT_EQ(lapse_of(license, later).step.standing, Standing::notices);
  EXPECT_EQ(lapse_of(license, later).why, "instalment-missed");
  EXPECT_TRUE(license.usable_at(later));
  EXPECT_FALSE(license.usable_at(114 * kDayMs));
  EXPECT_EQ(lapse_of(license, 120 * kDayMs).step.standing, Standing::read_only);
  EXPECT_EQ(lapse_of(license, 144 * kDayMs).step.standing, Standing::off);
  license.expires_at_ms.reset();
  EXPECT_EQ(lapse_of(license, later).why, "");
}

}  // namespace
}  // namespace kontor::licensing
