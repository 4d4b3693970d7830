#include "licensing/client/grace.hpp"

#include <gtest/gtest.h>

#include "licensing/core/calendar.hpp"

namespace kontor::licensing {
namespace {

constexpr TimeMs kEnd = 1'800'000'000'000;
const Grace kGrace{.notice_days = 14, .read_only_days = 30};

TEST(GraceLadder, GoesDownRungByRungAndSaysWhenTheNextBegins) {
  EXPECT_EQ(grace_step(kEnd, kGrace, kEnd - 1).rung, Rung::full);
  EXPECT_EQ(grace_step(kEnd, kGrace, kEnd - 1).until_ms, kEnd);
  EXPECT_EQ(grace_step(kEnd, kGrace, kEnd).rung, Rung::notices);
  EXPECT_EQ(grace_step(kEnd, kGrace, kEnd).until_ms, kEnd + 14 * kDayMs);
  EXPECT_EQ(grace_step(kEnd, kGrace, kEnd + 14 * kDayMs).rung, Rung::read_only);
  EXPECT_EQ(grace_step(kEnd, kGrace, kEnd + 44 * kDayMs - 1).rung, Rung::read_only);
  EXPECT_EQ(grace_step(kEnd, kGrace, kEnd + 44 * kDayMs).rung, Rung::off);
}

TEST(GraceLadder, ALapsedLicenceIsReadOnlyAtOnceForAsLongAsTheWholeLadder) {
  EXPECT_EQ(lapse_step(kEnd, kGrace, kEnd - 1).rung, Rung::full);
  EXPECT_EQ(lapse_step(kEnd, kGrace, kEnd).rung, Rung::read_only);
  EXPECT_EQ(lapse_step(kEnd, kGrace, kEnd).until_ms, kEnd + 44 * kDayMs);
  EXPECT_EQ(lapse_step(kEnd, kGrace, kEnd + 44 * kDayMs).rung, Rung::off);
}

TEST(GraceLadder, NeverGoesUpWhileTimePasses) {
  Rung last = Rung::full;
  for (TimeMs now = kEnd - kDayMs; now < kEnd + 60 * kDayMs; now += 3'600'000) {
    const Rung rung = grace_step(kEnd, kGrace, now).rung;
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

}  // namespace
}  // namespace kontor::licensing
