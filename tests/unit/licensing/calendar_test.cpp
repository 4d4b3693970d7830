#include "licensing/core/calendar.hpp"

#include <gtest/gtest.h>

#include "tests/unit/licensing/offers.hpp"

namespace kontor::licensing {
namespace {

using testing::at;

TEST(CalendarTest, CountsCalendarMonthsAndLeapYears) {
  struct Row {
    const char* from;
    std::int64_t months;
    const char* to;
  };
  const Row rows[] = {
      {"2026-01-15T10:00:00Z", 1, "2026-02-15T10:00:00.000Z"},
      {"2026-01-31T10:00:00Z", 1, "2026-02-28T10:00:00.000Z"},
      {"2026-01-31T10:00:00Z", 2, "2026-03-31T10:00:00.000Z"},
      {"2028-01-31T23:59:59.999Z", 1, "2028-02-29T23:59:59.999Z"},
      {"2028-02-29T00:00:00Z", 12, "2029-02-28T00:00:00.000Z"},
      {"2028-02-29T00:00:00Z", 48, "2032-02-29T00:00:00.000Z"},
      {"2096-02-29T00:00:00Z", 48, "2100-02-28T00:00:00.000Z"},
      {"2026-12-01T00:00:00Z", 3, "2027-03-01T00:00:00.000Z"},
      {"2026-03-31T00:00:00Z", -1, "2026-02-28T00:00:00.000Z"},
  };
  for (const Row& row : rows) EXPECT_EQ(to_rfc3339(add_months(at(row.from), row.months)), row.to);
}

TEST(CalendarTest, ADayEndsAtMidnight) {
  EXPECT_EQ(end_of_day(at("2028-02-28T00:00:00Z")), at("2028-02-29T00:00:00Z"));
  EXPECT_EQ(end_of_day(at("2028-02-28T23:59:59.999Z")), at("2028-02-29T00:00:00Z"));
  EXPECT_EQ(end_of_day(at("2026-12-31T12:00:00Z")), at("2027-01-01T00:00:00Z"));
}

// Over many first days: a term never loses a day, and years are twelve months.
TEST(CalendarTest, AMonthHasTwentyEightToThirtyOneDaysFromAnyDay) {
  for (int day = 0; day < 2000; ++day) {
    const TimeMs from = at("2027-01-01T13:00:00Z") + day * kDayMs;
    for (const std::int64_t months : {1, 2, 3, 11, 12, 35, 60}) {
      const TimeMs to = add_months(from, months);
      EXPECT_GE(to - from, months * 28 * kDayMs);
      EXPECT_LE(to - from, months * 31 * kDayMs);
      EXPECT_EQ((to - from) % kDayMs, 0);
      EXPECT_LE(add_months(from, months - 1), to - 28 * kDayMs);
    }
  }
}

}  // namespace
}  // namespace kontor::licensing
